package org.tocsin.node.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Onward;
import org.tocsin.node.delivery.LanePlaces.Place;
import org.tocsin.node.delivery.WithdrawnEntries.Brought;
import org.tocsin.node.delivery.WithdrawnEntries.Narrowed;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.EmergencyTerms;
import org.tocsin.node.policy.Obligations;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.RecordSubject.Relayed;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Reads what a lane's sequences stand for, and decides once more, now, whether each may go: what was released when it
/// was stated may be withheld when it is sent. Rule R-LAN-4.
final class ParcelReader {
    /// Entries of the ledger read at once.
    private static final int ENTRIES_MAX = 256;

    /// Bulk lanes that read at once, over all partners: connections to the database are left for the other lanes.
    static final int BULK_READING_MAX = 1;

    private static final Logger log = LoggerFactory.getLogger(ParcelReader.class);

    private final Team own;
    private final LedgerView ledger;
    private final ContentStore contents;
    private final Transactions transactions;
    private final Function<Team, ? extends Collection<Standing>> agreements;
    private final WithdrawnEntries withdrawn;
    private final InstantSource clock;
    private final Semaphore bulkReading = new Semaphore(BULK_READING_MAX, true);

    ParcelReader(
            Team own,
            LedgerView ledger,
            ContentStore contents,
            Transactions transactions,
            Function<Team, ? extends Collection<Standing>> agreements,
            WithdrawnEntries withdrawn,
            InstantSource clock) {
        this.own = own;
        this.ledger = ledger;
        this.contents = contents;
        this.transactions = transactions;
        this.agreements = agreements;
        this.withdrawn = withdrawn;
        this.clock = clock;
    }

    /// The next parcels of a lane, in order, about as many as make a frame; empty if the lane ends here.
    List<Parcel> read(LanePlaces lane, FramePacker.Limits frame) {
        boolean bulk = lane.lane().lane() == Lane.BULK;
        if (bulk) {
            bulkReading.acquireUninterruptibly();
        }
        // Before the transaction: what it reads of what we stated about agreements is then not older than these terms.
        Collection<Standing> terms = agreements.apply(lane.lane().partner());
        try {
            List<Parcel> parcels = transactions.read(session -> read(session, lane, frame, terms));
            lane.passed(parcels.size());
            return parcels;
        } finally {
            if (bulk) {
                bulkReading.release();
            }
        }
    }

    private List<Parcel> read(Session session, LanePlaces lane, FramePacker.Limits frame, Collection<Standing> terms) {
        Team partner = lane.lane().partner();
        boolean addressed = LaneScan.isAddressed(lane.lane().lane());
        // R-AGR-8: what was given out before a suspension waits for its end, and is not lost by it.
        if (!addressed && LaneTerms.areSuspended(terms, own, partner, clock.instant())) {
            return List.of();
        }
        List<Place> places = lane.next(session, ledger.head(), frame.itemsMax());
        if (places.isEmpty()) {
            return List.of();
        }
        Map<Long, Entry> entries = new HashMap<>();
        List<Parcel> parcels = new ArrayList<>(places.size());
        if (!addressed) {
            lane.decidedUnder(LaneOutTable.agreed(session, partner));
        }
        Instant now = clock.instant();
        ContentStore.Reader reader = contents.reader(session);
        Changed changed = addressed ? new Changed(Set.of(), Map.of(), Map.of()) : changed(session, places);
        long bytes = 0;
        for (int i = 0; i < places.size() && bytes < frame.bytesMax(); i++) {
            Entry entry = entry(places, i, entries);
            boolean isAhead = addressed && entry.kind() == Statement.Kind.RECORD;
            if (isAhead && !parcels.isEmpty()) {
                // What stands in front of it has gone out before any of it is read. Rule R-EMG-13.
                break;
            }
            if (isAhead) {
                return List.of(ahead(session, places.get(i), entry, reader, terms, partner));
            }
            if (changed.gone().contains(places.get(i).sequence())) {
                parcels.add(voided(places.get(i), entry, VoidReason.WITHDRAWN));
                continue;
            }
            ContentStore.Content content = reader.get(entry.contentId(), entry.leafHash());
            Parcel parcel = addressed
                    ? addressed(places.get(i), entry, content, terms)
                    : parcel(places.get(i), entry, content, terms, partner, now, changed);
            parcels.add(parcel);
            bytes += parcel instanceof Parcel.Stated stated ? stated.fragments().length() : 0;
        }
        return parcels;
    }

    /// A record that goes ahead on the emergency lane: decided as on its own lanes, and only while both sides want it.
    /// Rules R-EMG-11, R-EMG-12.
    private Parcel ahead(
            Session session,
            Place place,
            Entry entry,
            ContentStore.Reader reader,
            Collection<Standing> terms,
            Team partner) {
        Instant now = clock.instant();
        Changed changed = changed(session, List.of(place));
        if (changed.gone().contains(place.sequence())) {
            return voided(place, entry, VoidReason.WITHDRAWN);
        }
        boolean isAgreed = EmergencyRules.terms(terms, own, partner, now)
                .filter(EmergencyTerms::records)
                .isPresent();
        return isAgreed
                ? parcel(place, entry, reader.get(entry.contentId(), entry.leafHash()), terms, partner, now, changed)
                : voided(place, entry, VoidReason.AGREEMENT);
    }

    /// What became of records at some places, by their sequences: which are withdrawn by now and go out void, how
    /// others are narrowed, and whose those are that we hand on.
    private record Changed(Set<Long> gone, Map<Long, Narrowed> narrowed, Map<Long, Brought> brought) {}

    /// Rules R-CTL-3, R-CTL-5.
    private Changed changed(Session session, List<Place> places) {
        Changed changed = new Changed(new HashSet<>(), new HashMap<>(), new HashMap<>());
        Map<Integer, List<Place>> byEpoch = places.stream().collect(Collectors.groupingBy(Place::epoch));
        byEpoch.forEach((epoch, those) -> {
            LongSummaryStatistics span =
                    those.stream().mapToLong(place -> place.entry().index()).summaryStatistics();
            Set<Long> gone = withdrawn.among(session, epoch, span.getMin(), span.getMax());
            Map<Long, Narrowed> narrowed = withdrawn.narrowed(session, epoch, span.getMin(), span.getMax());
            Map<Long, Brought> brought = withdrawn.brought(session, epoch, span.getMin(), span.getMax());
            for (Place place : those) {
                Brought from = brought.get(place.entry().index());
                if (from != null) {
                    changed.brought().put(place.sequence(), from);
                }
                if (gone.contains(place.entry().index())) {
                    changed.gone().add(place.sequence());
                }
                Narrowed tighter = narrowed.get(place.entry().index());
                if (tighter != null) {
                    changed.narrowed().put(place.sequence(), tighter);
                }
            }
        });
        return changed;
    }

    /// The ledger's entry of a place; reads those of the places behind it along with it, if they are near.
    private Entry entry(List<Place> places, int number, Map<Long, Entry> read) {
        Place place = places.get(number);
        Entry known = read.get(place.entry().index());
        if (known != null && known.epoch() == place.epoch()) {
            return known;
        }
        read.clear();
        long first = place.entry().index();
        long last = first;
        for (int i = number; i < places.size(); i++) {
            long index = places.get(i).entry().index();
            if (places.get(i).epoch() == place.epoch() && index >= last && index < first + ENTRIES_MAX) {
                last = index;
            }
        }
        for (Entry entry : ledger.entries(place.epoch(), first, Math.toIntExact(last - first + 1))) {
            read.put(entry.index(), entry);
        }
        Entry entry = read.get(first);
        if (entry == null) {
            throw new IllegalStateException("a lane entry that is not in the ledger");
        }
        return entry;
    }

    /// What is addressed goes to whoever is a partner, whole; what is about agreements, to whoever is pinned. Rules
    /// R-CTL-1, R-LAN-11.
    private static Parcel addressed(
            Place place, Entry entry, ContentStore.Content content, Collection<Standing> terms) {
        boolean isAboutAgreements =
                entry.kind() == Statement.Kind.AGREEMENT || entry.kind() == Statement.Kind.AGREEMENT_ACT;
        if (terms.isEmpty() && !isAboutAgreements) {
            return voided(place, entry, VoidReason.AGREEMENT);
        }
        return switch (content) {
            case ContentStore.Content.Held held -> stated(place, entry, shown(place, held.fragments()));
            case ContentStore.Content.Erased erased -> voided(place, entry, VoidReason.WITHDRAWN);
            case ContentStore.Content.Damaged damaged -> {
                log.error("a statement of ours is damaged index={} what={}", entry.index(), damaged.what());
                yield voided(place, entry, VoidReason.UNREADABLE);
            }
        };
    }

    private static Bytes shown(Place place, Bytes fragments) {
        Shown shown = place.entry().shown();
        if (shown instanceof Shown.All) {
            return fragments;
        }
        try {
            return FragmentCodec.encode(FragmentTree.disclose(FragmentCodec.decodeSet(fragments), shown::shows));
        } catch (WireException unreadable) {
            throw new IllegalStateException("a statement of ours cannot be read", unreadable);
        }
    }

    private Parcel parcel(
            Place place,
            Entry entry,
            ContentStore.Content content,
            Collection<Standing> terms,
            Team partner,
            Instant now,
            Changed changed) {
        return switch (content) {
            case ContentStore.Content.Held held -> {
                try {
                    yield decided(place, entry, held.fragments(), partner, terms, now, changed);
                } catch (WireException | IllegalArgumentException unreadable) {
                    log.error("a record of ours cannot be read index={}", entry.index(), unreadable);
                    yield voided(place, entry, VoidReason.UNREADABLE);
                }
            }
            case ContentStore.Content.Erased erased -> voided(place, entry, VoidReason.WITHDRAWN);
            case ContentStore.Content.Damaged damaged -> {
                log.error("a record of ours is damaged index={} what={}", entry.index(), damaged.what());
                yield voided(place, entry, VoidReason.UNREADABLE);
            }
        };
    }

    private Parcel decided(
            Place place,
            Entry entry,
            Bytes fragments,
            Team partner,
            Collection<Standing> terms,
            Instant now,
            Changed changed)
            throws WireException {
        RecordSubject stated = Subjects.of(entry.kind(), fragments, terms, own, partner);
        Narrowed narrowed = changed.narrowed().get(place.sequence());
        RecordSubject whole = narrowed == null ? stated : stated.narrowedBy(narrowed.marking(), narrowed.named());
        RecordSubject subject = entry.kind() == Statement.Kind.RELAY
                ? whole.handedOn(relayed(changed.brought().get(place.sequence()), whole, now))
                : whole;
        List<Fragment> parts = subject.fragments();
        ReleaseDecision decision = Release.decide(subject, terms, own, partner, now);
        return switch (decision) {
            case ReleaseDecision.Withheld withheld -> voided(place, entry, VoidReason.AGREEMENT);
            case ReleaseDecision.Released released -> {
                // What was not to be shown when it was decided is not shown now; terms may have narrowed, too.
                Shown shown = Shown.of(
                        parts.size(),
                        number -> place.entry().shown().shows(number)
                                && released.disclosure().shows(parts.get(number)));
                Bytes bytes = shown instanceof Shown.All
                        ? fragments
                        : FragmentCodec.encode(FragmentTree.disclose(FragmentCodec.decodeSet(fragments), shown::shows));
                yield stated(place, entry, bytes);
            }
        };
    }

    private static Parcel stated(Place place, Entry entry, Bytes fragments) {
        return new Parcel.Stated(
                place.sequence(), entry.epoch(), entry.index(), entry.leafHash(), entry.statement(), fragments);
    }

    /// What whoever brought a record lets go on may have become less since it was handed on. Rule R-RLY-2.
    private Relayed relayed(@Nullable Brought brought, RecordSubject subject, Instant now) {
        if (brought == null) {
            return new Relayed(Set.of(), Onward.NOTHING);
        }
        Onward onward =
                Obligations.onwardAt(subject.header(), agreements.apply(brought.from()), brought.from(), own, now);
        return new Relayed(new HashSet<>(List.of(brought.author(), brought.from())), onward);
    }

    private static Parcel voided(Place place, Entry entry, VoidReason reason) {
        return new Parcel.Voided(place.sequence(), entry.leafHash(), reason);
    }
}

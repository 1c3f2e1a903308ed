package org.tocsin.node.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.FragmentTree;
import org.tocsin.stix.Recomposer;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Reads what this node holds: records, their content, and the proof that their authors stated them. Every call is a
/// snapshot; what is not there is a fault NOT_FOUND.
public final class HeldRecords {
    private static final Pattern LOCAL_ID_START = Pattern.compile("[0-9a-f]{8,32}");

    private final Directory directory;
    private final LedgerView ledger;
    private final Transactions transactions;
    private final ContentStore contents;

    public HeldRecords(Directory directory, LedgerView ledger, Transactions transactions) {
        this.directory = directory;
        this.ledger = ledger;
        this.transactions = transactions;
        this.contents = new ContentStore(transactions);
    }

    /// The newest version of a record.
    ///
    /// @param text `<team>/<epoch>/<hex>`, or an unambiguous start of the hex part of 8 digits or more
    public StoredRecord newest(String text) {
        Optional<RecordId> id = RecordId.parse(text);
        if (id.isPresent()) {
            return transactions
                    .read(session -> RecordTable.newest(session, id.get()))
                    .orElseThrow(HeldRecords::notFound);
        }
        if (!LOCAL_ID_START.matcher(text).matches()) {
            throw Fault.of(Reason.MALFORMED, "a record is named TEAM/EPOCH/HEX, or by 8 or more digits of HEX")
                    .exception();
        }
        List<StoredRecord> found = transactions.read(session -> RecordTable.startingWith(session, text));
        if (found.size() > 1) {
            throw Fault.of(Reason.MALFORMED, "several records begin with " + text)
                    .exception();
        }
        return found.stream().findFirst().orElseThrow(HeldRecords::notFound);
    }

    /// A version of a record; 0 means the newest.
    public StoredRecord version(String text, int version) {
        StoredRecord newest = newest(text);
        if (version == 0 || version == newest.version().version()) {
            return newest;
        }
        if (version < 0) {
            throw notFound();
        }
        return transactions
                .read(session -> RecordTable.find(
                        session, new RecordVersion(newest.version().record(), version)))
                .orElseThrow(HeldRecords::notFound);
    }

    /// A version of a record by its name, if it is held.
    public Optional<StoredRecord> held(RecordVersion version) {
        return transactions.read(session -> RecordTable.find(session, version));
    }

    /// Records behind a place in the order of storing, of one team or of all.
    public List<StoredRecord> page(Optional<Team> from, long after, int most) {
        return transactions.read(session -> RecordTable.page(session, from, after, most));
    }

    /// As `page`; of all teams but the own one, unless one is named.
    public List<StoredRecord> exported(Optional<Team> from, long after, int most) {
        return from.isPresent()
                ? page(from, after, most)
                : transactions.read(session -> RecordTable.pageReceived(session, after, most));
    }

    /// What is held of a record, in the order in which its tree holds it; empty if it was erased.
    public List<Fragment> fragments(StoredRecord record) {
        return set(record).map(RecordProjection::fragments).orElse(List.of());
    }

    /// A record's content, put together; empty if it was erased.
    public Optional<Bytes> content(StoredRecord record) {
        return set(record).map(RecordProjection::fragments).map(Recomposer::recompose);
    }

    /// The withdrawal of a record, if this version is withdrawn.
    public Optional<Withdrawals.Standing> withdrawal(StoredRecord record) {
        return transactions
                .read(session -> WithdrawalTable.find(session, record.version().record()))
                .filter(row -> row.version() >= record.version().version());
    }

    /// How a record is narrowed, why and since when.
    ///
    /// @param named the teams that may keep it, of those that are shown here; empty: as it was
    /// @param at when this node stored the latest narrowing
    public record Narrowed(Tlp marking, Optional<Set<Team>> named, String reason, Instant at) {}

    /// The narrowing of a record, if this version is narrowed.
    public Optional<Narrowed> narrowing(StoredRecord record) {
        return transactions
                .read(session -> NarrowingTable.find(session, record.version()))
                .map(standing -> new Narrowed(
                        standing.narrowed()
                                .marking()
                                .map(tighter -> Tlp.strictest(tighter, record.marking()))
                                .orElse(record.marking()),
                        standing.narrowed().named(),
                        standing.reason(),
                        standing.at()));
    }

    /// How a record is marked now: as it was stated, or as its author narrowed it.
    public Tlp marking(StoredRecord record) {
        return narrowing(record).map(Narrowed::marking).orElse(record.marking());
    }

    /// Proof that the author stated a record, with or without its content. The audience never goes along: who else a
    /// record is for is nobody's business.
    public EvidenceCodec.Proof prove(StoredRecord record, boolean withContent) {
        Bytes disclosed = withContent
                ? set(record)
                        .map(HeldRecords::withoutAudience)
                        .orElseThrow(() -> Fault.of(Reason.NOT_FOUND, "its content was erased")
                                .exception())
                : Bytes.EMPTY;
        Optional<Evidence> evidence = record.own()
                ? ledger.evidence(record.ledgerEpoch(), record.index(), disclosed)
                : transactions.read(session -> ReceivedTable.evidence(session, record, disclosed));
        return new EvidenceCodec.Proof(
                manifests(record.version().record().team()),
                evidence.orElseThrow(() -> Fault.of(Reason.STORAGE, "its evidence cannot be read: tocsin ledger verify")
                        .exception()));
    }

    /// The manifests of an author: as pinned, or as a hub vouched for them.
    private List<TeamManifest.Signed> manifests(Team author) {
        List<TeamManifest.Signed> manifests = directory
                .view()
                .team(author)
                .map(PinnedTeam::signed)
                .orElseGet(() -> transactions.read(session -> RelayTable.vouched(session, author)));
        if (manifests.isEmpty()) {
            throw Fault.of(Reason.NOT_PINNED, "its author is not pinned").exception();
        }
        return manifests;
    }

    /// The hub that a record came through, if it did not come from its author.
    public Optional<Team> via(StoredRecord record) {
        return record.own()
                ? Optional.empty()
                : Optional.of(transactions.read(session -> ReceivedTable.deliveredBy(session, record)))
                        .filter(from -> !from.equals(record.version().record().team()));
    }

    /// The record that a statement of ours stands for: an own one, or one that this hub handed on.
    public Optional<StoredRecord> statedBy(Entry entry) {
        return transactions.read(session -> switch (entry.kind()) {
            case RECORD -> RecordTable.find(session, entry.contentId());
            case RELAY ->
                RelayTable.handedOn(session, entry.epoch(), entry.index())
                        .flatMap(contentId -> RecordTable.find(session, contentId));
            default -> Optional.empty();
        });
    }

    /// The place in our ledger at which this hub handed a record on.
    public record HandedOn(int epoch, long index) {}

    /// Where this hub handed another team's record on; empty if it did not.
    public Optional<HandedOn> handedOnAs(StoredRecord record) {
        return transactions
                .read(session -> RelayTable.statedFor(session, record.contentId()))
                .map(stated -> new HandedOn(stated.epoch(), stated.index()));
    }

    /// An item of a partner's lane that this node refused.
    ///
    /// @param leaf of its statement
    /// @param version of which record it would have been one, if the statement is kept and says so
    public record Refused(
            Lane lane, long sequence, String reason, Digest leaf, Instant at, Optional<RecordVersion> version) {
        Refused ofVersion(Optional<RecordVersion> found) {
            return new Refused(lane, sequence, reason, leaf, at, found);
        }
    }

    /// What was refused of a team's, the newest first.
    ///
    /// @param leaf only statements whose leaf hash begins with these hex digits; empty: all
    public List<Refused> refused(Team author, String leaf, int most) {
        return transactions.read(session -> {
            List<Refused> refused = LaneInTable.refused(session, author, leaf, most);
            SortedSet<Instant> instants = new TreeSet<>();
            refused.forEach(one -> instants.add(one.at()));
            Map<Digest, RecordVersion> versions = new HashMap<>();
            if (!instants.isEmpty()) {
                ReceivedTable.storedAt(session, author, instants)
                        .forEach(frame -> frame.entries()
                                .forEach(entry -> version(entry.statement())
                                        .ifPresent(version -> versions.put(entry.leaf(), version))));
            }
            return refused.stream()
                    .map(one -> one.ofVersion(Optional.ofNullable(versions.get(one.leaf()))))
                    .toList();
        });
    }

    private static Optional<RecordVersion> version(Bytes statement) {
        try {
            return StatementCodec.decode(statement).version();
        } catch (WireException malformed) {
            return Optional.empty();
        }
    }

    private Optional<Bytes> set(StoredRecord record) {
        return switch (contents.get(record.contentId(), record.leafHash())) {
            case ContentStore.Content.Held held -> Optional.of(held.fragments());
            case ContentStore.Content.Erased erased -> Optional.empty();
            case ContentStore.Content.Damaged damaged ->
                throw Fault.of(Reason.STORAGE, "a content is damaged, run tocsin ledger verify: " + damaged.what())
                        .exception();
        };
    }

    private static Bytes withoutAudience(Bytes encoded) {
        try {
            FragmentSet set = FragmentCodec.decodeSet(encoded);
            List<Fragment> fragments = new ArrayList<>(set.fragments().size());
            for (FragmentSet.Disclosed disclosed : set.fragments()) {
                fragments.add(FragmentCodec.decode(disclosed.fragment()));
            }
            return FragmentCodec.encode(
                    FragmentTree.disclose(set, number -> !(fragments.get(number) instanceof Fragment.Audience)));
        } catch (WireException changed) {
            throw new IllegalStateException("a stored fragment set cannot be read: " + changed.getMessage(), changed);
        }
    }

    private static RuntimeException notFound() {
        return Fault.of(Reason.NOT_FOUND, "no such record").exception();
    }
}

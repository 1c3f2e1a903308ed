package org.tocsin.node.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordId;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.Relay;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.StatedRecord;
import org.tocsin.node.delivery.Subjects;
import org.tocsin.node.delivery.WithdrawnEntries.Brought;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.store.Session;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// What a hub does: hands the statements of others on, each inside a statement of its own and with the author's own
/// proof, in the commit that admits it. Each is admitted once, so each is handed on once, and loops end. Rules R-RLY-2
/// to R-RLY-4.
///
/// @param isHub whether this node hands records on at all
record Relaying(
        boolean isHub,
        Trust trust,
        Partners partners,
        LedgerView ledger,
        RecordMarking marking,
        WitnessRoom witnesses) {
    /// One fragment's body, at most (R-LIM-2).
    private static final int DOCUMENT_BYTES_MAX = 768 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Relaying.class);

    /// Whether a record of this marking may be handed on at all.
    static boolean goesOn(Tlp marking) {
        return !marking.isStricterThan(Tlp.GREEN);
    }

    static Relaying of(IntakeParts parts) {
        return new Relaying(
                parts.isHub(),
                parts.trust(),
                parts.partners(),
                parts.ledger().view(),
                parts.marking(),
                parts.witnesses());
    }

    /// A record on its way on: our statement, and what release decides on.
    ///
    /// @param broughtBy the team that lets it go on
    record Handing(Draft draft, RecordSubject subject, Team broughtBy) {
        /// The same, and not to a team that brought it before.
        Handing notTo(Team team) {
            RecordSubject.Relayed relayed = subject.relayed().orElseThrow();
            Set<Team> held = new TreeSet<>(relayed.heldBy());
            held.add(team);
            return new Handing(draft, subject.handedOn(new RecordSubject.Relayed(held, relayed.onward())), broughtBy);
        }
    }

    /// Makes the statement that hands a record on; empty if it goes no further. Off the committer's thread.
    Optional<Handing> hand(Judgement.Admit admit) {
        if (!isHub || !admit.onward().reachesTeams()) {
            return Optional.empty();
        }
        try {
            Attested attested = admit.attested();
            Bytes shown = shown(attested.fragments(), admit.marking());
            Optional<Relay> relay = relay(admit.arrival(), attested, shown);
            Bytes document = relay.map(ControlCodec::encode).orElse(Bytes.EMPTY);
            if (document.isEmpty() || document.length() > DOCUMENT_BYTES_MAX) {
                log.warn("a record is not handed on: it fits into no statement record={}", admit.version());
                return Optional.empty();
            }
            var marked = new Fragment.Document(admit.marking(), document);
            ReceiptMaker.Made made = marking.maker()
                    .make(ledger.head().origin(), Statement.Kind.RELAY, List.of(attested.leaf()), marked);
            Set<Team> heldBy = new TreeSet<>(List.of(attested.origin().team(), from(admit.arrival())));
            var outline = new Fragment.Document(admit.marking(), Bytes.EMPTY);
            var relayed = new RecordSubject.Relayed(heldBy, admit.onward());
            return Optional.of(new Handing(
                    made.draft(), Subjects.relayed(outline, shown, Optional.of(relayed)), from(admit.arrival())));
        } catch (WireException unreadable) {
            throw new IllegalStateException("what was admitted can be read", unreadable);
        }
    }

    /// Only what is marked no more strictly than the record as a whole goes on with it.
    private static Bytes shown(Bytes fragments, Tlp marking) throws WireException {
        FragmentSet set = FragmentCodec.decodeSet(fragments);
        List<Fragment> parts = FragmentCodec.outline(fragments);
        return FragmentCodec.encode(FragmentTree.disclose(
                set, number -> !parts.get(number).marking().isStricterThan(marking)));
    }

    /// Whose records our statements between two places stand for, both included, where they hand one on.
    static Map<Long, Brought> brought(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
        Map<Long, Brought> brought = new HashMap<>();
        RelayTable.handedOnAmong(session, ledgerEpoch, firstIndex, lastIndex)
                .forEach((index, handed) -> RecordTable.find(session, handed.recordContentId())
                        .ifPresent(record -> brought.put(
                                index,
                                new Brought(
                                        record.version().record().team(),
                                        handed.broughtBy()
                                                .orElseGet(() -> ReceivedTable.deliveredBy(session, record))))));
        return brought;
    }

    /// Whether a record that is held, and came once more, may be handed on now: whoever brought it first may have let
    /// it
    /// go no further. Nobody took anything of it back meanwhile.
    static boolean mayStillGoOn(Session session, StoredRecord held) {
        return !held.own()
                && held.contentBytes() > 0
                && RelayTable.statedFor(session, held.contentId()).isEmpty()
                && NarrowingTable.find(session, held.version()).isEmpty()
                && WithdrawalTable.find(session, held.version().record())
                        .filter(standing -> standing.version() >= held.version().version())
                        .isEmpty();
    }

    /// States it, in the commit that admitted the record.
    void handOn(Batch batch, long recordContentId, Handing handing) {
        Batch.Appended appended = batch.append(handing.draft());
        int epoch = batch.origin().epoch();
        RelayTable.stated(
                batch.session(),
                recordContentId,
                handing.broughtBy(),
                new RelayTable.Stated(epoch, appended.index(), appended.contentId()));
        marking.scan()
                .stated(
                        batch,
                        new StatedRecord(
                                epoch, appended.index(), handing.draft().leafHash(), handing.subject()));
    }

    /// A record receipt of another team's record came, and counted: it goes on to where the record came from, if that
    /// wants it. A withdrawal, and a narrowing, goes on to whoever the record went on to.
    void act(Batch batch, Judgement.Control control) {
        switch (control.said()) {
            case ControlStatement.Marked marked -> back(batch, control, marked.receipt());
            case ControlStatement.Withdrawn withdrawn ->
                takeBack(
                        batch,
                        control,
                        withdrawn.withdrawal().record(author(control)),
                        withdrawn.withdrawal().version());
            // What is narrowed is handed on no more; whoever has it judges for itself whether it may keep it.
            case ControlStatement.Narrowed narrowed ->
                takeBack(
                        batch,
                        control,
                        narrowed.narrowing().record(author(control)),
                        narrowed.narrowing().version());
            case ControlStatement.CheckedIn checkedIn -> {
                // Is for whom it came to.
            }
            case ControlStatement.Sighted sighted -> {
                // R-SEE-1: for the witnesses that the author named, and nobody else.
            }
            case ControlStatement.Accused accused -> {
                // As above.
            }
            case ControlStatement.Profiled profiled -> {
                // R-PRO-3: a team speaks for itself.
            }
            case ControlStatement.Announced announced -> {
                // What a hub hands on travels with its author's manifests.
            }
            case ControlStatement.Introduced introduced -> {
                // R-PEER-4: it is for whom it came to.
            }
            case ControlStatement.Agreed agreed -> {
                // Agreements are between two.
            }
            case ControlStatement.Called called -> {
                // So are emergencies and their steps.
            }
            case ControlStatement.HandedOver over -> {
                // It was stated in the commit that took it in.
            }
        }
    }

    private void back(Batch batch, Judgement.Control control, RecordReceipt receipt) {
        if (receipt.version().record().team().equals(trust.own())) {
            return;
        }
        Optional<StoredRecord> record = RecordBatch.of(batch).find(receipt.version());
        if (record.isPresent()) {
            Team from = ReceivedTable.deliveredBy(batch.session(), record.get());
            boolean wanted = partners.agreements(from).stream()
                    .flatMap(agreement -> agreement.direction(from, trust.own()).stream())
                    .anyMatch(direction -> direction.onward().receiptsToAuthor());
            if (wanted) {
                address(batch, control, List.of(from));
            }
        }
    }

    private static Team author(Judgement.Control control) {
        return control.attested().origin().team();
    }

    /// Hands versions of a record on no more, and the statement that says so to everybody they were handed on to.
    private void takeBack(Batch batch, Judgement.Control control, RecordId record, int lastVersion) {
        Set<Team> told = new TreeSet<>();
        for (StoredRecord version : RecordBatch.of(batch).versions(record, lastVersion)) {
            RelayTable.statedFor(batch.session(), version.contentId()).ifPresent(stated -> {
                batch.erase(stated.contentId());
                WithdrawalTable.statement(batch.session(), stated.epoch(), stated.index());
                told.addAll(LaneScan.releasedTo(batch.session(), stated.epoch(), stated.index()));
            });
        }
        if (!told.isEmpty()) {
            address(batch, control, told);
        }
    }

    private void address(Batch batch, Judgement.Control control, Collection<Team> recipients) {
        Attested attested = control.attested();
        Optional<Relay> relay = relay(control.arrival(), attested, withoutAudience(attested.fragments()));
        if (relay.isEmpty()) {
            return;
        }
        ReceiptMaker.Made made = marking.maker()
                .make(batch.origin(), Statement.Kind.RELAY, List.of(attested.leaf()), ControlCodec.encode(relay.get()));
        Batch.Appended appended = batch.append(made.draft());
        marking.scan()
                .addressed(batch, Lane.CONTROL, appended.index(), made.draft().leafHash(), recipients);
    }

    /// What names us names nobody else.
    private static Bytes withoutAudience(Bytes fragments) {
        try {
            List<Fragment> parts = FragmentCodec.outline(fragments);
            return parts.stream().noneMatch(Fragment.Audience.class::isInstance)
                    ? fragments
                    : FragmentCodec.encode(FragmentTree.disclose(
                            FragmentCodec.decodeSet(fragments),
                            number -> !(parts.get(number) instanceof Fragment.Audience)));
        } catch (WireException unreadable) {
            throw new IllegalStateException("what was admitted can be read", unreadable);
        }
    }

    /// The author's own proof of a statement, whoever brought it; empty if the author is not known any more.
    private Optional<Relay> relay(Arrival.Stated arrival, Attested attested, Bytes fragments) {
        if (attested.relay().isPresent()) {
            Evidence came = attested.relay().get().evidence();
            return Optional.of(
                    new Relay(with(came, fragments), attested.relay().get().manifests()));
        }
        List<TeamManifest.Signed> manifests =
                trust.pinned(attested.origin().team()).map(PinnedTeam::signed).orElse(List.of());
        return manifests.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Relay(ReceivedTable.evidence(arrival.frame(), arrival.entry(), fragments), manifests));
    }

    private static Evidence with(Evidence evidence, Bytes fragments) {
        return new Evidence(evidence.checkpoint(), evidence.index(), evidence.proof(), evidence.statement(), fragments);
    }

    private static Team from(Arrival.Stated arrival) {
        return arrival.frame().origin().team();
    }
}

package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.RecordId;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.control.Relay;
import org.tocsin.node.directory.AgreementProjection;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.emergency.EmergencyProjection;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.store.Session;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Makes marks of records, withdrawals, narrowings, check-ins and profiles again: own ones from the ledger, others'
/// from their
/// evidence. Comes behind the records.
public final class ControlProjection implements Projection {
    private final Team own;

    public ControlProjection(Team own) {
        this.own = own;
    }

    @Override
    public String name() {
        return "marks and withdrawals";
    }

    @Override
    public List<String> tables() {
        return List.of(
                RecordMarkTable.NAME,
                WithdrawalTable.RECORDS,
                WithdrawalTable.STATEMENTS,
                NarrowingTable.RECORDS,
                NarrowingTable.STATEMENTS,
                CheckInTable.NAME,
                Profiles.TABLE);
    }

    @Override
    public void replay(Session session, Entry entry, ContentStore contents) {
        if (ControlReader.reads(entry.kind())) {
            Stating stating = new Stating(own, entry.epoch(), entry.index(), entry.at(), Optional.empty());
            note(session, stating, read(session, contents, entry.statement(), entry.contentId(), entry.leafHash()));
        }
    }

    @Override
    public void finish(Session session, ContentStore contents) {
        ReceivedTable.each(session, held -> {
            Statement.Kind kind = statement(held.statement()).kind();
            if (AgreementProjection.isAboutAgreements(kind)) {
                var place = new AgreementProjection.Place(held.ledgerEpoch(), held.index(), held.storedAt());
                Bytes fragments = fragments(session, contents, held.contentId(), held.leaf());
                AgreementProjection.received(session, held.author(), kind, fragments, held.leaf(), place);
            } else if (kind == Statement.Kind.EMERGENCY_RELAY) {
                RelayTable.evidence(session, held.contentId())
                        .ifPresent(evidence -> opened(session, contents, held, evidence));
            } else if (EmergencyProjection.isAboutEmergencies(kind)) {
                var stored = new EmergencyProjection.Stored(
                        held.author(), held.ledgerEpoch(), held.index(), held.leaf(), held.storedAt());
                Bytes fragments = fragments(session, contents, held.contentId(), held.leaf());
                EmergencyProjection.received(session, own, stored, kind, fragments);
            } else if (ControlReader.reads(kind)) {
                Stating stating =
                        new Stating(held.author(), held.ledgerEpoch(), held.index(), held.storedAt(), Optional.empty());
                note(session, stating, read(session, contents, held.statement(), held.contentId(), held.leaf()));
            } else if (kind == Statement.Kind.RELAY
                    && RelayTable.evidence(session, held.contentId()).isEmpty()) {
                relayed(session, contents, held);
            }
        });
        for (WithdrawalTable.Withdrawn withdrawn : WithdrawalTable.all(session)) {
            count(session, withdrawn.record(), withdrawn.version());
        }
        for (NarrowingTable.Stated narrowed : NarrowingTable.all(session)) {
            count(session, narrowed);
        }
    }

    /// What came through a mutual partner, and was for us: its content is kept as it was opened.
    private void opened(Session session, ContentStore contents, ReceivedTable.Held held, Evidence evidence) {
        Statement said = statement(evidence.statement());
        Digest leaf = TreeDomain.LEDGER.leaf(evidence.statement());
        var stored = new EmergencyProjection.Stored(said.team(), said.epoch(), evidence.index(), leaf, held.storedAt());
        EmergencyProjection.received(
                session, own, stored, said.kind(), fragments(session, contents, held.contentId(), leaf));
    }

    /// What a hub handed on, and is no record.
    private void relayed(Session session, ContentStore contents, ReceivedTable.Held held) {
        if (!(contents.get(session, held.contentId(), held.leaf()) instanceof ContentStore.Content.Held content)) {
            throw new IllegalStateException("the document of a relay is missing: content " + held.contentId());
        }
        try {
            Relay relay = ControlCodec.relay(ControlReader.document(statement(held.statement()), content.fragments())
                    .orElseThrow(() -> new IllegalStateException("a relay that is not one document")));
            Statement said = statement(relay.evidence().statement());
            Stating stating = new Stating(
                    said.team(), said.epoch(), relay.evidence().index(), held.storedAt(), Optional.of(held.author()));
            note(
                    session,
                    stating,
                    ControlReader.read(said, relay.evidence().fragments())
                            .orElseThrow(() -> new IllegalStateException("a relay of what is not one document")));
        } catch (WireException changed) {
            throw new IllegalStateException("a stored relay cannot be read: " + changed.getMessage(), changed);
        }
    }

    private void note(Session session, Stating stating, ControlStatement said) {
        switch (said) {
            case ControlStatement.Marked marked -> RecordMarkTable.note(session, stating, marked.receipt());
            case ControlStatement.Withdrawn withdrawn -> WithdrawalTable.note(session, stating, withdrawn.withdrawal());
            // From the documents of agreements and emergencies their own projections make what they need.
            case ControlStatement.Agreed agreed -> {}
            case ControlStatement.Profiled profiled ->
                Profiles.replay(
                        session,
                        new Profiles.Held(
                                profiled.profile(),
                                profiled.document(),
                                stating.at(),
                                stating.ledgerEpoch(),
                                stating.index()));
            case ControlStatement.Called called -> {}
            case ControlStatement.HandedOver over -> {}
            // Manifests are kept by the directory, which verifies them from the root.
            case ControlStatement.Announced announced -> {}
            // What was made of them is primary: nothing makes an officer's decision again.
            case ControlStatement.Sighted sighted -> {}
            case ControlStatement.Accused accused -> {}
            // What nobody follows is kept as it was taken.
            case ControlStatement.Introduced introduced -> {}
            case ControlStatement.Narrowed narrowed -> NarrowingTable.note(session, stating, narrowed);
            case ControlStatement.CheckedIn checkedIn -> {
                if (stating.team().equals(own)) {
                    CheckInTable.sent(session, checkedIn.checkIn().to(), stating);
                } else {
                    CheckInTable.heard(session, stating);
                }
            }
        }
    }

    private void count(Session session, RecordId record, int version) {
        List<StoredRecord> held = RecordTable.upTo(session, record, version);
        if (record.team().equals(own)) {
            held.forEach(one -> WithdrawalTable.statement(session, one.ledgerEpoch(), one.index()));
        } else {
            WithdrawalTable.awaited(session, record, version - held.size());
            // What of it was handed on is withdrawn with it.
            held.forEach(one -> RelayTable.statedFor(session, one.contentId())
                    .ifPresent(stated -> WithdrawalTable.statement(session, stated.epoch(), stated.index())));
        }
    }

    private void count(Session session, NarrowingTable.Stated narrowed) {
        List<StoredRecord> held = RecordTable.upTo(session, narrowed.record(), narrowed.version());
        if (narrowed.record().team().equals(own)) {
            held.forEach(one -> NarrowingTable.statement(session, one));
        } else {
            NarrowingTable.awaited(session, narrowed, narrowed.version() - held.size());
            held.forEach(one -> RelayTable.statedFor(session, one.contentId())
                    .ifPresent(stated -> WithdrawalTable.statement(session, stated.epoch(), stated.index())));
        }
    }

    private static Bytes fragments(Session session, ContentStore contents, long contentId, Digest leaf) {
        if (!(contents.get(session, contentId, leaf) instanceof ContentStore.Content.Held held)) {
            throw new IllegalStateException("the document of a statement is missing: content " + contentId);
        }
        return held.fragments();
    }

    private static ControlStatement read(
            Session session, ContentStore contents, Bytes statement, long contentId, Digest leaf) {
        try {
            return ControlReader.read(statement(statement), fragments(session, contents, contentId, leaf))
                    .orElseThrow(() -> new IllegalStateException("content " + contentId + " is not one document"));
        } catch (WireException changed) {
            throw new IllegalStateException("a stored document cannot be read: " + changed.getMessage(), changed);
        }
    }

    private static Statement statement(Bytes bytes) {
        try {
            return StatementCodec.decode(bytes);
        } catch (WireException changed) {
            throw new IllegalStateException("a stored statement cannot be read: " + changed.getMessage(), changed);
        }
    }
}

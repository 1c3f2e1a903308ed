package org.tocsin.node.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.AgreementDraftTable.Waiting;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.store.Session;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.WireException;

/// What our team is about to state about agreements: each a draft that officers approve with their own keys, and that
/// is stated when enough of them have. A draft binds nobody. Rules R-AGR-5, R-AGR-6, R-AGR-8.
public final class AgreementDrafts {
    /// Drafts that wait at a node.
    static final int DRAFTS_MAX = 256;

    private final Agreements agreements;
    private final AgreementParts parts;
    /// Guards approving: one approval is added at a time, so that the last one states.
    private final Object lock = new Object();

    /// A draft, and how far it is.
    ///
    /// @param document the exact bytes that officers approve
    /// @param approvedBy the officers that have
    /// @param owed how many must
    public record Draft(
            Digest id,
            Statement.Kind kind,
            Bytes agreement,
            Team partner,
            Bytes document,
            Instant createdAt,
            String createdBy,
            List<String> approvedBy,
            int owed) {
        public Draft {
            approvedBy = List.copyOf(approvedBy);
        }
    }

    /// What came of an approval.
    public sealed interface Approved {
        /// More officers must approve.
        record Waiting(Draft draft) implements Approved {}

        /// It is stated, durably, and on its way to the partner.
        record Stated(Draft draft) implements Approved {}
    }

    AgreementDrafts(AgreementParts parts, Agreements agreements) {
        this.parts = parts;
        this.agreements = agreements;
    }

    /// Drafts our signature under new terms: a proposal, a counter-proposal, or an amendment.
    public Draft propose(Bytes terms, String officer) {
        var concerned = new AgreementFileVerifier(parts.directory().view()).concerned(terms);
        SharingAgreement agreement = concerned.terms();
        Team partner = concerned.partner().team();
        refuse(parts.transactions().read(session -> objection(session, terms, agreement, partner)));
        return keep(Statement.Kind.AGREEMENT, agreement.id(), partner, terms, officer);
    }

    /// What is signed already may be asked for again: the answer, and the file for the partner, may have been lost.
    private Optional<Fault> objection(Session session, Bytes terms, SharingAgreement agreement, Team partner) {
        StatingRules rules = StatingRules.of(parts);
        boolean isSigned = AgreementTable.own(session, agreement.id(), agreement.version())
                .filter(own -> own.terms().equals(terms))
                .isPresent();
        return isSigned
                ? rules.replaced(session, agreement)
                : rules.terms(session, terms, agreement, partner, Optional.empty());
    }

    private static void refuse(Optional<Fault> objection) {
        objection.ifPresent(fault -> {
            throw fault.exception();
        });
    }

    /// Drafts our signature under the highest version that the partner signed and we did not.
    public Draft countersign(Bytes id, String officer) {
        Bytes terms = parts.transactions()
                .read(session -> AgreementTable.offered(session, id))
                .orElseThrow(() -> Fault.of(Reason.NOT_FOUND, "the partner signed no version that waits for us")
                        .exception());
        return propose(terms, officer);
    }

    /// Drafts an act about an agreement, numbered behind our last one.
    ///
    /// @param version the version it is about; 0: the one that both signed, or the highest there is
    public Draft act(Bytes id, int version, Act act, String reason, String officer) {
        Instant now = Instant.ofEpochMilli(parts.clock().instant().toEpochMilli());
        SharingAgreement about = parts.transactions()
                .read(session -> about(session, id, version))
                .orElseThrow(() -> Fault.of(Reason.NOT_FOUND, "no such version of an agreement")
                        .exception());
        Team own = parts.directory().view().own();
        Team first = about.first().from();
        Team partner = first.equals(own) ? about.first().to() : first;
        Act dated = act instanceof Act.Terminate terminate ? ending(terminate, about, now) : act;
        int number = parts.transactions().read(session -> AgreementActTable.last(session, id, own)) + 1;
        var stated = new AgreementAct(id, about.version(), partner, number, reason, now, dated);
        refuse(parts.transactions().read(session -> StatingRules.of(parts).act(session, stated)));
        return keep(Statement.Kind.AGREEMENT_ACT, id, partner, AgreementActCodec.encode(stated), officer);
    }

    /// At the epoch: as soon as the notice is over. A date before that is refused, never moved.
    private static Act.Terminate ending(Act.Terminate asked, SharingAgreement about, Instant now) {
        Instant earliest = now.plus(Duration.ofDays(about.conduct().noticeDays()));
        if (asked.effective().equals(Instant.EPOCH)) {
            return new Act.Terminate(earliest);
        }
        if (asked.effective().isBefore(earliest)) {
            throw Fault.of(
                            Reason.AGREEMENT_CONFLICT,
                            "the notice of " + about.conduct().noticeDays() + " days is over on " + earliest
                                    + ": give that time or a later one, or none")
                    .exception();
        }
        return asked;
    }

    private static Optional<SharingAgreement> about(Session session, Bytes id, int version) {
        if (version > 0) {
            return AgreementTable.stated(session, id, version);
        }
        return AgreementTable.countersigned(session, id)
                .map(AgreementTable::decoded)
                .or(() -> AgreementTable.stated(session, id, AgreementTable.highestStated(session, id)));
    }

    /// All drafts, the oldest first.
    public List<Draft> all() {
        return parts.transactions().read(AgreementDraftTable::all).stream()
                .map(this::draft)
                .toList();
    }

    /// One draft, by its id or the beginning of it.
    public Draft find(String id) {
        List<Draft> found =
                all().stream().filter(draft -> draft.id().hex().startsWith(id)).toList();
        if (found.size() != 1) {
            throw Fault.of(Reason.NOT_FOUND, "no such draft").exception();
        }
        return found.getFirst();
    }

    /// Throws a draft away.
    public void discard(String id) {
        Draft draft = find(id);
        parts.transactions().writing(session -> AgreementDraftTable.delete(session, draft.id()));
    }

    /// Adds an officer's approval to a draft. When enough officers have approved, it is stated.
    ///
    /// @param officer whose approval it must be: whoever calls
    /// @throws org.tocsin.node.fault.FaultException if the approval does not hold, or the draft may not be stated any
    /// more
    public Approved approve(String id, OfficerApproval approval, PeerIdentity officer) {
        synchronized (lock) {
            Draft draft = find(id);
            List<OfficerApproval> approvals = new ArrayList<>(approvals(draft.id()));
            if (!draft.approvedBy().contains(officer.name())) {
                approvals.add(approval);
                check(draft, approvals, officer);
                parts.transactions()
                        .writing(session -> AgreementDraftTable.approve(session, draft.id(), officer.name(), approval));
                parts.audit()
                        .record(AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, officer.uri())
                                .with("act", "agreement approve")
                                .with("agreement", draft.agreement().hex())
                                .with("draft", draft.id().hex()));
            }
            if (approvals.size() < draft.owed()) {
                return new Approved.Waiting(draft(draft.id()));
            }
            Draft complete = draft(draft.id());
            stateOrThrowAway(complete, approvals, officer.uri());
            parts.transactions().writing(session -> AgreementDraftTable.delete(session, draft.id()));
            return new Approved.Stated(complete);
        }
    }

    private void check(Draft draft, List<OfficerApproval> approvals, PeerIdentity officer) {
        var view = parts.directory().view();
        var own = view.team(view.own()).orElseThrow();
        switch (OfficerApprovals.verify(approvals, own, AgreementStatement.subject(draft.kind()), draft.document())) {
            case OfficerApprovals.Verdict.Refused refused ->
                throw Fault.of(Reason.NOT_VERIFIED, "approval " + refused.place() + ": " + refused.why())
                        .exception();
            case OfficerApprovals.Verdict.Approved approved -> {
                if (!approved.officers().getLast().equals(officer.name())) {
                    throw Fault.of(Reason.NOT_VERIFIED, "an approval of another officer")
                            .exception();
                }
            }
        }
    }

    /// What was stated since may have made a draft void: it is thrown away then, because it stays so.
    private void stateOrThrowAway(Draft draft, List<OfficerApproval> approvals, String officer) {
        try {
            state(draft, approvals, officer);
        } catch (FaultException refused) {
            Fault fault = refused.fault();
            if (fault.reason() != Reason.AGREEMENT_CONFLICT && fault.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
            parts.transactions().writing(session -> AgreementDraftTable.delete(session, draft.id()));
            throw Fault.of(fault.reason(), fault.message() + "; the draft is thrown away")
                    .exception();
        }
    }

    private void state(Draft draft, List<OfficerApproval> approvals, String officer) {
        if (draft.kind() == Statement.Kind.AGREEMENT) {
            agreements.sign(draft.document(), approvals, officer);
            return;
        }
        try {
            AgreementStatement said = AgreementStatement.of(draft.kind(), draft.document(), approvals);
            new AgreementStating(parts, said, draft.partner(), Optional.empty(), Optional.empty()).durably();
        } catch (WireException unreadable) {
            throw new DirectoryDamaged("a draft cannot be read: " + unreadable.getMessage());
        }
    }

    private Draft keep(Statement.Kind kind, Bytes agreement, Team partner, Bytes document, String officer) {
        Digest id = Sha256.of(document);
        parts.transactions().writing(session -> {
            if (AgreementDraftTable.count(session) >= DRAFTS_MAX) {
                throw Fault.of(Reason.TOO_MANY, "too many drafts wait: see tocsin agreement list --drafts")
                        .exception();
            }
            AgreementDraftTable.insert(
                    session,
                    new Waiting(
                            id,
                            kind,
                            agreement,
                            partner,
                            document,
                            parts.clock().instant(),
                            officer));
        });
        return draft(id);
    }

    private Draft draft(Digest id) {
        return parts.transactions()
                .read(session -> AgreementDraftTable.find(session, id))
                .map(this::draft)
                .orElseThrow(() -> Fault.of(Reason.NOT_FOUND, "no such draft").exception());
    }

    private Draft draft(Waiting row) {
        return new Draft(
                row.id(),
                row.kind(),
                row.agreement(),
                row.partner(),
                row.document(),
                row.createdAt(),
                row.createdBy(),
                parts.transactions().read(session -> AgreementDraftTable.officers(session, row.id())),
                Math.max(1, Math.max(parts.rules().approvals(), owed(row))));
    }

    private int owed(Waiting row) {
        try {
            return switch (AgreementStatement.of(row.kind(), row.document(), List.of())) {
                case AgreementStatement.Signature signature ->
                    signature.terms().conduct().approvals();
                case AgreementStatement.Acted acted ->
                    parts.transactions()
                            .read(session -> AgreementTable.stated(
                                    session,
                                    acted.act().agreement(),
                                    acted.act().version()))
                            .map(about -> about.conduct().approvals())
                            .orElse(0);
            };
        } catch (WireException unreadable) {
            throw new DirectoryDamaged("a draft cannot be read: " + unreadable.getMessage());
        }
    }

    private List<OfficerApproval> approvals(Digest id) {
        return parts.transactions().read(session -> AgreementDraftTable.approvals(session, id));
    }
}

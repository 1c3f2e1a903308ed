package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.peer.AgreementLine;
import org.tocsin.peer.OperatorFault;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.OfficerApprovals.Subject;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// Approves drafts with the officer's own key, which never leaves this machine: looks at the exact bytes that the node
/// drafted, signs them, and hands the approval in. Rule R-AGR-6.
final class AgreementSigning {
    private static final int DIGITS_SHOWN = 8;

    private final Surroundings surroundings;
    private final OfficerFile officer;
    private final AgreementLine line;

    AgreementSigning(Surroundings surroundings, OfficerFile officer, AgreementLine line) {
        this.surroundings = surroundings;
        this.officer = officer;
        this.line = line;
    }

    /// Approves a signature under terms.
    ///
    /// @param asked what the officer asked for; a node that drafted anything else gets no approval
    /// @param out where the agreement file is written, for a partner that cannot be reached
    Answer terms(AgreementLine.Draft draft, Optional<Bytes> asked, Optional<Path> out) {
        if (asked.isPresent() && !asked.get().equals(draft.document())) {
            throw CommandFault.refused("the node drafted other terms", draft.id(), "nothing was approved");
        }
        AgreementLine.Approved approved = approve(draft, Subject.AGREEMENT);
        Answer answer = state(approved)
                .put("terms", AgreementAnswers.of(AgreementAnswers.terms(draft.document(), draft.agreement())));
        if (out.isPresent() && approved.file().isPresent()) {
            Path target = surroundings.workingDirectory().resolve(out.get());
            Outputs.write(target, AgreementCodec.encodeFile(approved.file().get()), false);
            answer.put("file", out.get().toString());
        }
        return answer;
    }

    /// Approves an act.
    ///
    /// @param asked what the officer asked for
    Answer act(AgreementLine.Draft draft, Optional<Act> asked) {
        AgreementAct act = read(draft);
        if (asked.isPresent() && !isWhatWasAsked(asked.get(), act.act())) {
            throw CommandFault.refused("the node drafted another act", draft.id(), "nothing was approved");
        }
        return state(approve(draft, Subject.AGREEMENT_ACT)).put("act", shown(act));
    }

    private static boolean isWhatWasAsked(Act asked, Act drafted) {
        // Without a date, the node says when the notice is over.
        return asked.equals(drafted)
                || (asked.equals(new Act.Terminate(Instant.EPOCH)) && drafted instanceof Act.Terminate);
    }

    /// Approves a draft of either kind, as it is.
    Answer waiting(AgreementLine.Draft draft) {
        return draft.kind().equals(Subject.AGREEMENT.text())
                ? terms(draft, Optional.empty(), Optional.empty())
                : act(draft, Optional.empty());
    }

    private AgreementLine.Approved approve(AgreementLine.Draft draft, Subject subject) {
        Credentials credentials = OfficerLine.credentials(officer);
        OfficerApproval approval = OfficerApprovals.approve(
                credentials,
                OfficerLine.own(officer).team(),
                subject,
                draft.document(),
                surroundings.clock().instant(),
                surroundings.random());
        AgreementLine.Approved approved = handIn(draft, approval);
        if (!approved.stated()) {
            surroundings.console().note(next(approved.draft()));
        }
        return approved;
    }

    /// Who drafts and is no signatory leaves the draft to those who are.
    private AgreementLine.Approved handIn(AgreementLine.Draft draft, OfficerApproval approval) {
        try {
            return line.approve(draft, approval);
        } catch (OperatorFault refused) {
            if (!refused.reason().equals("ROLE_NEEDED")) {
                throw refused;
            }
            surroundings.console().note("not approved by you: " + refused.getMessage());
            return new AgreementLine.Approved(draft, false, Optional.empty());
        }
    }

    /// What remains to be done about a draft that too few officers have approved.
    private static String next(AgreementLine.Draft draft) {
        int missing = draft.owed() - draft.approvedBy().size();
        return "nothing is stated yet: " + missing + (missing == 1 ? " more officer" : " more officers")
                + " of the team must approve it, each with their own certificate: tocsin agreement approve "
                + draft.id().substring(0, DIGITS_SHOWN) + " (or throw it away: --discard)";
    }

    private static Answer state(AgreementLine.Approved approved) {
        AgreementLine.Draft draft = approved.draft();
        return Answer.of()
                .put("agreement", draft.agreement())
                .put("partner", draft.partner())
                .put("draft", draft.id())
                .put("stated", approved.stated())
                .put("approved_by", draft.approvedBy())
                .put("approvals_required", draft.owed());
    }

    static AgreementAct read(AgreementLine.Draft draft) {
        try {
            return AgreementActCodec.decodeAct(draft.document());
        } catch (WireException unreadable) {
            throw CommandFault.unusable("not an act", draft.id(), String.valueOf(unreadable.getMessage()));
        }
    }

    /// An act for people.
    static Answer shown(AgreementAct act) {
        Answer shown = Answer.of()
                .put("kind", name(act.act()))
                .put("number", act.number())
                .put("version", act.version())
                .put("at", act.at())
                .put("reason", act.reason());
        return switch (act.act()) {
            case Act.Terminate terminate -> shown.put("effective", terminate.effective());
            case Act.Lift lift -> shown.put("lifts", lift.restriction());
            case Act.Restrict restrict -> shown.put("limits", AgreementAnswers.directions(restrict));
            case Act.Decline decline -> shown;
            case Act.Suspend suspend -> shown;
            case Act.Resume resume -> shown;
        };
    }

    static String name(Act act) {
        return switch (act) {
            case Act.Decline decline -> "decline";
            case Act.Suspend suspend -> "suspend";
            case Act.Resume resume -> "resume";
            case Act.Restrict restrict -> "restrict";
            case Act.Lift lift -> "lift";
            case Act.Terminate terminate -> "terminate";
        };
    }
}

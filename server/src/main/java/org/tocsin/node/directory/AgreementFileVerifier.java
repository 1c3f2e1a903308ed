package org.tocsin.node.directory;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.OfficerApprovals.Subject;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// Checks an agreement file in numbered steps; the first one that fails is the answer. Rules R-AGR-1 to R-AGR-4.
final class AgreementFileVerifier {
    private final DirectoryView view;

    AgreementFileVerifier(DirectoryView view) {
        this.view = view;
    }

    /// A signature that holds: whose it is, its leaf, and the file it came from.
    record Signature(Team signer, Digest leaf, EvidenceCodec.Proof proof) {}

    /// Terms that concern us, and with whom.
    record Concerned(SharingAgreement terms, PinnedTeam partner) {}

    /// Steps 1 to 3: what the terms are, and whether they are ours to sign.
    Concerned concerned(Bytes terms) {
        // 1. The bytes must be terms within their bounds (R-AGR-2).
        SharingAgreement agreement;
        try {
            agreement = AgreementCodec.decode(terms);
        } catch (WireException notTerms) {
            throw refused(1, Reason.MALFORMED, String.valueOf(notTerms.getMessage()));
        }
        // 2. The own team must be one of the two parties.
        Team first = agreement.first().from();
        Team second = agreement.first().to();
        if (!first.equals(view.own()) && !second.equals(view.own())) {
            throw refused(2, Reason.MALFORMED, "between " + first + " and " + second + ": not our agreement");
        }
        // 3. The other party must be pinned: an agreement with a stranger binds nobody.
        Team other = first.equals(view.own()) ? second : first;
        PinnedTeam partner = view.team(other)
                .orElseThrow(() -> refused(3, Reason.NOT_PINNED, other + " is not pinned: run tocsin peer accept"));
        return new Concerned(agreement, partner);
    }

    /// Steps 4 to 8, for one signature that must be this team's.
    Signature signature(Bytes terms, EvidenceCodec.Proof proof, PinnedTeam signer) {
        // 4. The proof must hold under the signer's pinned root: manifests, checkpoint, inclusion, fragments.
        ProofVerdict.Verified verified = switch (ProofFileVerifier.verify(signer.rootFingerprint(), proof)) {
            case ProofVerdict.Verified holds -> holds;
            case ProofVerdict.Refused why ->
                throw refused(
                        4,
                        Reason.NOT_VERIFIED,
                        "the signature of " + signer.team() + " does not verify (step " + why.step() + ", "
                                + why.reason() + "): " + why.detail());
        };
        // 5. It must be the signer's own statement.
        Statement statement = verified.statement();
        if (!statement.team().equals(signer.team())) {
            throw refused(5, Reason.NOT_VERIFIED, "signed by " + statement.team() + ", not " + signer.team());
        }
        // 6. Of the kind that signs agreements, and of no other.
        if (statement.kind() != Statement.Kind.AGREEMENT) {
            throw refused(6, Reason.NOT_VERIFIED, "a statement of kind " + statement.kind() + " signs no agreement");
        }
        // 7. It must disclose one document and its officers' approvals, and nothing else.
        AgreementStatement.Parts parts = parts(verified.fragments());
        // 8. That document must be these terms, byte for byte.
        if (!parts.document().equals(terms)) {
            throw refused(8, Reason.NOT_VERIFIED, signer.team() + " signed other terms");
        }
        approved(parts, signer);
        return new Signature(signer.team(), verified.leafHash(), proof);
    }

    private static AgreementStatement.Parts parts(List<Fragment> fragments) {
        try {
            return AgreementStatement.parts(fragments)
                    .orElseThrow(() -> refused(
                            7, Reason.NOT_VERIFIED, "the signature does not disclose one document and its approvals"));
        } catch (WireException unreadable) {
            throw refused(7, Reason.NOT_VERIFIED, "an approval cannot be read: " + unreadable.getMessage());
        }
    }

    /// 10. Every approval must hold, and as many different officers have approved as the terms say (R-AGR-6).
    private static void approved(AgreementStatement.Parts parts, PinnedTeam signer) {
        switch (OfficerApprovals.verify(parts.approvals(), signer, Subject.AGREEMENT, parts.document())) {
            case OfficerApprovals.Verdict.Refused why ->
                throw refused(
                        10,
                        Reason.NOT_VERIFIED,
                        "approval " + why.place() + " of " + signer.team() + " does not hold: " + why.why());
            case OfficerApprovals.Verdict.Approved approved -> {
                int owed = AgreementTable.decoded(parts.document()).conduct().approvals();
                if (approved.officers().size() < owed) {
                    throw refused(
                            10,
                            Reason.NOT_VERIFIED,
                            approved.officers().size() + " officers of " + signer.team() + " approved, not " + owed);
                }
            }
        }
    }

    /// Which of a file's signatures claims to be this team's, by its manifests; which it is, `signature` decides.
    static EvidenceCodec.Proof claimedBy(AgreementCodec.Signed file, PinnedTeam team) {
        Bytes root = team.signed().getFirst().manifest();
        List<EvidenceCodec.Proof> claimed = file.signatures().stream()
                .filter(proof -> !proof.manifests().isEmpty()
                        && proof.manifests().getFirst().manifest().equals(root))
                .toList();
        if (claimed.size() != 1) {
            throw refused(
                    4, Reason.NOT_VERIFIED, claimed.size() + " signatures of " + team.team() + " in the file, not one");
        }
        return claimed.getFirst();
    }

    static RuntimeException refused(int step, Reason reason, String detail) {
        return Fault.of(reason, "agreement refused at step " + step + ": " + detail)
                .exception();
    }
}

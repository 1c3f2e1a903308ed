package org.tocsin.node.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Statement;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.trust.OfficerApprovals.Subject;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// What a statement about an agreement says: its one document, exact bytes, and its officers' approvals. Rules R-AGR-1,
/// R-AGR-6, R-AGR-8.
public sealed interface AgreementStatement {
    Bytes document();

    List<OfficerApproval> approvals();

    /// A party signs terms.
    record Signature(Bytes document, SharingAgreement terms, List<OfficerApproval> approvals)
            implements AgreementStatement {
        public Signature {
            approvals = List.copyOf(approvals);
        }
    }

    /// A party states something alone.
    record Acted(Bytes document, AgreementAct act, List<OfficerApproval> approvals) implements AgreementStatement {
        public Acted {
            approvals = List.copyOf(approvals);
        }
    }

    default Statement.Kind kind() {
        return switch (this) {
            case Signature signature -> Statement.Kind.AGREEMENT;
            case Acted acted -> Statement.Kind.AGREEMENT_ACT;
        };
    }

    default Subject subject() {
        return subject(kind());
    }

    static Subject subject(Statement.Kind kind) {
        return kind == Statement.Kind.AGREEMENT ? Subject.AGREEMENT : Subject.AGREEMENT_ACT;
    }

    /// @throws WireException if the document is not what statements of this kind disclose
    static AgreementStatement of(Statement.Kind kind, Bytes document, List<OfficerApproval> approvals)
            throws WireException {
        return switch (kind) {
            case AGREEMENT -> new Signature(document, AgreementCodec.decode(document), approvals);
            case AGREEMENT_ACT -> new Acted(document, AgreementActCodec.decodeAct(document), approvals);
            case RECORD,
                    RECEIPT,
                    EPOCH,
                    RECORD_RECEIPT,
                    WITHDRAW,
                    CHECK_IN,
                    RELAY,
                    NARROW,
                    EMERGENCY,
                    EMERGENCY_STEP,
                    EMERGENCY_RELAY,
                    MANIFEST,
                    SEEN,
                    EVIDENCE,
                    INTRODUCTION,
                    TEAM_PROFILE -> throw new WireException("not a statement about an agreement");
        };
    }

    /// Reads a statement of ours or another's from the exact bytes of its fragment set.
    ///
    /// @throws WireException if they are not that
    static AgreementStatement read(Statement.Kind kind, Bytes fragments) throws WireException {
        List<Fragment> disclosed = new ArrayList<>();
        for (FragmentSet.Disclosed one : FragmentCodec.decodeSet(fragments).fragments()) {
            disclosed.add(FragmentCodec.decode(one.fragment()));
        }
        return read(kind, disclosed);
    }

    /// @throws WireException if the fragments are not one document and its approvals
    static AgreementStatement read(Statement.Kind kind, List<Fragment> disclosed) throws WireException {
        Parts parts = parts(disclosed).orElseThrow(() -> new WireException("not one document and its approvals"));
        return of(kind, parts.document(), parts.approvals());
    }

    /// One document and its approvals, in the order in which the tree holds them.
    record Parts(Bytes document, List<OfficerApproval> approvals) {
        public Parts {
            approvals = List.copyOf(approvals);
        }
    }

    /// @throws WireException if an approval cannot be read
    static Optional<Parts> parts(List<Fragment> disclosed) throws WireException {
        @Nullable Bytes document = null;
        List<OfficerApproval> approvals = new ArrayList<>();
        for (Fragment fragment : disclosed) {
            if (fragment instanceof Fragment.Document found && document == null) {
                document = found.body();
            } else if (fragment instanceof Fragment.Approval approval && approvals.size() < Conduct.APPROVALS_MAX) {
                approvals.add(AgreementActCodec.decodeApproval(approval.body()));
            } else {
                return Optional.empty();
            }
        }
        return document == null ? Optional.empty() : Optional.of(new Parts(document, approvals));
    }
}

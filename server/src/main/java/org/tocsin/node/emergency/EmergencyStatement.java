package org.tocsin.node.emergency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Statement;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Step;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StepCodec;
import org.tocsin.wire.WireException;

/// What a statement about an emergency says: its one document, exact bytes, and its officer's signature. Rules R-EMG-1,
/// R-EMG-3, R-EMG-4.
public sealed interface EmergencyStatement {
    Bytes document();

    /// One is raised.
    record Raised(Bytes document, Emergency emergency) implements EmergencyStatement {}

    /// Something happened about one.
    record Stepped(Bytes document, Step step, Optional<OfficerApproval> approval) implements EmergencyStatement {}

    /// Whether statements of a kind are about emergencies.
    static boolean is(Statement.Kind kind) {
        return kind == Statement.Kind.EMERGENCY || kind == Statement.Kind.EMERGENCY_STEP;
    }

    /// Reads a statement from the exact bytes of its fragment set.
    ///
    /// @throws WireException if they are not one document of that kind, or a step with more than one signature
    static EmergencyStatement read(Statement.Kind kind, Bytes fragments) throws WireException {
        List<OfficerApproval> approvals = new ArrayList<>();
        @Nullable Bytes document = null;
        for (FragmentSet.Disclosed one : FragmentCodec.decodeSet(fragments).fragments()) {
            Fragment fragment = FragmentCodec.decode(one.fragment());
            if (fragment instanceof Fragment.Document found && document == null) {
                document = found.body();
            } else if (fragment instanceof Fragment.Approval approval && approvals.isEmpty()) {
                approvals.add(AgreementActCodec.decodeApproval(approval.body()));
            } else {
                throw new WireException("not one document, and one signature at most");
            }
        }
        if (document == null || (kind == Statement.Kind.EMERGENCY && !approvals.isEmpty())) {
            throw new WireException("not one document");
        }
        return kind == Statement.Kind.EMERGENCY
                ? new Raised(document, EmergencyCodec.emergency(document))
                : new Stepped(
                        document, StepCodec.step(document), approvals.stream().findFirst());
    }
}

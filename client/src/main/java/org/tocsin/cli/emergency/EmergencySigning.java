package org.tocsin.cli.emergency;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Step;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.wire.StepCodec;

/// States steps, signed with the officer's own key, which never leaves this machine. Rule R-EMG-4.
final class EmergencySigning {
    private final Surroundings surroundings;
    private final OfficerFile officer;
    private final EmergencyLine line;

    EmergencySigning(Surroundings surroundings, OfficerFile officer, EmergencyLine line) {
        this.surroundings = surroundings;
        this.officer = officer;
        this.line = line;
    }

    /// @param signed whether the officer signs; else the node attests
    EmergencyView state(SortedSet<Team> to, Digest emergency, Step.What what, boolean signed) {
        Instant now = Instant.ofEpochMilli(surroundings.clock().millis());
        Bytes document = StepCodec.encode(new Step(to, emergency, now, what));
        return line.state(document, signed ? Optional.of(approval(document, now)) : Optional.empty());
    }

    private OfficerApproval approval(Bytes document, Instant now) {
        return OfficerApprovals.approve(
                OfficerLine.credentials(officer),
                OfficerLine.own(officer).team(),
                OfficerApprovals.Subject.EMERGENCY_STEP,
                document,
                now,
                surroundings.random());
    }
}

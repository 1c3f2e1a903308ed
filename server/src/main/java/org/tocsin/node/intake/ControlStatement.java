package org.tocsin.node.intake;

import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.control.CheckIn;
import org.tocsin.model.control.Equivocation;
import org.tocsin.model.control.Narrowing;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.Sighting;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.directory.AgreementIntake;
import org.tocsin.node.directory.AgreementStatement;
import org.tocsin.node.directory.IntroductionIntake;
import org.tocsin.node.directory.ProfileIntake;
import org.tocsin.node.emergency.EmergencyIntake;
import org.tocsin.node.emergency.EmergencyStatement;
import org.tocsin.node.emergency.RelayIntake;
import org.tocsin.node.witness.WitnessIntake;

/// What a statement on the control or the emergency lane says. Rules R-CTL-2 to R-CTL-5.
sealed interface ControlStatement {
    /// What became of a record.
    record Marked(RecordReceipt receipt) implements ControlStatement {}

    /// A record is withdrawn.
    record Withdrawn(Withdrawal withdrawal) implements ControlStatement {}

    /// Something about an agreement, and where it stands in its author's ledger.
    record Agreed(AgreementStatement said, AgreementIntake.Place place, AgreementIntake intake)
            implements ControlStatement {}

    /// What its author's team says of itself, and the exact bytes; `intake` takes it in, if it is new.
    record Profiled(TeamProfile profile, Bytes document, Optional<ProfileIntake> intake) implements ControlStatement {}

    /// A manifest, which had its effect when it was read: it follows from the root, not from the statement.
    record Announced() implements ControlStatement {}

    /// Another team, whose manifests follow from a root of their own.
    record Introduced(IntroductionIntake.Read.Said said, IntroductionIntake intake) implements ControlStatement {}

    /// Something about an emergency, and where it stands in its author's ledger.
    /// `via` is the mutual partner that brought it, sealed.
    record Called(EmergencyStatement said, EmergencyIntake.Place place, EmergencyIntake intake, Optional<Team> via)
            implements ControlStatement {}

    /// Something about an emergency between others, which this team hands on and cannot read.
    record HandedOver(RelayIntake.Read.Onward relay, RelayIntake intake) implements ControlStatement {}

    /// A record is narrowed; `named` are the teams that may keep it, of those that are shown.
    record Narrowed(Narrowing narrowing, Set<Team> named) implements ControlStatement {
        public Narrowed {
            named = Set.copyOf(named);
        }
    }

    /// What a partner saw of a third team's ledger; `intake` compares it with what was seen here, if it is new.
    record Sighted(Sighting sighting, Optional<WitnessIntake> intake) implements ControlStatement {}

    /// Evidence against a third team, and its exact bytes; `intake` takes it in, if it is new.
    record Accused(Equivocation evidence, Bytes document, Optional<WitnessIntake> intake) implements ControlStatement {}

    /// A sign of life.
    record CheckedIn(CheckIn checkIn) implements ControlStatement {}
}

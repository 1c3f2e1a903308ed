package org.tocsin.node.intake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.control.CheckIn;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.wire.ControlCodec;

/// Tries the emergency lanes: a check-in goes out on one, and its receipt comes back. Rule R-CTL-4.
public final class CheckIns {
    private final ControlParts parts;

    public CheckIns(ControlParts parts) {
        this.parts = parts;
    }

    /// The latest check-ins with a partner. That one of ours was processed, its lane's receipts say.
    ///
    /// @param index where the one that was sent stands in our ledger; -1 if there is none
    public record State(Optional<Instant> sentAt, int ledgerEpoch, long index, Optional<Instant> heardAt) {}

    /// States a check-in for a partner, durably; the emergency lane takes it there.
    public State send(Team partner) {
        return ControlWork.durably(
                parts.ledger(), WorkOrigin.of(Lane.EMERGENCY, partner), batch -> state(batch, partner));
    }

    private State state(Batch batch, Team partner) {
        ReceiptMaker.Made made = parts.maker()
                .make(
                        batch.origin(),
                        Statement.Kind.CHECK_IN,
                        List.of(),
                        ControlCodec.encode(new CheckIn(partner, batch.now())));
        Batch.Appended appended = batch.append(made.draft());
        CheckInTable.sent(batch.session(), partner, Statings.own(batch, appended));
        parts.scan()
                .addressed(batch, Lane.EMERGENCY, appended.index(), made.draft().leafHash(), List.of(partner));
        CrashPoint.CHECK_IN_STATED.pass();
        return CheckInTable.find(batch.session(), partner).map(CheckIns::state).orElseThrow();
    }

    /// What is known of a partner; empty if there never was a check-in.
    public Optional<State> state(Team partner) {
        return parts.transactions()
                .read(session -> CheckInTable.find(session, partner).map(CheckIns::state));
    }

    private static State state(CheckInTable.Row row) {
        return new State(row.sentAt(), row.sentEpoch(), row.sentIndex(), row.heardAt());
    }
}

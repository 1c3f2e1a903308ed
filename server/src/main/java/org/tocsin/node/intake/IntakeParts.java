package org.tocsin.node.intake;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.directory.AgreementIntake;
import org.tocsin.node.emergency.EmergencyIntake;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.trust.Trust;

/// What the intake works with. What it states of records goes out by the lanes that `scan` decides for; a hub hands on
/// what it admits.
public record IntakeParts(
        Trust trust,
        Partners partners,
        Ledger ledger,
        Transactions transactions,
        ReceiptMaker receipts,
        Audit audit,
        InstantSource clock,
        Stages stages,
        IntakeLimits limits,
        LaneScan scan,
        boolean isHub,
        AgreementIntake agreements,
        EmergencyIntake emergencies,
        WitnessRoom witnesses) {
    /// The threads of the intake: a few platform threads that verify, one more for emergencies alone, and a timer.
    public record Stages(Executor verifying, Executor urgent, ScheduledExecutorService timers) {}

    /// What marks of records are stated with.
    RecordMarking marking() {
        return new RecordMarking(receipts, scan);
    }
}

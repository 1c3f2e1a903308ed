package org.tocsin.node.intake;

import java.time.InstantSource;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.Trust;

/// What the intake works with.
public record IntakeParts(
        Trust trust,
        Partners partners,
        Ledger ledger,
        Transactions transactions,
        ReceiptMaker receipts,
        Audit audit,
        InstantSource clock,
        IntakeStages stages,
        IntakeLimits limits) {}

package org.tocsin.node.edge;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.config.Roster;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.trust.Trust;

/// What the operator service works with. `preparing` runs what takes processor time, on a few platform threads;
/// `programVersion` is what `tocsin --version` says; `roster` gives the officers' roles of the moment.
public record OperatorParts(
        Trust trust,
        Supplier<Roster> roster,
        Directory directory,
        Agreements agreements,
        Profiles profiles,
        HeldRecords records,
        Publishing publishing,
        Lanes lanes,
        OfficerActs acts,
        DutyParts duty,
        Intake intake,
        Ledger ledger,
        LocalLedger local,
        Checkup.Run checkup,
        Audit audit,
        InstantSource clock,
        Executor preparing,
        String programVersion) {}

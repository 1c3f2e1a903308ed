package org.tocsin.node.emergency;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.WithdrawnEntries;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.policy.EmergencyRules.DrillWindows;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.SealingKey;
import org.tocsin.trust.Trust;

/// What emergencies work with.
///
/// @param agreements all agreements with a partner that both signed
/// @param scan gives what is stated a sequence on the emergency lanes
/// @param entries what holds of our records beside what they say
/// @param sealing what opens what comes through mutual partners
/// @param tasks for what may block
public record EmergencyParts(
        Trust trust,
        Function<Team, ? extends Collection<Standing>> agreements,
        Ledger ledger,
        Transactions transactions,
        SecureRandom random,
        Audit audit,
        InstantSource clock,
        LaneScan scan,
        WithdrawnEntries entries,
        DrillWindows windows,
        DutyLine duty,
        SealingKey sealing,
        Executor tasks) {
    Team own() {
        return trust.own();
    }
}

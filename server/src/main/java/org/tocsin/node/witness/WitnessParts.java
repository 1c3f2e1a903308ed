package org.tocsin.node.witness;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;
import org.tocsin.peer.PeerDialer;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;

/// What this room works with.
///
/// @param scan gives what is stated a sequence on the control lanes
/// @param tasks for what may block
public record WitnessParts(
        Trust trust,
        Ledger ledger,
        Transactions transactions,
        SecureRandom random,
        Audit audit,
        InstantSource clock,
        LaneScan scan,
        PeerDialer dialer,
        HeldEntries entries,
        Limits limits,
        Executor tasks) {
    /// How often others are told and asked.
    ///
    /// @param toldEvery a new sight of one author's ledger is told at most once in this time
    /// @param askedEvery an author is asked how its heads belong together at most once in this time
    public record Limits(Duration toldEvery, Duration askedEvery) {
        public static final Limits STANDARD = new Limits(Duration.ofMinutes(1), Duration.ofSeconds(30));
        /// Open or decided doubts about one team that are kept; a further one changes nothing.
        static final int DOUBTS_MAX = 64;
    }

    Team own() {
        return trust.own();
    }

    /// Whom a team's sightings and evidence against it may be told: those that it named itself. Rule R-SEE-1.
    List<Team> witnesses(PinnedTeam accused) {
        return accused.current().provisions().witnesses().stream()
                .filter(team -> !team.equals(own())
                        && !team.equals(accused.team())
                        && trust.pinned(team).isPresent())
                .toList();
    }
}

package org.tocsin.node.witness;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.witness.ClaimTable.Claim;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.witness.Witnessed;

/// Asks partners how the heads that they signed belong together, until each is settled: a proof that fails, or that is
/// refused, is a doubt; one that cannot be had now is asked for again. Rule R-SEE-4.
final class Asking {
    private static final Logger log = LoggerFactory.getLogger(Asking.class);
    /// The longest wait for a partner that does not answer.
    static final Duration LATER_MAX = Duration.ofMinutes(15);

    private final WitnessParts parts;
    private final Comparing comparing;
    private final Set<Team> asked = ConcurrentHashMap.newKeySet();
    /// When each is asked again, and after which wait. Guarded by itself.
    private final Map<Team, Wait> waits = new HashMap<>();

    private record Wait(Instant until, Duration length) {}

    Asking(WitnessParts parts, Comparing comparing) {
        this.parts = parts;
        this.comparing = comparing;
    }

    /// Asks those that it is time to ask, each on a task of its own.
    void tick() {
        Map<Team, List<Claim>> claims = parts.transactions().read(ClaimTable::all).stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        claim -> claim.origin().team()));
        claims.forEach((team, about) -> {
            if (isTime(team) && asked.add(team)) {
                parts.tasks().execute(() -> {
                    try {
                        later(team, ask(team, about));
                    } catch (RuntimeException failed) {
                        log.warn("what a partner was asked of its ledger was not settled, and is asked again", failed);
                    } finally {
                        asked.remove(team);
                    }
                });
            }
        });
    }

    private boolean isTime(Team team) {
        synchronized (waits) {
            Wait wait = waits.get(team);
            Instant now = parts.clock().instant();
            // A clock that was put back makes nobody wait for longer.
            return wait == null
                    || !now.isBefore(wait.until())
                    || now.isBefore(wait.until().minus(wait.length()));
        }
    }

    private void later(Team team, boolean answered) {
        Duration least = parts.limits().askedEvery();
        synchronized (waits) {
            Wait before = waits.get(team);
            Duration length =
                    answered || before == null ? least : before.length().multipliedBy(2);
            Duration bounded = length.compareTo(LATER_MAX) < 0 ? length : LATER_MAX;
            waits.put(team, new Wait(parts.clock().instant().plus(bounded), bounded));
        }
    }

    /// @return whether the partner answered
    private boolean ask(Team team, List<Claim> claims) {
        Optional<PinnedTeam> author = parts.trust().pinned(team);
        if (author.isEmpty()) {
            return true;
        }
        for (String endpoint : parts.dialer().endpoints(team)) {
            try (PeerChannel channel = parts.dialer().dial(team, endpoint)) {
                for (Claim claim : claims) {
                    settle(author.get(), claim, channel);
                }
                return true;
            } catch (PeerFault later) {
                log.debug("a partner does not say how its ledger went on partner={} why={}", team, later.reason());
            }
        }
        return false;
    }

    private void settle(PinnedTeam author, Claim claim, PeerChannel channel) throws PeerFault {
        Optional<SeenTable.Witness> known =
                parts.transactions().read(session -> Comparing.known(session, claim.origin()));
        if (known.isEmpty()) {
            // Nothing to compare it with yet.
            return;
        }
        TreeHead held = known.get().seen().head();
        boolean isAhead = claim.head().size() > held.size();
        TreeHead smaller = isAhead ? held : claim.head();
        TreeHead larger = isAhead ? claim.head() : held;
        if (smaller.size() == larger.size() || isClosed(author, claim.origin())) {
            WitnessWork.noting(parts.ledger(), batch -> {
                ClaimTable.settle(batch.session(), claim);
                if (smaller.size() == larger.size()) {
                    comparing.compare(
                            batch, claim.origin(), Witnessed.head(claim.head(), claim.checkpoint()), claim.source());
                }
            });
            return;
        }
        boolean holds;
        try {
            List<Digest> hashes = channel.consistency(claim.origin().epoch(), smaller.size(), larger.size())
                    .proof()
                    .hashes();
            holds = MerkleProofs.verifyConsistency(
                    TreeDomain.LEDGER, smaller.size(), smaller.root(), larger.size(), larger.root(), hashes);
        } catch (PeerFault fault) {
            if (fault.meaning() != PeerFault.Meaning.BROKEN) {
                throw fault;
            }
            holds = false;
        }
        boolean isShown = holds;
        WitnessWork.noting(parts.ledger(), batch -> settled(batch, claim, isAhead, isShown, smaller, larger));
    }

    private void settled(
            Batch batch, Claim claim, boolean isAhead, boolean isShown, TreeHead smaller, TreeHead larger) {
        ClaimTable.settle(batch.session(), claim);
        if (!isShown) {
            comparing.contradicts(
                    batch,
                    claim.origin(),
                    Witnessed.head(claim.head(), claim.checkpoint()),
                    "its ledger of size " + larger.size() + " is not shown to go on from size " + smaller.size());
        } else if (isAhead) {
            SeenTable.note(batch.session(), claim.origin(), claim.head(), claim.checkpoint(), batch.now());
        }
    }

    /// A closed epoch may end behind what its author can still show: its manifest says where it ends.
    private static boolean isClosed(PinnedTeam author, Origin origin) {
        return origin.epoch() < author.keyPeriods().newestEpoch();
    }
}

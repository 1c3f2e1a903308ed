package org.tocsin.trust;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.proof.Sha256;

/// Papers for tests of this room.
final class Papers {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final SecureRandom RANDOM = new SecureRandom();
    static final Team ES = new Team("cert-es.example");
    static final Team JP = new Team("cert-jp.example");

    private Papers() {}

    static TeamPapers of(Team team) {
        return of(team, Suite.ED25519);
    }

    static TeamPapers of(Team team, Suite suite) {
        var plan = new TeamPapers.Plan(team, "A team", "node-1", List.of("127.0.0.1:1"), suite);
        return TeamPapers.make(plan, RANDOM, NOW);
    }

    /// A manifest that follows another in every respect; tests change what they want changed.
    static TeamManifest next(TeamManifest before, TeamManifest.Signed signedBefore) {
        return new TeamManifest(
                before.team(),
                before.displayName(),
                before.version() + 1,
                Optional.of(Sha256.of(signedBefore.manifest())),
                before.root(),
                before.nodeAuthorities(),
                before.officerAuthorities(),
                before.nodes(),
                before.ledgerKeys(),
                NOW);
    }
}

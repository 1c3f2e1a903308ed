package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.PeerDialer;
import org.tocsin.peer.PeerFault;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// Who has no business at a running node's peer port is refused in the handshake, and the audit says why. The same call
/// with good papers is
/// answered. Rules R-TLS-1, R-TLS-2.
@Timeout(900)
class DoorIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;

    private final SecureRandom random = new SecureRandom();
    private final Instant now = Scene.surroundings().clock().instant();

    @Test
    void strangersAreRefusedAtTheDoorAndTheAuditSaysWhy() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            scene.federation().agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            TeamPapers japan = scene.federation().papers(JP);
            var fusion = TeamPapers.make(
                    new TeamPapers.Plan(Demo.FUSION, "Fusion", "node-1", List.of(), Suite.ED25519), random, now);
            call(scene, japan.node());

            assertRefused(scene, "TEAM_NOT_PINNED", fusion.node());
            assertRefused(scene, "WRONG_AUTHORITY", issued(fusion.nodeAuthority(), JP, now.plus(Duration.ofDays(1))));
            assertRefused(
                    scene, "KEY_NOT_IN_MANIFEST", issued(japan.nodeAuthority(), JP, now.plus(Duration.ofDays(1))));
            assertRefused(scene, "EXPIRED", issued(japan.nodeAuthority(), JP, now.minus(Duration.ofMinutes(1))));
            assertRefused(scene, "WRONG_ROLE", japan.officer());
            call(scene, japan.node());
        }
    }

    private Credentials issued(Credentials authority, Team team, Instant until) {
        return new CertificateIssuer(random)
                .issue(authority, Subject.of(team, Role.NODE, "node-1", until.minus(Duration.ofDays(2)), until));
    }

    private static void assertRefused(Scene scene, String reason, Credentials shown) {
        long before = refusals(scene, reason);
        assertThrows(PeerFault.class, () -> call(scene, shown), reason);
        Scene.await("the audit to say " + reason, () -> refusals(scene, reason) > before);
    }

    /// One question to the node of cert-es.example, with these credentials.
    private static void call(Scene scene, Credentials shown) throws PeerFault {
        var spain = scene.federation().papers(ES).pinned();
        var trust = new Trust(JP, List.of(spain));
        var clock = Scene.surroundings().clock();
        var tls = new TlsContexts(trust, shown, Classical.REFUSE, clock, refusal -> {});
        String endpoint = spain.current().nodes().getFirst().endpoints().getFirst();
        try (var channel = new PeerDialer(trust, tls, clock, team -> true).dial(ES, endpoint)) {
            assertFalse(channel.manifests(0).isEmpty());
        }
    }

    private static long refusals(Scene scene, String reason) {
        try (Stream<String> lines = Files.lines(scene.federation().directory(ES).resolve("audit.jsonl"))) {
            List<String> told = lines.filter(line -> line.contains("\"event\":\"DOOR_REFUSED\"")
                            && line.contains("\"reason\":\"" + reason + "\""))
                    .filter(line -> line.endsWith("}"))
                    .toList();
            return told.size();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.interop.faults.Links;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.PapersDirectory;

/// Two teams whose nodes cannot reach each other any more, and one that both reach: an emergency of the first wakes the
/// second's officer through the third, the answer comes back, though nodes are killed on the way; and when the line
/// heals nothing is doubled. Rules R-EMG-8, R-EMG-9.
@Timeout(900)
class EmergencyRelayIT {
    private static final Team ES = DutyScene.ES;
    private static final Team JP = DutyScene.JP;
    private static final Team FUSION = DutyScene.FUSION;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Map<Team, InetSocketAddress> listening = new HashMap<>();
    private Links links;
    private DutyScene scene;

    /// The direct line works, until both teams have agreed and know each other's profile. Then it is cut, both nodes
    /// move to another address, and only the third team hears of that.
    @BeforeEach
    void start() throws IOException {
        links = new Links(1);
        scene = DutyScene.of(List.of(ES, JP, FUSION), links, DutyScene.ladder(1, Duration.ofMinutes(5)));
        scene.agree(ES, JP, 10, "");
        for (Team team : List.of(ES, JP)) {
            scene.federation().line(team).teams().publish(profile(team));
        }
        Scene.await("both know each other's profile", () -> knows(ES, JP) && knows(JP, ES));
        for (Team team : List.of(ES, JP)) {
            listening.put(team, links.to(team).target());
            links.to(team).target(nowhere());
            links.to(team).reset();
            move(team);
        }
        scene.agree(ES, FUSION, 10, "");
        scene.agree(JP, FUSION, 10, "");
        Scene.await(
                "the third knows whom it may seal nothing for, and reaches both",
                () -> scene.lane(FUSION, ES, "emergency").lag() == 0
                        && scene.lane(FUSION, JP, "emergency").lag() == 0);
    }

    @AfterEach
    void stop() throws IOException {
        scene.close();
        links.close();
    }

    private static TeamProfile profile(Team team) {
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        TeamProfile filled = ProfileSamples.filled();
        return new TeamProfile(
                team,
                1,
                now,
                now.plus(Duration.ofDays(100)),
                now.plus(Duration.ofDays(200)),
                filled.names(),
                filled.reach(),
                filled.openPgpKeys(),
                filled.sealingKey(),
                filled.constituency(),
                filled.memberships(),
                filled.passages());
    }

    private boolean knows(Team who, Team whom) {
        return scene.federation().line(who).teams().profiles().stream()
                .flatMap(held -> held.profile().stream())
                .anyMatch(profile ->
                        profile.team().equals(whom) && profile.sealingKey().isPresent());
    }

    /// An address at which nobody answers.
    private static InetSocketAddress nowhere() throws IOException {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Ports.free(1).getFirst());
    }

    /// The team's next manifest names the address at which its node listens, without the link in front of it.
    private void move(Team team) throws IOException {
        var papers = new PapersDirectory(scene.federation().directory(team));
        InetSocketAddress at = Objects.requireNonNull(listening.get(team));
        TeamManifest.NodeEntry node = papers.own().current().nodes().getFirst();
        var moved = new TeamManifest.NodeEntry(
                node.name(), node.spkiHashes(), List.of(at.getAddress().getHostAddress() + ":" + at.getPort()));
        List<TeamManifest.Signed> manifests = new ArrayList<>(papers.manifests());
        manifests.add(new ManifestSigner(papers.root(new SecureRandom()))
                .renameNodes(papers.own(), List.of(moved), Clock.systemUTC().instant()));
        papers.saveManifests(manifests);
    }

    @Test
    void anOfficerIsWokenThroughTheMutualPartnerAndAnswersWhoeverIsKilled() throws IOException {
        Digest id = scene.raise(ES, JP, LONG);
        // Nobody has it but its originator, and nobody is there to hand it over.
        scene.federation().kill(FUSION);
        scene.federation().kill(ES);
        scene.federation().start();
        Scene.await("the bell in Tokyo", () -> rings(id) == 1);
        Scene.await(
                "the originator knows",
                () -> scene.view(ES, id).called(JP).orElseThrow().receivedAt().isPresent());
        Scene.await(
                "it is written down how", () -> tried(id).containsAll(List.of("no-receipt ", "relay fusion.example")));

        scene.federation().kill(FUSION);
        scene.does(JP, "emergency", "ack", id.hex(), "--owner", "Sato");
        scene.federation().start(FUSION);
        scene.await(id, ES, JP, "taken", life -> life.state() == Life.State.ACKNOWLEDGED);
        assertEquals(
                List.of(),
                scene.federation()
                        .line(FUSION)
                        .emergencies()
                        .list(false, Optional.empty(), 10)
                        .emergencies());

        for (Team team : List.of(ES, JP)) {
            links.to(team).target(Objects.requireNonNull(listening.get(team)));
        }
        scene.does(ES, "lanes", "retry", JP.domain());
        scene.does(JP, "lanes", "retry", ES.domain());
        Scene.await(
                "the direct line brings everything once more",
                () -> scene.lane(ES, JP, "emergency").lag() == 0
                        && scene.lane(JP, ES, "emergency").lag() == 0);
        scene.does(ES, "emergency", "stand-down", id.hex());
        scene.await(id, ES, JP, "over", life -> life.state() == Life.State.STOOD_DOWN);
        Scene.await("both hold the same steps", () -> steps(JP, id).equals(steps(ES, id)));
        assertEquals(1, scene.count(ES, id, What.Acknowledged.class));
        assertEquals(1, scene.count(ES, id, What.Summoning.class));
        assertEquals(1, rings(id), "no summons was lost, none was doubled");
        assertEquals(List.of(), scene.bell().wrong());
    }

    private List<String> steps(Team asked, Digest id) {
        return scene.steps(asked, id).stream().sorted().toList();
    }

    private int rings(Digest id) {
        return scene.bell().summonses(id.hex()).size();
    }

    private List<String> tried(Digest id) {
        List<String> tried = new ArrayList<>();
        for (Occurrence one :
                scene.federation().line(ES).emergencies().story(id.hex()).timeline()) {
            if (one.detail() instanceof Occurrence.Detail.Tried detail) {
                tried.add(detail.what() + " " + detail.said());
            }
        }
        return tried;
    }
}

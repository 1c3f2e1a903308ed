package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.emergency.EmergencyProjection;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Rebuild;

/// An emergency reaches a team whose node cannot be reached, through a mutual partner, and the answer comes back. Rules
/// R-EMG-8, R-EMG-9.
@Timeout(300)
class EmergencyRelayTest {
    private static final Duration FLASH = Duration.ofSeconds(11);
    private static final Duration IMMEDIATE = Duration.ofSeconds(31);

    @TempDir
    private Path directory;

    private EmergencyRelayScene scene;

    @BeforeEach
    void makeNodes() throws Exception {
        scene = new EmergencyRelayScene(directory);
    }

    @AfterEach
    void stopNodes() throws Exception {
        scene.close();
    }

    @Test
    void itIsTakenInAndAnsweredThroughTheMutualPartnerAndNothingDoublesWhenTheLineHeals() throws Exception {
        scene.jp.duty.plan = Optional.of(EmergencyScene.plan(directory, 1));
        scene.start(scene.fusion, scene.jp, scene.es);
        Digest id = scene.raise(Precedence.FLASH);
        scene.pass(FLASH);
        scene.until(scene.jp, id, State.SUMMONING);
        scene.until(scene.es, id, State.SUMMONING);
        assertTrue(scene.called(scene.es, id).orElseThrow().receivedAt().isPresent(), "its step says that it has it");
        scene.state(scene.jp, id, new What.Acknowledged(EmergencyScene.owner("Sato"), Optional.empty(), false));
        scene.until(scene.es, id, State.ACKNOWLEDGED);
        scene.state(scene.es, id, new What.StoodDown(Optional.empty()));
        scene.until(scene.jp, id, State.STOOD_DOWN);
        NodeRig.until(
                "it is written down how it went",
                () -> scene.tried(scene.es, id)
                        .containsAll(List.of("no-receipt", "relay fusion.example", "relayed fusion.example")));
        assertEquals(List.of(), scene.fusion.emergencies().emergencies().list(false, Optional.empty(), 10));

        int made = scene.jp.duty.made().size();
        scene.heal();
        // The emergency and its end; the call and the answer.
        EmergencyRelayScene.untilHeardAgain(scene.jp, scene.es, 2);
        EmergencyRelayScene.untilHeardAgain(scene.es, scene.jp, 2);
        assertEquals(made, scene.jp.duty.made().size());
        assertEquals(2, scene.steps(scene.es, id, scene.jp.team).size());
        assertEquals(scene.steps(scene.jp, id, scene.jp.team), scene.steps(scene.es, id, scene.jp.team));
        assertEquals(1, scene.steps(scene.jp, id, scene.es.team).size());
        // What comes now goes straight.
        Digest next = scene.raise(Precedence.FLASH);
        scene.until(scene.jp, next, State.SUMMONING);
        scene.until(scene.es, next, State.SUMMONING);
        scene.pass(FLASH);
        scene.look(scene.es);
        assertEquals(List.of(), scene.tried(scene.es, next));
        for (NodeRig node : List.of(scene.es, scene.jp, scene.fusion)) {
            Rebuild.Report report = new Rebuild(
                            node.ledger().view(),
                            List.of(
                                    new RecordProjection(),
                                    new EmergencyProjection(node.team),
                                    new ControlProjection(node.team)))
                    .run((done, total) -> {});
            // The profiles were put there by the test.
            assertTrue(
                    report.tables().stream()
                            .allMatch(table -> table.same() || table.name().equals(Profiles.TABLE)),
                    report.toString());
        }
    }

    @Test
    void aMutualPartnerThatMayNotIsNamedAndTheNextOneIsTried() throws Exception {
        EmergencyRelayScene.agree(scene.jp, scene.other, false);
        scene.start(scene.fusion, scene.other, scene.jp, scene.es);
        Digest id = scene.raise(Precedence.IMMEDIATE);
        scene.pass(IMMEDIATE);
        NodeRig.until("the first one refuses", () -> {
            scene.look(scene.es);
            return scene.tried(scene.es, id).contains("relay-failed fusion-two.example: RELAY_NOT_AGREED");
        });
        assertTrue(scene.called(scene.jp, id).isEmpty());
        scene.pass(IMMEDIATE);
        // Nobody is on duty there: it says so, by the way that works.
        scene.until(scene.es, id, State.UNANSWERED);
        scene.until(scene.jp, id, State.UNANSWERED);
    }

    @Test
    void nothingIsHandedOverWhereTheAgreementDoesNotAllowIt() throws Exception {
        EmergencyRelayScene.agree(scene.es, scene.jp, false);
        scene.start(scene.fusion, scene.jp, scene.es);
        Digest id = scene.raise(Precedence.FLASH);
        scene.pass(FLASH);
        NodeRig.until("the own desk is told", () -> {
            scene.look(scene.es);
            return scene.tried(scene.es, id).contains("no-receipt");
        });
        assertEquals(List.of("no-receipt"), scene.tried(scene.es, id));
    }

    @Test
    void whatIsOwedToTheMutualPartnerSurvivesARestartAndIsStatedOnce() throws Exception {
        scene.start(scene.es);
        Digest id = scene.raise(Precedence.FLASH);
        scene.es.stop();
        scene.pass(FLASH);
        scene.start(scene.es);
        NodeRig.until("it is tried", () -> {
            scene.look(scene.es);
            return scene.tried(scene.es, id).contains("relay fusion.example");
        });
        scene.es.stop();
        scene.start(scene.fusion, scene.jp, scene.es);
        scene.until(scene.jp, id, State.UNANSWERED);
        scene.until(scene.es, id, State.UNANSWERED);
        scene.fusion.stop();
        scene.start(scene.fusion);
        assertEquals(List.of(new What.Unanswered(0, 0)), scene.steps(scene.es, id, scene.jp.team));
        assertEquals(
                1,
                scene.tried(scene.es, id).stream()
                        .filter("relay fusion.example"::equals)
                        .count());
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.fault.FaultException;

/// Emergencies between two nodes of which one has a wrong clock: officers are summoned all the same, rung after rung,
/// nobody twice, and what both sides hold agrees once the clock is right. R-CLK-1, R-EMG-8; threats T28,
/// S-LEAPING-CLOCK.
class SkewedEmergencyTest {
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    @TempDir
    private Path directory;

    private EmergencyScene scene;

    @BeforeEach
    void startNodes() throws Exception {
        scene = new EmergencyScene(directory, 3, "", 0);
        scene.jp.duty.plan = Optional.of(scene.plan(10));
        scene.es.duty.plan = Optional.of(scene.plan(10));
        // No certificate is so new that a clock of an hour ago would not have it yet.
        scene.pass(Duration.ofHours(2));
    }

    @AfterEach
    void stopNodes() {
        List<String> attempts = scene.jp.duty.made().stream()
                .map(made -> made.notice().attempt())
                .toList();
        assertEquals(attempts.size(), new HashSet<>(attempts).size(), "nobody twice: " + attempts);
        scene.close();
    }

    private OperatorRig node(boolean originator) {
        return originator ? scene.es : scene.jp;
    }

    private void untilReached(int attempts) throws InterruptedException {
        NodeRig.until("attempts: " + attempts, () -> {
            scene.pass(Duration.ofSeconds(1));
            return scene.jp.duty.made().size() >= attempts;
        });
    }

    private void answered(Digest id) throws InterruptedException {
        scene.acknowledge(id, "Ben");
        scene.until(scene.es, id, State.ACKNOWLEDGED);
        NodeRig.until("both hold the same", () -> held(scene.es, id).equals(held(scene.jp, id)));
    }

    /// The steps that a node holds, each as often as it holds it. Their order follows the clock of whoever looks.
    private List<String> held(OperatorRig node, Digest id) {
        return scene.steps(node, id).stream().map(What::toString).sorted().toList();
    }

    @ParameterizedTest
    @CsvSource({"true, -1", "true, 1", "false, -1", "false, 1"})
    void itIsRaisedAndAnsweredThoughAClockIsAnHourOff(boolean originator, long hours) throws Exception {
        scene.isOff(node(originator), Duration.ofHours(hours));
        Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
        untilReached(3);
        answered(id);
    }

    @ParameterizedTest
    @CsvSource({"true, -1", "true, 1", "false, -1", "false, 1"})
    void itGoesOnEscalatingWhereAClockLeapsByTenYears(boolean originator, long sign) throws Exception {
        Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
        untilReached(1);
        scene.isOff(node(originator), TEN_YEARS.multipliedBy(sign));
        untilReached(4);
        scene.isOff(node(originator), Duration.ZERO);
        untilReached(5);
        answered(id);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1"})
    void whatIsRaisedToANodeThatIsTenYearsOffIsSummonedForWhenItsClockIsRight(long sign) throws Exception {
        scene.isOff(scene.jp, TEN_YEARS.multipliedBy(sign));
        Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
        // By the originator's own clock nobody answers: its own officers are told.
        NodeRig.until("our own on-call is told", () -> {
            scene.pass(Duration.ofMinutes(1));
            return !scene.es.duty.made().isEmpty();
        });
        assertEquals(List.of(), scene.jp.duty.made());
        scene.isOff(scene.jp, Duration.ZERO);
        untilReached(1);
        answered(id);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1"})
    void whoIsTenYearsOffRaisesNothingAndIsToldSo(long sign) throws Exception {
        scene.isOff(scene.es, TEN_YEARS.multipliedBy(sign));
        FaultException refused = assertThrows(FaultException.class, () -> scene.raise(Kind.REAL, Precedence.FLASH));
        assertTrue(refused.getMessage() != null && !refused.getMessage().isEmpty());
        assertEquals(List.of(), scene.jp.duty.made());
        scene.isOff(scene.es, Duration.ZERO);
        Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
        untilReached(1);
        answered(id);
    }

    @Test
    void bothPutBackAnHourInTheMiddleOfALadderGoOn() throws Exception {
        Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
        untilReached(2);
        scene.isOff(scene.es, Duration.ofHours(-1));
        scene.isOff(scene.jp, Duration.ofHours(-1));
        untilReached(4);
        answered(id);
        assertEquals(
                1,
                scene.steps(scene.es, id).stream()
                        .filter(what -> what instanceof What.Acknowledged)
                        .count());
    }
}

package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.local.LocalEntry;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Owner;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.peer.OperatorFault;

/// Nodes that are killed in the middle of an emergency, and come back: no summons is lost, and none is doubled, as the
/// officers' telephones tell by the ids of attempts. Rules R-EMG-3, R-EMG-7.
@Timeout(900)
class EmergencyKillIT {
    private static final Team ES = DutyScene.ES;
    private static final Team JP = DutyScene.JP;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int RUNGS = 2;

    /// Where a node can die about an emergency, and which.
    private static final Map<CrashPoint, Team> POINTS = Map.of(
            CrashPoint.EMERGENCY_STATED, ES,
            CrashPoint.EMERGENCY_STEP_TAKEN, ES,
            CrashPoint.EMERGENCY_TAKEN, JP,
            CrashPoint.EMERGENCY_STEP_STATED, JP,
            CrashPoint.SUMMONS_WRITTEN, JP,
            CrashPoint.SUMMONS_UNMADE, JP,
            CrashPoint.SUMMONS_MADE, JP,
            CrashPoint.SUMMONS_DONE, JP,
            CrashPoint.DUTY_TIMER_RUN, JP);
    /// The rest only in the long version.
    private static final List<CrashPoint> SHORT = List.of(
            CrashPoint.EMERGENCY_STATED, CrashPoint.SUMMONS_UNMADE, CrashPoint.SUMMONS_MADE, CrashPoint.DUTY_TIMER_RUN);

    private static DutyScene scene;

    @BeforeAll
    static void start() throws IOException {
        scene = DutyScene.of(List.of(ES, JP), DutyScene.ladder(1, Duration.ofSeconds(2)));
        scene.agree(ES, JP, 1_000, DutyScene.ALWAYS);
    }

    @AfterAll
    static void stop() throws IOException {
        scene.close();
    }

    static Stream<CrashPoint> points() {
        return POINTS.keySet().stream()
                .filter(point -> Trial.isLong() || SHORT.contains(point))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("points")
    void whereverANodeDiesEveryRungIsSummonedOnce(CrashPoint point) throws IOException {
        Team victim = Objects.requireNonNull(POINTS.get(point));
        scene.federation().kill(victim);
        scene.federation()
                .launch(victim, List.of("-D" + CrashPoint.PROPERTY + "=" + point), Map.of())
                .awaitReady();
        Digest id = raise(victim);
        assertEquals(CrashPoint.EXIT, scene.federation().node(victim).awaitEnd());
        scene.federation().start(victim);
        scene.await(id, ES, JP, "unanswered", life -> life.state() == Life.State.UNANSWERED);
        assertEquals(
                RUNGS,
                scene.bell().summonses(id.hex()).size(),
                scene.bell().rings().toString());
        assertEquals(List.of(), scene.bell().wrong());
    }

    /// What the officer was not told is raised, the officer raises again.
    private static Digest raise(Team victim) throws IOException {
        awaitSigning(ES);
        try {
            return scene.raise(ES, JP, LONG);
        } catch (OperatorFault died) {
            assertEquals(ES, victim, died.getMessage());
            assertEquals(CrashPoint.EXIT, scene.federation().node(ES).awaitEnd());
            scene.federation().start(ES);
            awaitSigning(ES);
            Digest id = scene.raise(ES, JP, LONG);
            scene.federation().kill(ES);
            return id;
        }
    }

    private static void awaitSigning(Team team) {
        Scene.await(team + " signs", () -> scene.federation().line(team).node().signing());
    }

    @Test
    void inWhicheverStateBothAreKilledTheyGoOnFromThere() throws IOException {
        awaitSigning(ES);
        scene.federation().kill(JP);
        Digest id = scene.raise(ES, JP, LONG);
        again(ES);
        assertEquals(Life.State.RAISED, scene.life(ES, id, JP).state());
        scene.federation().start(JP);
        Scene.await("the first rung", () -> rings(id) >= 1);
        again(JP);
        Scene.await("the second rung", () -> rings(id) == RUNGS);
        awaitSigning(JP);
        scene.does(JP, "emergency", "ack", id.hex(), "--owner", "Sato");
        again(JP);
        again(ES);
        scene.await(id, ES, JP, "taken", life -> life.state() == Life.State.ACKNOWLEDGED);
        awaitSigning(JP);
        scene.does(JP, "emergency", "hand-over", id.hex(), "--owner", "Garcia");
        again(JP);
        scene.await(
                id, ES, JP, "handed over", life -> life.owner().map(Owner::name).equals(Optional.of("Garcia")));
        awaitSigning(ES);
        scene.does(ES, "emergency", "stand-down", id.hex());
        again(ES);
        again(JP);
        scene.await(id, ES, JP, "over", life -> life.state() == Life.State.STOOD_DOWN);
        assertEquals(RUNGS, rings(id), "no summons was lost, none was doubled");
    }

    @Test
    void whatNobodyAnsweredAndWhatSomebodyDeclinedStaysSoWhoeverIsKilled() throws IOException {
        awaitSigning(ES);
        awaitSigning(JP);
        Digest unanswered = scene.raise(ES, JP, LONG);
        Digest declined = scene.raise(ES, JP, LONG);
        Scene.await("its first rung", () -> rings(declined) > 0);
        scene.does(JP, "emergency", "refuse", declined.hex(), "--reason", "not-ours");
        scene.await(unanswered, ES, JP, "unanswered", life -> life.state() == Life.State.UNANSWERED);
        scene.await(declined, ES, JP, "declined", life -> life.state() == Life.State.DECLINED);
        again(JP);
        again(ES);
        awaitSigning(ES);
        awaitSigning(JP);
        // Something new goes both ways, behind all that the restarts brought about.
        Digest next = scene.raise(ES, JP, LONG);
        scene.await(next, ES, JP, "unanswered", life -> life.state() == Life.State.UNANSWERED);
        scene.await(unanswered, ES, JP, "unanswered", life -> life.state() == Life.State.UNANSWERED);
        scene.await(declined, ES, JP, "declined", life -> life.state() == Life.State.DECLINED);
        assertEquals(RUNGS, rings(unanswered));
        List<String> steps = scene.steps(JP, declined);
        assertTrue(steps.getLast().startsWith(JP + " Declined"), steps.toString());
    }

    /// Whatever was killed when: what officers raised is in the ledger if and only if the local ledger says who raised
    /// it. Threat T40.
    @AfterEach
    void everyEmergencyHasItsEntryAndEveryEntryItsEmergency() throws IOException {
        for (Team team : List.of(ES, JP)) {
            if (!scene.federation().node(team).isAlive()) {
                scene.federation().start(team);
            }
            awaitSigning(team);
            long[] said = {0};
            scene.federation().line(team).acts(0, (index, bytes, root) -> {
                LocalEntry entry = LocalEntry.decode(bytes).orElseThrow();
                if (entry.method().endsWith("/RaiseEmergency") && entry.kind() == LocalEntry.Kind.STATED) {
                    said[0] += Long.parseLong(entry.outcome().replaceAll(".*: ([0-9]+) in .*", "$1"));
                }
            });
            long raised =
                    scene
                            .federation()
                            .line(team)
                            .emergencies()
                            .list(false, Optional.empty(), 1_000)
                            .emergencies()
                            .stream()
                            .filter(view -> view.originator().equals(team))
                            .count();
            assertEquals(raised, said[0], team.domain());
            assertTrue(team.equals(JP) || raised > 0, "something was raised");
        }
    }

    private static int rings(Digest id) {
        return scene.bell().summonses(id.hex()).size();
    }

    private static void again(Team team) throws IOException {
        scene.federation().kill(team);
        scene.federation().start(team);
    }
}

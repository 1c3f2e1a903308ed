package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step.What;

/// Emergencies between nodes as users run them: a human in another country is woken and answers, or it is said plainly
/// that nobody did. All scenarios share the same nodes. Rules R-EMG-1 to R-EMG-5.
@Timeout(1_500)
class EmergencyIT {
    private static final Team ES = DutyScene.ES;
    private static final Team JP = DutyScene.JP;
    private static final Team FUSION = DutyScene.FUSION;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int FLOOD_QUOTA = 3;
    private static final int FLOOD = Trial.isLong() ? 10_000 : 300;
    /// How long a flood may take; nothing is measured by it.
    private static final Duration FLOOD_MAX = Duration.ofSeconds(90).plusMillis(60L * FLOOD);
    private static final int ROUNDS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /// How long it takes to climb it in vain: two rungs a round.
    private static final Duration LADDER = PATIENCE.multipliedBy(2L * ROUNDS);
    private static final int FLOODERS = 16;
    /// What is meant is the first, on a machine that does nothing else.
    private static final Duration IN_FRONT_MAX = Duration.ofSeconds(Trial.isLong() ? 5 : 60);

    private static DutyScene scene;

    @BeforeAll
    static void start() throws IOException {
        scene = DutyScene.of(List.of(ES, JP, FUSION), DutyScene.ladder(ROUNDS, PATIENCE));
        scene.agree(ES, JP, 1_000, "");
        scene.agree(FUSION, JP, FLOOD_QUOTA, DutyScene.ALWAYS);
    }

    @AfterAll
    static void stop() throws IOException {
        scene.close();
    }

    @AfterEach
    void nothingRangUnsigned() {
        assertEquals(List.of(), scene.bell().wrong());
    }

    @Test
    void anOfficerIsWokenAndAnswersAtTheFirstRung() {
        Digest id = scene.raise(ES, JP, LONG);
        Scene.await("the bell in Tokyo", () -> !scene.bell().summonses(id.hex()).isEmpty());
        Scene.await(
                "the machine receipt is held",
                () -> scene.view(ES, id).called(JP).orElseThrow().receivedAt().isPresent());
        scene.does(JP, "emergency", "ack", id.hex(), "--owner", "Sato", "--channel", "+81 3 0000 0000", "--eta", "15m");
        scene.await(id, ES, JP, "taken", life -> life.state() == Life.State.ACKNOWLEDGED);
        Life life = scene.life(ES, id, JP);
        assertEquals("Sato", life.owner().orElseThrow().name());
        assertTrue(life.eta().isPresent());
        scene.does(ES, "emergency", "stand-down", id.hex());
        scene.await(id, ES, JP, "over", one -> one.state() == Life.State.STOOD_DOWN);
        assertSameSteps(id);
        // Mostly one: whoever types more slowly than the first rung waits is summoned by the second, too.
        Scene.await(
                "a ring for each rung that was summoned before somebody answered, and none after",
                () -> scene.bell().summonses(id.hex()).size() == scene.count(JP, id, What.Summoning.class));
    }

    @Test
    void nobodyAnswersAndBothSaySoAndWhomToTelephone() {
        Digest id = scene.raise(ES, JP, Duration.ofMinutes(1));
        scene.await(id, ES, JP, "unanswered", life -> life.state() == Life.State.UNANSWERED);
        // Two rounds of two rungs.
        Scene.await("all rungs", () -> scene.bell().summonses(id.hex()).size() == 4);
        assertEquals(1, scene.count(ES, id, What.Unanswered.class) - countBy(JP, ES, id), "Tokyo says so once");
        String card = scene.does(ES, "emergency", "card", JP.domain());
        assertTrue(card.contains(JP.domain()), card);
        assertSameSteps(id);
    }

    /// How often one team said that nobody answered, as another node holds it.
    private static long countBy(Team other, Team by, Digest id) {
        return scene.steps(other, id).stream()
                .filter(step -> step.startsWith(by + " Unanswered"))
                .count();
    }

    @Test
    void ofTwoWhoTakeItAtTheSameMomentOneHasItAndTheOtherIsTold() throws Exception {
        Digest id = scene.raise(ES, JP, LONG);
        Scene.await("the bell in Tokyo", () -> !scene.bell().summonses(id.hex()).isEmpty());
        var together = new CountDownLatch(1);
        List<CommandRun> runs;
        try (ExecutorService officers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CommandRun>> both = List.of("Sato", "Suzuki").stream()
                    .map(owner -> officers.submit(() -> {
                        together.await();
                        return scene.tocsin(JP, "emergency", "ack", id.hex(), "--owner", owner);
                    }))
                    .toList();
            together.countDown();
            runs = List.of(both.get(0).get(), both.get(1).get());
        }
        List<CommandRun> taken =
                runs.stream().filter(run -> run.exit() == ExitCode.OK).toList();
        List<CommandRun> told =
                runs.stream().filter(run -> run.exit() != ExitCode.OK).toList();
        assertEquals(1, taken.size(), runs.toString());
        String owner = scene.life(JP, id, JP).owner().orElseThrow().name();
        assertTrue(told.getFirst().err().contains(owner), told.toString());
        scene.await(id, ES, JP, "taken", life -> life.owner().map(Owner::name).equals(Optional.of(owner)));
        assertEquals(1, scene.count(ES, id, What.Acknowledged.class));
        assertSameSteps(id);
    }

    @Test
    void itIsHandedOverAcrossTimeZonesAndBothSeeWhoHasItNow() {
        Digest id = scene.raise(ES, JP, LONG);
        scene.await(id, ES, JP, "summoning", life -> life.state() != Life.State.RAISED);
        scene.does(JP, "emergency", "ack", id.hex(), "--owner", "Sato", "--zone", "Asia/Tokyo");
        scene.does(JP, "emergency", "hand-over", id.hex(), "--owner", "Garcia", "--zone", "America/Bogota");
        scene.await(
                id, ES, JP, "handed over", life -> life.owner().map(Owner::name).equals(Optional.of("Garcia")));
        assertEquals(
                Optional.of(ZoneId.of("America/Bogota")),
                scene.life(ES, id, JP).owner().orElseThrow().zone());
        assertSameSteps(id);
    }

    @Test
    void aDrillOutsideTheAgreedWindowIsRefusedWhereItIsRaised() {
        CommandRun drill = scene.tocsin(
                ES,
                "emergency",
                "raise",
                "--to",
                JP.domain(),
                "--precedence",
                "FLASH",
                "--situation",
                "test/test",
                "--action",
                "other",
                "--exercise",
                "--within",
                "10m");
        assertTrue(drill.exit() != ExitCode.OK, drill.out());
        assertTrue(drill.err().contains("drill window"), drill.err());
    }

    @Test
    void whatIsDeclinedWakesNobodyAnyMore() {
        Digest id = scene.raise(ES, JP, Emergency.Kind.REAL, LONG).id();
        Scene.await("the bell in Tokyo", () -> !scene.bell().summonses(id.hex()).isEmpty());
        scene.does(JP, "emergency", "refuse", id.hex(), "--reason", "not-ours", "--text", "fictional: another CERT's");
        scene.await(id, ES, JP, "declined", life -> life.state() == Life.State.DECLINED);
        assertSameSteps(id);
    }

    /// Where one partner floods, its quota wakes officers, and what goes beyond the named limit is refused; another
    /// partner's only one is in front of the officer in time.
    @Test
    void aFloodOfOnePartnerDelaysNobodyElsesEmergency() throws Exception {
        Instant first = Clock.systemUTC().instant();
        var raised = new AtomicInteger();
        Set<String> floods = ConcurrentHashMap.newKeySet();
        try (ExecutorService flooders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < FLOODERS; i++) {
                flooders.execute(() -> {
                    while (raised.getAndIncrement() < FLOOD) {
                        floods.add(scene.raise(FUSION, JP, LONG).hex());
                    }
                });
            }
            Scene.await("half of the flood", FLOOD_MAX, () -> raised.get() > FLOOD / 2);
            Instant begin = Clock.systemUTC().instant();
            Digest only = scene.raise(ES, JP, LONG);
            Scene.await(
                    "the only one", () -> !scene.bell().summonses(only.hex()).isEmpty());
            Duration took = Duration.between(
                    begin, scene.bell().summonses(only.hex()).getFirst().at());
            assertTrue(took.compareTo(IN_FRONT_MAX) < 0, "in front of the officer after " + took);
        }
        assertEquals(FLOOD, floods.size());
        Scene.await(
                "every one of the flood answered for",
                FLOOD_MAX,
                () -> scene.lane(FUSION, JP, "emergency").lag() == 0);
        floods.retainAll(scene.bell().emergencies());
        // What nobody answered carries no other: each time a ladder was climbed in vain, one more climbs it.
        long inVain = Duration.between(first, Clock.systemUTC().instant()).dividedBy(LADDER);
        assertTrue(floods.size() <= FLOOD_QUOTA + inVain, inVain + " times in vain, woken by " + floods);
    }

    /// Both sides hold the same steps of each side, in the order in which it took them.
    private static void assertSameSteps(Digest id) {
        for (Team by : List.of(ES, JP)) {
            Scene.await("the same steps of " + by, () -> stepsOf(ES, by, id).equals(stepsOf(JP, by, id)));
        }
    }

    private static List<String> stepsOf(Team asked, Team by, Digest id) {
        return scene.steps(asked, id).stream()
                .filter(step -> step.startsWith(by.domain()))
                .toList();
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.channel.Outcome;

/// The ladders of both sides between two nodes, by a clock that the test moves. Rules R-EMG-3, R-EMG-5 to R-EMG-8.
class EmergencyLadderTest {
    private static final String DAILY = "DTSTART;TZID=UTC:20260101T000000 RRULE:FREQ=DAILY DURATION:P1D";

    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    @TempDir
    private Path directory;

    @Test
    void rungAfterRungIsSummonedUntilSomebodyAnswersAndAgainWhenTheyFallSilent() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(2));
            scene.jp.duty.broken.put("siren", Outcome.Reason.REFUSED);
            Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
            // The siren is refused, and the wall shows it at once.
            untilReached(scene, "siren", "wall");
            assertEquals(
                    List.of(Notice.Purpose.SUMMONS, Notice.Purpose.SUMMONS),
                    scene.jp.duty.made().stream()
                            .map(made -> made.notice().purpose())
                            .toList());
            scene.until(scene.es, id, State.SUMMONING);

            scene.pass(Duration.ofSeconds(89));
            scene.pass(Duration.ofSeconds(1));
            untilReached(scene, "siren", "wall", "wall");
            assertEquals(
                    List.of(
                            new What.Summoning(1, 1, false),
                            new What.Summoning(1, 2, true),
                            new What.Summoning(1, 3, false)),
                    scene.steps(scene.jp, id));

            scene.acknowledge(id, "Ben");
            scene.until(scene.es, id, State.ACKNOWLEDGED);
            scene.pass(Duration.ofMinutes(15));
            scene.state(scene.jp, id, new What.Update(new Words("on it", "en")));
            scene.pass(Duration.ofMinutes(19));
            assertEquals(State.ACKNOWLEDGED, scene.called(scene.jp, id).life().state());
            scene.pass(Duration.ofMinutes(1));
            scene.until(scene.es, id, State.SUMMONING);
            untilReached(scene, "siren", "wall", "wall", "siren", "wall");
            assertTrue(scene.steps(scene.es, id).contains(new What.Resumed(20)));
            assertEquals(2, scene.called(scene.es, id).life().round());

            scene.state(scene.es, id, new What.StoodDown(Optional.empty()));
            scene.until(scene.jp, id, State.STOOD_DOWN);
            scene.pass(Duration.ofHours(3));
            NodeRig.until(
                    "nothing more is stated", () -> scene.steps(scene.es, id).equals(scene.steps(scene.jp, id)));
            assertEquals(5, scene.jp.duty.made().size());
            noneTwice(scene);
        }
    }

    private static void untilReached(EmergencyScene scene, String... channels) throws InterruptedException {
        NodeRig.until("these channels were tried: " + List.of(channels), () -> {
            scene.look();
            return scene.jp.duty.made().stream()
                    .map(made -> made.channel())
                    .toList()
                    .equals(List.of(channels));
        });
    }

    private static void noneTwice(EmergencyScene scene) {
        List<String> attempts = scene.jp.duty.made().stream()
                .map(made -> made.notice().attempt())
                .toList();
        assertEquals(attempts.size(), new HashSet<>(attempts).size(), attempts.toString());
    }

    @Test
    void aLadderGoesOnWhereTheClockIsPutBackOrLeapsAndSummonsNobodyTwice() throws Exception {
        try (var scene = new EmergencyScene(directory, 1, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(10));
            Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
            untilReached(scene, "siren");
            scene.pass(Duration.ofSeconds(80));
            scene.pass(Duration.ofHours(-1));
            untilClimbed(scene, 2);

            // Nobody is reached by a clock that is ten years ahead; but officers at home are.
            scene.pass(TEN_YEARS);
            untilClimbed(scene, 3);
            scene.pass(TEN_YEARS.negated());
            untilClimbed(scene, 4);
            // By the right time again the officer's certificate is valid.
            scene.pass(Duration.ofHours(1));
            scene.acknowledge(id, "Ben");
            scene.until(scene.es, id, State.ACKNOWLEDGED);
            List<String> channels = scene.jp.duty.made().stream()
                    .map(made -> made.channel())
                    .limit(4)
                    .toList();
            assertEquals(List.of("siren", "wall", "siren", "wall"), channels);
            noneTwice(scene);
        }
    }

    /// Lets time pass, little by little, until so many attempts were made.
    private static void untilClimbed(EmergencyScene scene, int attempts) throws InterruptedException {
        NodeRig.until("attempts: " + attempts, () -> {
            scene.pass(Duration.ofSeconds(1));
            return scene.jp.duty.made().size() >= attempts;
        });
    }

    @Test
    void whatCameByAClockThatWasWrongCarriesNoLaterEmergency() throws Exception {
        try (var scene = new EmergencyScene(directory, 1, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            scene.pass(Duration.ofDays(90));
            Digest early = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, early, State.SUMMONING);
            scene.acknowledge(early, "Ben");
            scene.until(scene.es, early, State.ACKNOWLEDGED);
            scene.pass(Duration.ofDays(-90));
            Digest id = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, id, State.SUMMONING);
            untilReached(scene, "siren", "siren");
            noneTwice(scene);
        }
    }

    @Test
    void whereNobodyAnswersBothSidesSaySo() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            scene.es.duty.plan = Optional.of(scene.plan(1));
            Digest id = scene.raise(Kind.REAL, Precedence.IMMEDIATE).id();
            scene.until(scene.es, id, State.SUMMONING);
            scene.pass(Duration.ofSeconds(90));
            untilReached(scene, "siren", "wall");
            scene.pass(Duration.ofSeconds(60));
            scene.until(scene.es, id, State.UNANSWERED);
            assertTrue(scene.steps(scene.es, id).contains(new What.Unanswered(1, 2)));
            NodeRig.until("our own on-call is told", () -> scene.es.duty.made().size() == 1);
            assertEquals(
                    Notice.Purpose.NOTICE,
                    scene.es.duty.made().getFirst().notice().purpose());

            // A human may still take it: nothing is too late.
            scene.acknowledge(id, "Ana");
            scene.until(scene.es, id, State.ACKNOWLEDGED);
            DutyFigures figures = scene.es
                    .emergencies
                    .emergencies()
                    .statistics(
                            scene.now().minus(Duration.ofDays(1)), scene.now().plusSeconds(1))
                    .getFirst();
            assertEquals(
                    List.of(1L, 1L, 1L, 0L),
                    List.of(figures.raised(), figures.received(), figures.answered(), figures.unanswered()));
            assertEquals(Kind.REAL, figures.kind());
        }
    }

    @Test
    void whomNodeAndHumanKeepSilentIsGivenUpByTheOriginator() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(10));
            scene.jp.lanes.close();
            Digest id = scene.raise(Kind.REAL, Precedence.PRIORITY).id();
            NodeRig.until(
                    "it came", () -> scene.called(scene.jp, id).receivedAt().isPresent());
            scene.pass(Duration.ofMinutes(59));
            assertEquals(State.RAISED, scene.called(scene.es, id).life().state());
            scene.pass(Duration.ofMinutes(1));
            scene.until(scene.es, id, State.UNANSWERED);
            scene.until(scene.jp, id, State.UNANSWERED);
        }
    }

    @Test
    void beyondTheQuotaEmergenciesBelongToTheOneThatIsOpen() throws Exception {
        try (var scene = new EmergencyScene(directory, 2, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            Digest first = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, first, State.SUMMONING);
            scene.pass(Duration.ofSeconds(1));
            Digest second = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, second, State.SUMMONING);
            scene.pass(Duration.ofSeconds(1));
            Digest third = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, third, State.COALESCED);
            assertEquals(List.of(new What.Coalesced(second)), scene.steps(scene.es, third));
            NodeRig.until("two were summoned for", () -> scene.jp.duty.made().size() == 2);
            // A day later the first of a new day summons again.
            scene.pass(Duration.ofHours(24));
            Digest next = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, next, State.SUMMONING);
        }
    }

    @Test
    void whatNobodyAnswersCarriesNoOtherAndWhatIsCarriedIsAwaited() throws Exception {
        try (var scene = new EmergencyScene(directory, 1, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            Digest first = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, first, State.SUMMONING);
            nobodyAnswers(scene, first);
            Digest second = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, second, State.SUMMONING);
            scene.pass(Duration.ofSeconds(1));
            Digest third = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, third, State.COALESCED);
            assertEquals(List.of(new What.Coalesced(second)), scene.steps(scene.es, third));
            nobodyAnswers(scene, second);
            scene.pass(Duration.ofMinutes(60));
            scene.until(scene.es, third, State.UNANSWERED);
            scene.until(scene.jp, third, State.UNANSWERED);

            Digest fourth = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, fourth, State.SUMMONING);
            scene.pass(Duration.ofSeconds(1));
            Digest fifth = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, fifth, State.COALESCED);
            scene.acknowledge(fourth, "Ana");
            scene.until(scene.es, fourth, State.ACKNOWLEDGED);
            scene.pass(Duration.ofMinutes(60));
            assertFalse(scene.called(scene.es, fifth).life().givenUp());
        }
    }

    private static void nobodyAnswers(EmergencyScene scene, Digest id) throws InterruptedException {
        scene.pass(Duration.ofSeconds(90));
        NodeRig.until("the last rung is reached", () -> {
            scene.look();
            return scene.called(scene.jp, id).life().rung() == 3;
        });
        scene.pass(Duration.ofSeconds(60));
        scene.until(scene.es, id, State.UNANSWERED);
    }

    @Test
    void whoRaisesAndStandsDownAgainAndAgainWakesNobodyBeyondTheQuota() throws Exception {
        try (var scene = new EmergencyScene(directory, 1, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            Digest first = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, first, State.SUMMONING);
            scene.state(scene.es, first, new What.StoodDown(Optional.empty()));
            scene.until(scene.jp, first, State.STOOD_DOWN);
            Digest second = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, second, State.COALESCED);
        }
    }

    @Test
    void anExerciseClimbsTheSameLadderAndCannotBeMistaken() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, DAILY, 7)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            Digest id = scene.raise(Kind.EXERCISE, Precedence.FLASH).id();
            scene.until(scene.es, id, State.SUMMONING);
            NodeRig.until("it is summoned for", () -> scene.jp.duty.made().size() == 1);
            Notice notice = scene.jp.duty.made().getFirst().notice();
            assertTrue(notice.exercise() && notice.title().startsWith("EXERCISE"), notice.title());
            assertEquals(
                    List.of(Kind.EXERCISE),
                    scene
                            .jp
                            .emergencies
                            .emergencies()
                            .statistics(
                                    scene.now().minus(Duration.ofDays(1)),
                                    scene.now().plusSeconds(1))
                            .stream()
                            .map(DutyFigures::kind)
                            .toList());
        }
    }

    @Test
    void aCheckInWakesNobodyAndIsMissedAtTheLiaison() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 7)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            scene.es.duty.plan = Optional.of(scene.plan(1));
            Digest confirmed = scene.raise(Kind.CHECK_IN, Precedence.ROUTINE).id();
            NodeRig.until(
                    "it came",
                    () -> scene.called(scene.jp, confirmed).receivedAt().isPresent());
            scene.acknowledge(confirmed, "Ana");
            scene.until(scene.es, confirmed, State.ACKNOWLEDGED);
            assertEquals(
                    1,
                    scene.es
                            .emergencies
                            .emergencies()
                            .list(false, Optional.empty(), 10)
                            .size());
            // A week later another is due, and raised by one of the two nodes.
            scene.pass(Duration.ofDays(7));
            NodeRig.until("the next one came", () -> {
                scene.look();
                return scene.jp
                                .emergencies
                                .emergencies()
                                .list(false, Optional.empty(), 10)
                                .size()
                        == 2;
            });
            Digest missed = scene.raise(Kind.CHECK_IN, Precedence.ROUTINE).id();
            NodeRig.until(
                    "it came", () -> scene.called(scene.es, missed).receivedAt().isPresent());
            scene.pass(Duration.ofHours(1));
            scene.until(scene.es, missed, State.UNANSWERED);
            assertEquals(List.of(), scene.jp.duty.made());
            NodeRig.until("somebody here is told", () -> scene.es.duty.made().size() == 1);
            assertEquals(
                    3,
                    scene.es
                            .emergencies
                            .emergencies()
                            .list(false, Optional.empty(), 10)
                            .size());
            assertTrue(scene.timeline(scene.es, missed).stream()
                    .anyMatch(detail ->
                            detail instanceof Detail.Tried tried && tried.what().equals("missed-check-in")));
        }
    }
}

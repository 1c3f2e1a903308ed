package org.tocsin.node.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.fault.FaultException;

/// Whole lives of a duty desk, by seed: emergencies both ways, officers and partners who answer or do not, channels
/// that
/// fail or fall silent, processes that end between any two of their tasks and come back with or without signing, and
/// clocks that jump. Whatever happens no summons is lost, none is doubled, and none comes early. Rules R-EMG-3,
/// R-EMG-7,
/// R-EMG-8.
@Timeout(3_000)
class DutyDeskSimTest {
    /// With `-Dlong` a thousand, with `-Dlong=N` so many.
    private static final int SEEDS = System.getProperty("long") != null ? Integer.getInteger("long", 1_000) : 12;
    /// What is over makes a store slower: this many lives have one together.
    private static final int SEEDS_A_STORE = 25;

    private static final int ACTS = 60;
    private static final Duration FIRST_RUNG = Duration.ofSeconds(90);
    private static final Duration LAST_RUNG = Duration.ofSeconds(60);
    private static final Duration SILENCE = Duration.ofMinutes(20);
    private static final Duration RECEIPT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(60);
    private static final int ROUNDS = 2;
    private static final int TOP = 3;

    @TempDir
    private Path home;

    @Test
    void noSummonsIsLostNoneIsDoubledAndNoneIsEarly() throws IOException {
        for (long seed = 1; seed <= SEEDS; seed += SEEDS_A_STORE) {
            live(home.resolve("from-" + seed), seed, Math.min(SEEDS, seed + SEEDS_A_STORE - 1));
        }
    }

    /// Lives on one store, one after the other: what is over stays there.
    private static void live(Path home, long first, long last) throws IOException {
        Files.createDirectories(home);
        try (var desk = new DeskRig(home)) {
            desk.start(true);
            for (long seed = first; seed <= last; seed++) {
                var run = new Run(desk, seed);
                try {
                    run.live();
                    run.end();
                } catch (AssertionError | RuntimeException broken) {
                    throw new AssertionError("seed " + seed, broken);
                }
            }
        }
    }

    /// One life.
    private static final class Run {
        private final DeskRig desk;
        private final RandomGenerator random;
        private final List<Digest> theirs = new ArrayList<>();
        private final List<Digest> ours = new ArrayList<>();
        /// How much time went by, by a clock that jumps forward only: what is awaited never takes less.
        private Duration passed = Duration.ZERO;
        /// When each thing happened by it.
        private final Map<Occurrence, Duration> when = new LinkedHashMap<>();
        private int heard;
        /// What an officer does twice at one instant is told apart by it.
        private int acts;

        Run(DeskRig desk, long seed) {
            this.desk = desk;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            // Another day: what was before has no part in it.
            desk.move(Duration.ofHours(25));
            desk.told.clear();
            desk.duty.rings.clear();
            desk.duty.made.clear();
        }

        void live() throws IOException {
            for (int i = 0; i < ACTS; i++) {
                act();
                look();
            }
        }

        private void act() throws IOException {
            acts++;
            switch (random.nextInt(14)) {
                case 0 -> {
                    if (desk.isSigning() && theirs.size() < 4) {
                        theirs.add(desk.called(random.nextInt(3) == 0 ? Precedence.PRIORITY : Precedence.FLASH));
                    }
                }
                case 1 -> {
                    if (desk.isSigning() && ours.size() < 3) {
                        ours.add(desk.raise(Precedence.FLASH));
                    }
                }
                case 2 -> jump();
                case 3 -> again();
                case 4 -> desk.heard();
                case 5 -> channels();
                case 6 -> officer();
                case 7 -> partner();
                case 8, 9, 10 -> pass(Duration.ofSeconds(random.nextInt(1, 200)));
                default -> work();
            }
        }

        private void pass(Duration time) {
            passed = passed.plus(time);
            desk.move(time);
            desk.tick();
        }

        private void jump() {
            if (random.nextBoolean()) {
                pass(Duration.ofMinutes(random.nextInt(1, 180)));
            } else {
                desk.move(Duration.ofSeconds(-random.nextInt(1, 7_200)));
                desk.tick();
            }
        }

        private void work() {
            for (int i = random.nextInt(6); i > 0 && desk.work(); i--) {
                look();
            }
        }

        private void again() throws IOException {
            desk.crash();
            desk.start(random.nextInt(3) > 0);
        }

        private void channels() {
            int kind = random.nextInt(3);
            desk.duty.answers = attempt -> switch (kind) {
                case 0 -> Optional.of(new Outcome.Failed(Outcome.Reason.REFUSED, ""));
                case 1 -> Optional.empty();
                default -> Optional.of(new Outcome.Delivered(""));
            };
        }

        private void officer() {
            Optional<Digest> one = any(theirs);
            What what = switch (random.nextInt(4)) {
                case 0 -> new What.Update(new Words("news " + acts, "en"));
                case 1 -> new What.HandedOver(new Owner("Ana " + acts, "", Optional.empty()), Optional.empty());
                default -> DeskRig.taken("Ben");
            };
            try {
                one.ifPresent(id -> desk.state(id, what));
            } catch (FaultException unfit) {
                assertTrue(one.isPresent(), unfit.getMessage());
            }
        }

        private void partner() {
            if (!desk.isSigning()) {
                return;
            }
            if (random.nextBoolean()) {
                any(theirs).ifPresent(id -> desk.partner(id, new What.StoodDown(Optional.empty())));
            } else {
                any(ours).ifPresent(id -> desk.partner(id, DeskRig.taken("Garcia")));
            }
        }

        private Optional<Digest> any(List<Digest> of) {
            return of.isEmpty() || random.nextInt(3) > 0
                    ? Optional.empty()
                    : Optional.of(of.get(random.nextInt(of.size())));
        }

        /// Notes when things happened.
        private void look() {
            List<Occurrence> told = List.copyOf(desk.told);
            told.subList(heard, told.size()).forEach(one -> when.putIfAbsent(one, passed));
            heard = told.size();
        }

        /// Everything works again, and time passes until nothing is awaited.
        void end() throws IOException {
            desk.duty.answers = attempt -> Optional.of(new Outcome.Delivered(""));
            desk.crash();
            desk.start(true);
            for (int i = 0; i < 2_000 && isAwaited(); i++) {
                pass(Duration.ofSeconds(30));
                while (desk.work()) {
                    look();
                }
                look();
            }
            assertFalse(isAwaited(), "nothing is awaited for ever");
            theirs.forEach(this::checkCalled);
            ours.forEach(this::checkRaised);
            assertEquals(List.of(), desk.read(SummonsTable::pending));
            assertEquals(List.of(), desk.read(session -> EmergencyOwedTable.emergencies(session, 1)));
        }

        private boolean isAwaited() {
            boolean timers = !desk.read(
                            session -> DutyTimerTable.due(session, desk.now().plus(Duration.ofDays(2)), 1))
                    .isEmpty();
            return timers
                    || !desk.read(SummonsTable::pending).isEmpty()
                    || !desk.read(session -> EmergencyOwedTable.emergencies(session, 1))
                            .isEmpty();
        }

        /// What was told as a step of ours is what is stated, in that order, each once.
        private List<What> steps(Digest id) {
            List<What> told = when.keySet().stream()
                    .filter(one -> one.emergency().equals(id))
                    .flatMap(one -> one.detail() instanceof Detail.Stepped stepped
                                    && stepped.by().equals(DeskRig.OWN)
                            ? Stream.of(stepped.step().what())
                            : Stream.empty())
                    .toList();
            assertEquals(
                    told,
                    desk.steps(id).stream().map(held -> held.step().what()).toList(),
                    "what was said when it happened is stated");
            return told;
        }

        private void checkCalled(Digest id) {
            boolean climbs = desk.view(id).emergency().precedence() == Precedence.FLASH;
            int round = 0;
            int rung = TOP;
            int last = ROUNDS;
            var reach = new Reach();
            Duration since = Duration.ZERO;
            boolean isOver = false;
            boolean isHeld = false;
            for (Map.Entry<Occurrence, Duration> one : when.entrySet()) {
                if (!one.getKey().emergency().equals(id)) {
                    continue;
                }
                reach.see(one.getKey().detail(), round, rung);
                if (!(one.getKey().detail() instanceof Detail.Stepped stepped)) {
                    continue;
                }
                Duration waited = one.getValue().minus(since);
                switch (stepped.step().what()) {
                    case What.Summoning next -> {
                        boolean within = rung < TOP && (climbs || !reach.isReached);
                        assertEquals(within ? round : round + 1, next.round(), "no round is passed over");
                        assertEquals(within ? rung + 1 : 1, next.rung(), "no rung is passed over");
                        assertEquals(next.rung() == 2, next.empty());
                        boolean follows = round > 0 && !isHeld && next.rung() != TOP && !(reach.isLost && next.empty());
                        checkWaited(follows, next.empty() ? FIRST_RUNG : rung == TOP ? LAST_RUNG : FIRST_RUNG, waited);
                        assertFalse(isOver || last < next.round(), "nobody is summoned any more");
                        round = next.round();
                        rung = next.rung();
                        isHeld = false;
                        reach = new Reach();
                        since = one.getValue();
                        if (!next.empty()) {
                            checkReached(id, next);
                        }
                    }
                    case What.Acknowledged taken -> {
                        isHeld = true;
                        since = one.getValue();
                    }
                    case What.HandedOver over -> since = one.getValue();
                    case What.Update update -> since = isHeld ? one.getValue() : since;
                    case What.Resumed resumed -> {
                        checkWaited(true, SILENCE, waited);
                        rung = TOP;
                        round = Math.max(1, round);
                        last = round + ROUNDS;
                    }
                    case What.Unanswered nobody -> {
                        assertEquals(last, round, "every round was climbed");
                        checkWaited(true, rung == TOP ? LAST_RUNG : FIRST_RUNG, waited);
                        isHeld = false;
                    }
                    case What.StoodDown over -> isOver = true;
                    case What.Coalesced c -> throw new AssertionError("within the quota");
                    case What.Declined d -> throw new AssertionError("nobody declines");
                }
            }
            checkEnded(id);
        }

        private void checkEnded(Digest id) {
            assertFalse(steps(id).isEmpty());
            Life life = life(id, DeskRig.OWN);
            assertTrue(
                    life.stoodDown() || life.there() == Life.State.UNANSWERED,
                    "it ends with an answer, or with nobody left: " + life);
        }

        /// What came of the attempts on one rung.
        private static final class Reach {
            private boolean isReached;
            private boolean isLost;

            void see(Detail detail, int round, int rung) {
                if (detail instanceof Detail.Attempted made && made.round() == round && made.rung() == rung) {
                    boolean isDelivered = made.outcome().equals(SummonsTable.DELIVERED);
                    isReached |= isDelivered;
                    // The last of everybody's channels.
                    isLost |= made.channel().equals("wall") && !isDelivered;
                }
            }
        }

        private static void checkWaited(boolean awaits, Duration least, Duration waited) {
            assertTrue(!awaits || waited.compareTo(least) >= 0, () -> "after " + waited + ", not " + least);
        }

        /// Whoever stands on a rung was rung for, or it was answered first.
        private void checkReached(Digest id, What.Summoning rung) {
            boolean isReached = desk.timeline(id).stream()
                    .anyMatch(one -> one.detail() instanceof Detail.Attempted attempt
                            && attempt.round() == rung.round()
                            && attempt.rung() == rung.rung()
                            && !attempt.outcome().equals(SummonsTable.PENDING));
            assertTrue(isReached, () -> "lost: " + rung);
        }

        private void checkRaised(Digest id) {
            Duration raised = Duration.ZERO;
            int notReceived = 0;
            int unanswered = 0;
            for (Map.Entry<Occurrence, Duration> one : when.entrySet()) {
                if (!one.getKey().emergency().equals(id)) {
                    continue;
                }
                switch (one.getKey().detail()) {
                    case Detail.Raised r -> raised = one.getValue();
                    case Detail.Tried tried -> {
                        boolean isReceipt = tried.what().equals("no-receipt");
                        boolean isAnswer = tried.what().equals("unanswered");
                        notReceived += isReceipt ? 1 : 0;
                        Duration waited = one.getValue().minus(raised);
                        checkWaited(isReceipt || isAnswer, isReceipt ? RECEIPT : ANSWER, waited);
                    }
                    case Detail.Stepped stepped -> unanswered += stepped.by().equals(DeskRig.OWN) ? 1 : 0;
                    default -> {
                        // Said by others, or a telephone.
                    }
                }
            }
            boolean isAnswered = life(id, DeskRig.PARTNER).isAnswered();
            assertEquals(steps(id).size(), unanswered);
            assertTrue(unanswered == 1 || (unanswered == 0 && isAnswered), "said once that nobody answered");
            assertTrue(notReceived == 1 || (notReceived == 0 && isAnswered), "told once that no receipt came");
        }

        private Life life(Digest id, Team at) {
            return desk.view(id).called(at).orElseThrow().life();
        }
    }
}

package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.WorkQueue.Offer;

/// Who is served when, by the order of commits and not by time: every `take` is a commit, and what is offered between
/// two of them came while the first one ran.
class WorkQueueTest {
    private static final int WORKS = Ledger.COMMIT_WORKS_MAX;
    private static final int BYTES = Ledger.COMMIT_BYTES_MAX;

    private final WorkQueue queue = new WorkQueue();

    /// A work that only weighs.
    private record Weight(WorkOrigin origin, int bytes, int number, boolean states) implements Work {
        Weight(WorkOrigin origin, int bytes, int number) {
            this(origin, bytes, number, true);
        }

        @Override
        public void run(Batch batch) {
            // Weighs, and does nothing.
        }

        @Override
        public void committed(Head head) {
            // Nobody waits.
        }

        @Override
        public void failed(LedgerException cause) {
            // Nobody waits.
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noOriginWaitsForMoreThanOneForeignCommitWhileOthersFlood(long seed) throws InterruptedException {
        Random random = new Random(seed);
        int number = 0;
        Map<WorkOrigin, List<Weight>> waiting = new HashMap<>();
        for (int commit = 0; commit < 300; commit++) {
            // One floods with all that it is let; twenty others say little.
            while (offer(waiting, new Weight(partner(0), random.nextInt(700_000), number++))) {
                assertTrue(number < 1_000_000);
            }
            for (int i = 1; i <= 20; i++) {
                if (random.nextInt(4) == 0) {
                    assertTrue(offer(waiting, new Weight(partner(i), random.nextInt(12_000), number++)));
                }
            }
            List<Work> taken = take();
            for (int i = 1; i <= 20; i++) {
                List<Weight> own = waiting.getOrDefault(partner(i), List.of());
                assertTrue(own.isEmpty() || taken.contains(own.getFirst()), "seed " + seed + " commit " + commit);
            }
            assertTakenInOrder(waiting, taken);
        }
        assertEquals(0, queue.passedOverMax());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whereNotAllFitsEverybodyHasItsTurn(long seed) throws InterruptedException {
        Random random = new Random(seed);
        int number = 0;
        int origins = 12;
        Map<WorkOrigin, List<Weight>> waiting = new HashMap<>();
        int[] passedOver = new int[origins];
        int passedOverMax = 0;
        for (int commit = 0; commit < 400; commit++) {
            for (int i = 0; i < origins; i++) {
                while (waiting.getOrDefault(partner(i), List.of()).size() < 3) {
                    offer(waiting, new Weight(partner(i), 100_000 + random.nextInt(400_000), number++));
                }
            }
            List<Work> taken = take();
            for (int i = 0; i < origins; i++) {
                WorkOrigin origin = partner(i);
                boolean served = taken.stream().anyMatch(work -> work.origin().equals(origin));
                passedOver[i] = served ? 0 : passedOver[i] + 1;
                assertTrue(passedOver[i] < origins, "seed " + seed + ": passed over " + passedOver[i] + " times");
                passedOverMax = Math.max(passedOverMax, passedOver[i]);
            }
            assertTakenInOrder(waiting, taken);
        }
        assertTrue(passedOverMax > 0);
        assertTrue(queue.passedOverMax() <= passedOverMax, "counted " + queue.passedOverMax());
    }

    @Test
    void aLargeWorkHasItsTurnAndLeavesRoomForTheOthers() throws InterruptedException {
        Weight large = new Weight(partner(0), 16 << 20, 0);
        queue.offer(large);
        Weight small = new Weight(partner(1), 200_000, 1);
        Weight next = new Weight(partner(1), 200_000, 2);
        queue.offer(small);
        queue.offer(next);
        assertEquals(List.of(large, small), take());
        assertEquals(List.of(next), take());
    }

    @Test
    void emergenciesGoFirstAndAloneAndLeaveEverybodyATurn() throws InterruptedException {
        WorkOrigin emergency = WorkOrigin.of(Lane.EMERGENCY, new Team("cert-0.example"));
        Weight routine = new Weight(partner(0), 1_000, 0);
        queue.offer(routine);
        List<Work> urgent = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            Weight work = new Weight(emergency, 16_384, i);
            urgent.add(work);
            queue.offer(work);
        }
        List<Work> alone = take();
        assertEquals(urgent.subList(0, alone.size()), alone);
        assertTrue(bytes(alone) <= BYTES);
        List<Work> left = urgent.subList(alone.size(), urgent.size());
        List<Work> taken = take();
        assertEquals(left.getFirst(), taken.getFirst());
        assertEquals(routine, taken.get(1));
        assertEquals(left.subList(1, taken.size() - 1), taken.subList(2, taken.size()));
        assertTrue(bytes(taken) <= BYTES);
    }

    @Test
    void aStreamOfEmergenciesKeepsNobodyWaitingForMoreThanOneOfItsCommits() throws InterruptedException {
        WorkOrigin emergency = WorkOrigin.of(Lane.EMERGENCY, new Team("cert-0.example"));
        for (int commit = 0; commit < 100; commit++) {
            queue.offer(new Weight(emergency, 1_000, commit));
            queue.offer(new Weight(partner(0), 1_000, commit));
            List<Work> taken = take();
            assertEquals(emergency, taken.getFirst().origin());
            assertEquals(commit % 2 == 1, taken.size() > 1, "commit " + commit);
        }
        assertEquals(1, queue.passedOverMax());
    }

    @Test
    void whatStatesNothingAboutAnEmergencyGoesFirstAndAloneAndOvertakesNothingOfItsOrigin()
            throws InterruptedException {
        WorkOrigin called = WorkOrigin.of(Lane.EMERGENCY, new Team("cert-0.example"));
        WorkOrigin other = WorkOrigin.of(Lane.EMERGENCY, new Team("cert-1.example"));
        Weight otherStep = new Weight(other, 1_000, 0);
        Weight otherReceipt = new Weight(other, 1_000, 1, false);
        Weight receipt = new Weight(called, 1_000, 2, false);
        Weight step = new Weight(called, 1_000, 3);
        Weight routine = new Weight(partner(0), 1_000, 4, false);
        List.of(routine, otherStep, otherReceipt, receipt, step).forEach(queue::offer);
        assertEquals(List.of(receipt), take());
        queue.offer(new Weight(called, 1_000, 5, false));
        List<Work> all = take();
        assertEquals(List.of(otherStep, step, routine), all.subList(0, 3));
        assertEquals(5, all.size());
        assertEquals(1, queue.passedOverMax());
    }

    @Test
    void whoHandsOverNothingElseIsLetInHoweverFullItIs() {
        int origin = 0;
        while (queue.offer(new Weight(partner(origin), 8 << 20, 0)) == Offer.TAKEN) {
            // Two a partner, until the whole is full.
            if (queue.offer(new Weight(partner(origin), 8 << 20, 0)) == Offer.FULL) {
                break;
            }
            origin++;
        }
        assertEquals(WorkQueue.BYTES_MAX / (16 << 20), origin);
        assertEquals(Offer.FULL, queue.offer(new Weight(partner(0), 0, 0)));
        assertEquals(Offer.TAKEN, queue.offer(new Weight(partner(origin + 1), 20 << 20, 0)));
        assertEquals(Offer.FULL, queue.offer(new Weight(partner(origin + 1), 1, 0)));
    }

    @Test
    void historyDoesNotStandInFrontOfNews() throws InterruptedException {
        Team team = new Team("cert-0.example");
        for (int i = 0; i < 5_000; i++) {
            queue.offer(new Weight(WorkOrigin.of(Lane.BULK, team), 4_000, i));
        }
        Weight news = new Weight(WorkOrigin.of(Lane.ROUTINE, team), 4_000, 0);
        queue.offer(news);
        assertEquals(news, take().get(1));
    }

    private boolean offer(Map<WorkOrigin, List<Weight>> waiting, Weight work) {
        boolean taken = queue.offer(work) == Offer.TAKEN;
        if (taken) {
            waiting.computeIfAbsent(work.origin(), none -> new ArrayList<>()).add(work);
        }
        return taken;
    }

    private List<Work> take() throws InterruptedException {
        return queue.take(WORKS, BYTES);
    }

    /// Each once, those of one origin in their order, and not more than a commit may hold.
    private static void assertTakenInOrder(Map<WorkOrigin, List<Weight>> waiting, List<Work> taken) {
        for (Work work : taken) {
            assertEquals(waiting.getOrDefault(work.origin(), List.of()).removeFirst(), work);
        }
        int largest = taken.stream().mapToInt(Work::bytes).max().orElse(0);
        assertTrue(bytes(taken) <= Math.max(BYTES, largest + BYTES / 2), "bytes " + bytes(taken));
        assertTrue(taken.size() <= WORKS);
    }

    private static long bytes(List<Work> works) {
        return works.stream().mapToLong(Work::bytes).sum();
    }

    private static WorkOrigin partner(int number) {
        return new WorkOrigin.Partner(new Team("cert-" + number + ".example"));
    }
}

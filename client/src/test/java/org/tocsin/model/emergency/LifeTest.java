package org.tocsin.model.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Step.What;

/// How steps of an emergency add up. Rule R-EMG-3.
class LifeTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Owner ANA = new Owner("duty officer", "", Optional.empty());
    private static final Owner BEN = new Owner("head", "+34 600 000 000", Optional.empty());

    private static Step step(int second, What what) {
        return new Step(
                new TreeSet<>(List.of(new Team("cert-es.example"))),
                Digest.wrap(new byte[Digest.LENGTH]),
                START.plusSeconds(second),
                what);
    }

    @Test
    void theFirstOfTwoAcknowledgementsCounts() {
        Life life = Life.raised(START)
                .after(step(1, new What.Summoning(1, 1, false)), false)
                .after(step(2, new What.Acknowledged(ANA, Optional.empty(), true)), false)
                .after(step(3, new What.Acknowledged(BEN, Optional.empty(), true)), false);
        assertEquals(State.ACKNOWLEDGED, life.state());
        assertEquals(Optional.of(ANA), life.owner());
        assertFalse(life.isOpen());
        assertEquals(
                Optional.of(BEN),
                life.after(step(4, new What.HandedOver(BEN, Optional.empty())), false)
                        .owner());
    }

    @Test
    void aHumanMayAnswerAfterTheOriginatorGaveUp() {
        Life life = Life.raised(START)
                .after(step(1, new What.Summoning(1, 1, false)), false)
                .after(step(9, new What.Unanswered(0, 0)), true);
        assertEquals(State.UNANSWERED, life.state());
        assertTrue(life.isOpen());
        Life taken = life.after(step(10, new What.Acknowledged(ANA, Optional.empty(), true)), false);
        assertEquals(State.ACKNOWLEDGED, taken.state());
        assertEquals(
                State.STOOD_DOWN,
                taken.after(step(11, new What.StoodDown(Optional.empty())), true)
                        .state());
    }

    @Test
    void aStepOfTheWrongSideChangesNothing() {
        Life raised = Life.raised(START);
        assertEquals(raised, raised.after(step(1, new What.StoodDown(Optional.empty())), false));
        assertEquals(raised, raised.after(step(1, new What.Acknowledged(ANA, Optional.empty(), true)), true));
    }

    @Test
    void howTheTwoSidesStepsCrossChangesNothing() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<Step> called = steps(random, true);
            List<Step> originator = steps(random, false);
            Life one = crossed(random, called, originator);
            assertEquals(one, crossed(random, called, originator), "seed " + seed);
        }
    }

    private static List<Step> steps(Random random, boolean called) {
        List<Step> steps = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(100);
            steps.add(step(at, called ? calledWhat(random) : originatorWhat(random)));
        }
        return steps;
    }

    private static What calledWhat(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> new What.Summoning(1, 1 + random.nextInt(3), random.nextBoolean());
            case 2 -> new What.Coalesced(Digest.wrap(new byte[Digest.LENGTH]));
            case 3 -> new What.Acknowledged(random.nextBoolean() ? ANA : BEN, Optional.empty(), true);
            case 4 -> new What.Resumed(30);
            case 5 -> new What.Declined(Step.DeclineReason.KNOWN, Optional.empty());
            case 6 -> new What.HandedOver(BEN, Optional.empty());
            default -> new What.Unanswered(2, 3);
        };
    }

    private static What originatorWhat(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new What.StoodDown(Optional.empty());
            case 1 -> new What.Unanswered(0, 0);
            default -> new What.Update(new Words("news", "en"));
        };
    }

    private static Life crossed(Random random, List<Step> called, List<Step> originator) {
        Life life = Life.raised(START);
        int there = 0;
        int here = 0;
        while (there < called.size() || here < originator.size()) {
            boolean takesCalled = here == originator.size() || (there < called.size() && random.nextBoolean());
            life = takesCalled ? life.after(called.get(there++), false) : life.after(originator.get(here++), true);
        }
        return life;
    }
}

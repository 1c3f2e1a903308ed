package org.tocsin.node.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.duty.DutyRole;
import org.tocsin.node.duty.LadderSnapshot;

/// Every climb ends, passes no rung over, and takes none twice. Rule R-EMG-8.
class ClimbTest {
    private static final int LADDERS = 2_000;

    @Test
    void everyClimbEndsAndPassesNothingOver() {
        for (long seed = 0; seed < LADDERS; seed++) {
            Random random = new Random(seed);
            LadderSnapshot ladder = ladder(random);
            for (Precedence precedence : Precedence.values()) {
                climbs(ladder, precedence, "seed " + seed + " " + precedence);
            }
        }
    }

    private static void climbs(LadderSnapshot ladder, Precedence precedence, String what) {
        int rounds = Climb.rounds(ladder, precedence);
        List<String> taken = new ArrayList<>();
        int round = 0;
        int rung = 0;
        while (Climb.next(ladder, precedence, round, rung, rounds) instanceof Climb.Next.Summon next) {
            boolean isNextRung = next.round() == round && next.rung() == rung + 1;
            boolean isNextRound = next.round() == round + 1 && next.rung() == 1;
            assertTrue(isNextRung || isNextRound, what);
            round = next.round();
            rung = next.rung();
            assertEquals(ladder.rungs().get(rung - 1), next.who(), what);
            taken.add(round + "/" + rung);
        }
        assertEquals(taken.size(), new HashSet<>(taken).size(), what);
        boolean climbsAll = precedence == Precedence.FLASH || precedence == Precedence.IMMEDIATE;
        int rungs =
                climbsAll ? ladder.rungs().size() : Math.min(1, ladder.rungs().size());
        boolean somebody = ladder.rungs().subList(0, rungs).stream().anyMatch(one -> !one.isEmpty());
        assertEquals(rungs * (somebody ? rounds : Math.min(1, rounds)), taken.size(), what);
    }

    @Test
    void aClimbThatResumesBeginsAnotherRound() {
        LadderSnapshot ladder = ladder(new Random(7));
        int top = Math.max(1, ladder.rungs().size());
        for (Precedence precedence : Precedence.values()) {
            if (!ladder.rungs().isEmpty()
                    && Climb.next(ladder, precedence, 3, top, 5) instanceof Climb.Next.Summon next) {
                assertEquals(List.of(4, 1), List.of(next.round(), next.rung()));
            }
        }
    }

    private static LadderSnapshot ladder(Random random) {
        List<LadderSnapshot.Rung> rungs = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            boolean isEmpty = random.nextInt(3) == 0;
            var person = new LadderSnapshot.Person(
                    "o" + i, "O", DutyRole.OFFICER, ZoneOffset.UTC, List.of("en"), List.of("wall"));
            rungs.add(new LadderSnapshot.Rung(
                    "somebody",
                    isEmpty ? List.of() : List.of(person),
                    Duration.ofSeconds(1 + random.nextInt(100)),
                    isEmpty ? "nobody has a turn" : ""));
        }
        return new LadderSnapshot(Instant.EPOCH, 1 + random.nextInt(4), Duration.ofMinutes(20), rungs);
    }
}

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
                climbs(ladder, precedence, new Random(seed), "seed " + seed + " " + precedence);
            }
        }
    }

    /// @param reaches whether channels reach whoever stands on a rung
    private static void climbs(LadderSnapshot ladder, Precedence precedence, Random reaches, String what) {
        int rounds = Climb.rounds(ladder, precedence);
        boolean climbsAll = precedence == Precedence.FLASH || precedence == Precedence.IMMEDIATE;
        int rungs = ladder.rungs().size();
        List<String> taken = new ArrayList<>();
        int round = 0;
        int rung = rungs;
        boolean reached = false;
        while (Climb.next(ladder, precedence, round, rung, rounds, reached) instanceof Climb.Next.Summon next) {
            boolean isWithin = round > 0 && rung < rungs && (climbsAll || !reached);
            assertEquals(List.of(isWithin ? round : round + 1, isWithin ? rung + 1 : 1), at(next), what);
            round = next.round();
            rung = next.rung();
            assertEquals(ladder.rungs().get(rung - 1), next.who(), what);
            reached = !next.who().isEmpty() && reaches.nextBoolean();
            taken.add(round + "/" + rung);
        }
        assertEquals(taken.size(), new HashSet<>(taken).size(), what);
        boolean somebody = ladder.rungs().stream().anyMatch(one -> !one.isEmpty());
        int most = rungs == 0 ? 0 : somebody ? rounds : 1;
        assertEquals(most, round, what);
        assertTrue(most == 0 || rung == rungs || (reached && !climbsAll), what);
    }

    private static List<Integer> at(Climb.Next.Summon next) {
        return List.of(next.round(), next.rung());
    }

    @Test
    void whoeverIsCalledFirstAndCannotBeIsFollowedByTheNextWhateverThePrecedence() {
        var nobody = new LadderSnapshot.Rung("on-call", List.of(), Duration.ofMinutes(5), "nobody has a turn");
        var deputy = new LadderSnapshot.Rung(
                "deputy",
                List.of(new LadderSnapshot.Person(
                        "b", "B", DutyRole.DEPUTY, ZoneOffset.UTC, List.of("en"), List.of("wall"))),
                Duration.ofMinutes(5),
                "");
        var ladder = new LadderSnapshot(Instant.EPOCH, 1, Duration.ofMinutes(20), List.of(nobody, deputy, deputy));
        for (Precedence precedence : Precedence.values()) {
            assertEquals(
                    new Climb.Next.Summon(1, 1, nobody),
                    Climb.next(ladder, precedence, 0, 0, 1, false),
                    "" + precedence);
            assertEquals(
                    new Climb.Next.Summon(1, 2, deputy),
                    Climb.next(ladder, precedence, 1, 1, 1, false),
                    "" + precedence);
        }
        assertEquals(new Climb.Next.Exhausted(), Climb.next(ladder, Precedence.PRIORITY, 1, 2, 1, true));
        assertEquals(new Climb.Next.Summon(1, 3, deputy), Climb.next(ladder, Precedence.PRIORITY, 1, 2, 1, false));
    }

    @Test
    void aClimbThatResumesBeginsAnotherRound() {
        LadderSnapshot ladder = ladder(new Random(7));
        int top = Math.max(1, ladder.rungs().size());
        for (Precedence precedence : Precedence.values()) {
            if (!ladder.rungs().isEmpty()
                    && Climb.next(ladder, precedence, 3, top, 5, true) instanceof Climb.Next.Summon next) {
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

package org.tocsin.node.emergency;

import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.duty.LadderSnapshot;

/// Where a ladder is climbed to next. Pure.
///
/// FLASH and IMMEDIATE climb every rung, round after round. PRIORITY summons the first rung only, as often as the
/// ladder
/// is climbed; ROUTINE tells the first rung once, and waits until an answer is asked for. Where nobody stands on any
/// rung that counts, one round is enough to say so.
final class Climb {
    private Climb() {}

    /// What to do.
    sealed interface Next {
        /// Summon a rung; both count from 1.
        record Summon(int round, int rung, LadderSnapshot.Rung who) implements Next {}

        /// Nobody is left to be summoned.
        record Exhausted() implements Next {}
    }

    /// How often a ladder is climbed for an emergency.
    static int rounds(LadderSnapshot ladder, Precedence precedence) {
        return precedence == Precedence.ROUTINE ? 1 : ladder.rounds();
    }

    private static int rungs(LadderSnapshot ladder, Precedence precedence) {
        boolean climbs = precedence == Precedence.FLASH || precedence == Precedence.IMMEDIATE;
        return climbs ? ladder.rungs().size() : Math.min(1, ladder.rungs().size());
    }

    /// @param round the step that was taken last, and `rung`; 0 before the first
    /// @param rounds in which it ends
    static Next next(LadderSnapshot ladder, Precedence precedence, int round, int rung, int rounds) {
        int rungs = rungs(ladder, precedence);
        boolean nobody = ladder.rungs().subList(0, rungs).stream().allMatch(LadderSnapshot.Rung::isEmpty);
        boolean within = round > 0 && rung < rungs;
        int nextRound = within ? round : round + 1;
        int nextRung = within ? rung + 1 : 1;
        boolean ends = rungs == 0 || nextRound > rounds || (nobody && round > 0 && !within);
        return ends
                ? new Next.Exhausted()
                : new Next.Summon(nextRound, nextRung, ladder.rungs().get(nextRung - 1));
    }
}

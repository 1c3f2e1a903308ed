package org.tocsin.node.emergency;

import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.duty.LadderSnapshot;

/// Where a ladder is climbed to next. Pure.
///
/// FLASH and IMMEDIATE climb every rung, round after round. PRIORITY climbs, in each round, up to the first rung that
/// reached somebody; ROUTINE does so once, and waits until an answer is asked for. Where nobody stands on any rung, one
/// round is enough to say so.
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

    /// Whether somebody stands on a rung above one.
    static boolean goesOn(LadderSnapshot ladder, int rung) {
        return rung < ladder.rungs().size()
                && ladder.rungs().subList(rung, ladder.rungs().size()).stream().anyMatch(one -> !one.isEmpty());
    }

    /// @param round the step that was taken last, and `rung`; 0 before the first
    /// @param rounds in which it ends
    /// @param reached whether a channel reached somebody on that rung
    static Next next(LadderSnapshot ladder, Precedence precedence, int round, int rung, int rounds, boolean reached) {
        int rungs = ladder.rungs().size();
        boolean climbs = precedence == Precedence.FLASH || precedence == Precedence.IMMEDIATE || !reached;
        boolean nobody = !goesOn(ladder, 0);
        boolean within = round > 0 && rung < rungs && climbs;
        int nextRound = within ? round : round + 1;
        int nextRung = within ? rung + 1 : 1;
        boolean ends = rungs == 0 || nextRound > rounds || (nobody && round > 0 && !within);
        return ends
                ? new Next.Exhausted()
                : new Next.Summon(nextRound, nextRung, ladder.rungs().get(nextRung - 1));
    }
}

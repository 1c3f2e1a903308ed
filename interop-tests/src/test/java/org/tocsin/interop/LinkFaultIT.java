package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.interop.Trial.ES;
import static org.tocsin.interop.Trial.JP;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.interop.faults.Link;
import org.tocsin.interop.faults.LinkFault;
import org.tocsin.interop.faults.LinkPlan;
import org.tocsin.model.Team;

/// Whatever a network does to connections between nodes, nothing is lost, doubled, reordered or made up (I1, I6,
/// S-WIRE).
/// With `-Dlong`, a hundred seeds a kind; with `-Dlong=N`, N of them.
@Timeout(7_200)
class LinkFaultIT {
    private static final int SEEDS = Trial.isLong() ? Trial.longTimes(100) : 1;
    private static final int RECORDS = 30;
    /// Connections in a row that break: as many as a pump may meet before its waits become long.
    private static final int BROKEN = 2;

    @Test
    void everyFaultOfALinkIsSurvived() throws Exception {
        long records = 0;
        long connections;
        try (var trial = Trial.begin(1)) {
            for (LinkFault.Kind kind : LinkFault.Kind.values()) {
                for (int seed = 0; seed < SEEDS; seed++) {
                    Random random = new Random(seed);
                    for (Team team : trial.federation().teams()) {
                        plan(trial.links().to(team), kind, random);
                    }
                    for (Team author : trial.federation().teams()) {
                        assertTrue(
                                trial.chronicle().publish(author, trial.documents(RECORDS)),
                                "an officer's own line is straight");
                        records += RECORDS;
                    }
                    Scene.await(kind + " with seed " + seed, trial.chronicle()::isSettled);
                    trial.chronicle().look();
                }
                System.out.println("link faults: " + kind + " done");
            }
            connections = trial.links().to(ES).accepted() + trial.links().to(JP).accepted();
            trial.judge();
        }
        System.out.println("link faults: " + LinkFault.Kind.values().length + " kinds, " + SEEDS + " seeds each, "
                + connections + " connections, " + records + " records, no violation");
    }

    /// New connections have the fault: all of them, or the first ones if it ends them.
    private static void plan(Link link, LinkFault.Kind kind, Random random) {
        int ways = random.nextInt(3);
        LinkFault there = ways == 1 ? new LinkFault.None() : kind.of(random);
        LinkFault back = ways == 0 ? new LinkFault.None() : kind.of(random);
        LinkPlan plan = new LinkPlan(there, back);
        AtomicInteger left = new AtomicInteger(kind.isLasting() ? Integer.MAX_VALUE : BROKEN);
        link.plan(connection -> left.getAndDecrement() > 0 ? plan : LinkPlan.NONE);
        link.reset();
    }
}

package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.interop.Trial.ES;
import static org.tocsin.interop.Trial.JP;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Team;

/// Nodes that are killed at random moments, while both publish to each other, lose and double nothing (I1, I6,
/// S-CRASH).
/// With `-Dlong`, two hundred kills.
@Timeout(7_200)
class RandomKillIT {
    private static final int KILLS = Trial.isLong() ? 200 : 6;
    private static final int RECORDS = 60;
    private static final long NANOS_MAX = 400_000_000;

    @Test
    void killsAtRandomMomentsLoseAndDoubleNothing() throws Exception {
        var random = new Random(7);
        int kills = 0;
        try (var trial = Trial.begin(7);
                ExecutorService officers = Executors.newVirtualThreadPerTaskExecutor()) {
            while (kills < KILLS) {
                List<Future<Boolean>> streams = new ArrayList<>();
                for (Team author : trial.federation().teams()) {
                    streams.add(officers.submit(() -> trial.chronicle().publish(author, trial.documents(RECORDS))));
                }
                LockSupport.parkNanos(random.nextLong(NANOS_MAX));
                List<Team> victims = switch (random.nextInt(5)) {
                    case 0, 1 -> List.of(ES);
                    case 2, 3 -> List.of(JP);
                    default -> List.of(ES, JP);
                };
                for (Team victim : victims) {
                    trial.federation().node(victim).kill();
                    kills++;
                }
                for (Future<Boolean> stream : streams) {
                    stream.get();
                }
                restart(trial, victims);
            }
            trial.judge();
            long answered =
                    trial.chronicle().publishedBy(ES) + trial.chronicle().publishedBy(JP);
            assertTrue(answered > KILLS, "records answered: " + answered);
            System.out.println("kills: " + kills + ", records answered: " + answered + ", no violation");
        }
    }

    private static void restart(Trial trial, List<Team> victims) throws IOException {
        trial.federation().start();
        victims.forEach(victim -> trial.chronicle().restarted(victim));
        trial.chronicle().look();
        for (Team team : trial.federation().teams()) {
            Scene.await(
                    team + " signs", () -> trial.federation().line(team).node().signing());
        }
    }
}

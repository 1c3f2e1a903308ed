package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Tlp;
import org.tocsin.model.emergency.Life;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;

/// A node whose machine's clock leaps by ten years and back while it runs, and its partner, as processes: it refuses
/// and
/// is refused in words that name the clock, an officer is summoned all the same, and when the clock is right everything
/// is there once. R-CLK-1; threats T28, S-LEAPING-CLOCK.
@Timeout(300)
class WrongClockIT {
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);
    /// With `-Dlong` back, too.
    private static final List<Duration> LEAPS =
            Trial.isLong() ? List.of(TEN_YEARS, TEN_YEARS.negated()) : List.of(TEN_YEARS);

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Digest> published = new ArrayList<>();
    private DutyScene scene;
    private Path clock;

    @BeforeEach
    void startNodes() throws IOException {
        scene = DutyScene.of(List.of(DutyScene.ES, DutyScene.JP), DutyScene.ladder(10, Duration.ofSeconds(6)));
        clock = directory().resolve("wrong-clock");
        leap(Duration.ZERO);
        nodes().stop(DutyScene.JP);
        nodes().start(DutyScene.JP, WrongClockMain.class, List.of("-D" + WrongClockMain.PROPERTY + "=" + clock));
    }

    @AfterEach
    void stopNodes() throws IOException {
        scene.close();
    }

    @Test
    void whoseClockLeapsByYearsExchangesNothingStillSummonsAndLosesNothing() throws Exception {
        scene.agree(DutyScene.ES, DutyScene.JP, 1_000, "");
        List<Document> documents = Scene.load(60);
        publish(documents.subList(0, 20));
        Scene.await("the first are there", this::isAllHeldOnce);
        int next = 20;
        for (Duration off : LEAPS) {
            Digest id = scene.raise(DutyScene.ES, DutyScene.JP, HOUR);
            Scene.await("the bell rings", () -> rings(id) >= 1);
            long refusals = audited("DOOR_REFUSED");
            long leaps = audited("CLOCK_LEAPT");
            Set<Digest> before = held();

            leap(off);
            int rung = rings(id);
            Scene.await("the ladder goes on", () -> rings(id) >= rung + 2);
            publish(documents.subList(next, next + 20));
            next += 20;
            nodes().line(DutyScene.ES).delivery().retry(DutyScene.JP, "");
            Scene.await("the partner is refused", () -> audited("DOOR_REFUSED") > refusals);
            Scene.await("the leap is named", () -> audited("CLOCK_LEAPT") > leaps);
            CommandRun officer = scene.tocsin(DutyScene.JP, "node", "status");
            assertEquals(ExitCode.REFUSED, officer.exit());
            assertTrue(officer.err().contains("both clocks"), officer.err());
            assertTrue(before.size() < published.size());

            leap(Duration.ZERO);
            Scene.await("everything is there", this::isAllHeldOnce);
            Scene.await("an officer can answer", () -> acknowledges(id));
            scene.await(id, DutyScene.ES, DutyScene.JP, "taken", life -> life.state() == Life.State.ACKNOWLEDGED);
        }
        assertEquals(List.of(), scene.bell().wrong());
    }

    private Federation nodes() {
        return scene.federation();
    }

    private Path directory() {
        return nodes().directory(DutyScene.JP);
    }

    private void leap(Duration off) throws IOException {
        Path next = Files.writeString(clock.resolveSibling("wrong-clock.new"), off.toString());
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private int rings(Digest id) {
        return scene.bell().summonses(id.hex()).size();
    }

    private boolean acknowledges(Digest id) {
        return scene.tocsin(DutyScene.JP, "emergency", "ack", id.hex(), "--owner", "Sato")
                        .exit()
                == ExitCode.OK;
    }

    private long audited(String event) {
        try {
            return Files.readAllLines(directory().resolve("audit.jsonl")).stream()
                    .filter(line -> line.contains("\"" + event + "\""))
                    .count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void publish(List<Document> documents) throws InterruptedException {
        nodes().line(DutyScene.ES).publish(documents.iterator(), (document, outcome) -> {
            if (outcome instanceof Outcome.Published stated && !stated.marking().isStricterThan(Tlp.AMBER)) {
                published.add(stated.leafHash());
            }
        });
    }

    /// Not as long as an officer's certificate is not valid by the node's clock.
    private boolean isAllHeldOnce() {
        try {
            return held().equals(new HashSet<>(published));
        } catch (OperatorFault refused) {
            return false;
        }
    }

    /// What is held; nothing twice.
    private Set<Digest> held() {
        List<Digest> held = new ArrayList<>();
        nodes().line(DutyScene.JP)
                .export(
                        Optional.of(DutyScene.ES),
                        Optional.empty(),
                        false,
                        record -> held.add(record.summary().leafHash()));
        assertEquals(held.size(), new HashSet<>(held).size(), "something is there twice");
        return new HashSet<>(held);
    }
}

package org.tocsin.interop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.interop.Trial.ES;
import static org.tocsin.interop.Trial.JP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.function.Executable;
import org.tocsin.local.LocalEntry;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Records;
import org.tocsin.peer.Transit;

/// A node that ends at any named place, as if the power had gone, comes back whole (I1, I6, I13, S-CRASH). With
/// `-Dlong`,
/// at every place there is.
@Timeout(1_800)
class CrashPointIT {
    /// Places that a node does not pass by running: each has a test of its own.
    private static final Set<CrashPoint> ELSEWHERE = EnumSet.of(
            CrashPoint.PEER_PINNED,
            CrashPoint.RECORD_MARK_STATED,
            CrashPoint.RECORD_MARKED,
            CrashPoint.WITHDRAWAL_STATED,
            CrashPoint.WITHDRAWAL_WRITTEN,
            CrashPoint.CHECK_IN_STATED,
            CrashPoint.EMERGENCY_STATED,
            CrashPoint.EMERGENCY_STEP_STATED,
            CrashPoint.EMERGENCY_TAKEN,
            CrashPoint.EMERGENCY_STEP_TAKEN,
            CrashPoint.EMERGENCY_RECORD_DECIDED,
            CrashPoint.SUMMONS_WRITTEN,
            CrashPoint.SUMMONS_UNMADE,
            CrashPoint.SUMMONS_MADE,
            CrashPoint.SUMMONS_DONE,
            CrashPoint.DUTY_TIMER_RUN,
            CrashPoint.REOPEN_MANIFEST_SAVED,
            CrashPoint.REOPEN_EPOCH_BEGUN);
    private static final Set<CrashPoint> WHEN_STOPPED = EnumSet.of(CrashPoint.STOP_BEGUN, CrashPoint.STOP_DRAINED);
    /// What the short version passes: one place between any two things that are durable, told or sent.
    private static final Set<CrashPoint> SHORT = EnumSet.of(
            CrashPoint.ACT_BEGUN,
            CrashPoint.BATCH_WRITTEN,
            CrashPoint.BATCH_COMMITTED,
            CrashPoint.HIGH_WATER_FIRST_WRITTEN,
            CrashPoint.HIGH_WATER_SECOND_SYNCED,
            CrashPoint.ACT_DONE,
            CrashPoint.FRAME_SENT,
            CrashPoint.RECEIPT_WRITTEN,
            CrashPoint.INTAKE_RECORD_WRITTEN,
            CrashPoint.INTAKE_COMMITTED,
            CrashPoint.RECEIPT_ANSWERED,
            CrashPoint.START_DATABASE_OPEN,
            CrashPoint.STOP_DRAINED);
    private static final Set<CrashPoint> PASSED =
            Trial.isLong() ? EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE)) : SHORT;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int RECORDS = 3;

    /// Two nodes that publish to each other, each armed with one place after the other.
    private static final class Rounds {
        private final Trial trial;
        private final Deque<CrashPoint> left = new ArrayDeque<>(PASSED);
        private final Map<Team, CrashPoint> armed = new HashMap<>();
        private final Map<Team, Instant> since = new HashMap<>();
        private final Set<Team> untold = new HashSet<>();
        private final Set<CrashPoint> hit = EnumSet.noneOf(CrashPoint.class);

        Rounds(Trial trial) {
            this.trial = trial;
        }

        void run() throws Exception {
            for (Team team : trial.federation().teams()) {
                trial.federation().node(team).kill();
            }
            while (!left.isEmpty() || !armed.isEmpty()) {
                for (Team team : trial.federation().teams()) {
                    if (!trial.federation().node(team).isAlive()) {
                        startAgain(team);
                    }
                }
                for (Team team : trial.federation().teams()) {
                    work(team);
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            for (Team team : untold) {
                assertTrue(trial.chronicle().restarted(team));
            }
        }

        private void startAgain(Team team) throws IOException {
            NodeProcess node = trial.federation().node(team);
            CrashPoint point = armed.remove(team);
            if (point != null) {
                assertEquals(CrashPoint.EXIT, node.awaitEnd(), point + ":\n" + node.lastOutput());
                Scene.await(point + " in the log", () -> says(node, point));
                hit.add(point);
            }
            CrashPoint next = left.poll();
            List<String> flags = next == null ? List.of() : List.of("-D" + CrashPoint.PROPERTY + "=" + next);
            NodeProcess started = trial.federation().launch(team, flags, Map.of());
            if (next != null) {
                armed.put(team, next);
                since.put(team, Clock.systemUTC().instant());
            }
            untold.add(team);
            try {
                started.awaitReady();
            } catch (IOException crashed) {
                if (next == null) {
                    throw crashed;
                }
                started.awaitEnd();
            }
        }

        private static boolean says(NodeProcess node, CrashPoint point) {
            try {
                return node.lastOutput().lines().anyMatch(line -> line.endsWith(" point=" + point));
            } catch (IOException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }

        /// What the nodes say of themselves.
        private String scene() {
            var text = new StringBuilder();
            for (Team team : trial.federation().teams()) {
                try {
                    text.append(team).append(' ').append(armed.get(team)).append(' ');
                    text.append(trial.federation().line(team).node()).append('\n');
                    text.append(trial.federation().line(team).peers()).append('\n');
                    text.append(trial.federation().node(team).lastOutput()).append('\n');
                } catch (IOException | OperatorFault gone) {
                    text.append(gone).append('\n');
                }
            }
            return text.toString();
        }

        /// Gives the node something to do, until it crashes.
        private void work(Team team) throws Exception {
            NodeProcess node = trial.federation().node(team);
            CrashPoint point = armed.get(team);
            if (!node.isAlive()) {
                return;
            }
            if (point != null) {
                assertTrue(
                        Clock.systemUTC()
                                .instant()
                                .isBefore(requireNonNull(since.get(team)).plus(PATIENCE)),
                        () -> point + " was not passed:\n" + scene());
            }
            if (WHEN_STOPPED.contains(point)) {
                assertEquals(CrashPoint.EXIT, trial.federation().stop(team));
                return;
            }
            try {
                if (!trial.federation().line(team).node().signing()) {
                    return;
                }
                // Whoever dialled a partner that crashed again and again would wait longer and longer.
                trial.federation().line(team).delivery().retry(Trial.other(team), "routine");
            } catch (OperatorFault crashed) {
                return;
            }
            if (untold.contains(team) && !trial.chronicle().restarted(team)) {
                return;
            }
            untold.remove(team);
            trial.chronicle().publish(team, trial.documents(RECORDS));
        }
    }

    @Test
    void aNodeThatCrashesAtAnyPlaceLosesAndDoublesNothing() throws Exception {
        try (var trial = Trial.begin(3)) {
            var rounds = new Rounds(trial);
            rounds.run();
            assertEquals(PASSED, rounds.hit);
            for (Team team : trial.federation().teams()) {
                Scene.await(
                        team + " signs",
                        () -> trial.federation().line(team).node().signing());
                trial.chronicle().publish(team, trial.documents(RECORDS));
            }
            trial.judge();
            for (Team team : trial.federation().teams()) {
                everyRecordHasItsEntry(trial.federation().line(team), team);
            }
            System.out.println("crash points: " + rounds.hit.size() + ", each hit, no violation");
        }
    }

    /// What officers stated and what the local ledger says that they stated is the same, and no act is left open (T40).
    /// An officer is answered before the end of the act is written.
    private static void everyRecordHasItsEntry(OperatorClient line, Team team) {
        Scene.await(
                "no act of " + team + " is left open", () -> acts(line).open().isEmpty());
        assertEquals(
                line.records(Optional.of(team), 1_000, Optional.empty())
                        .records()
                        .size(),
                acts(line).stated(),
                team.domain());
    }

    /// How many records were stated, and which acts have no end.
    private record Acts(long stated, Set<Long> open) {}

    private static Acts acts(OperatorClient line) {
        long[] stated = {0};
        Set<Long> open = new HashSet<>();
        line.acts(0, (index, bytes, root) -> {
            LocalEntry entry = LocalEntry.decode(bytes).orElseThrow();
            if (entry.method().endsWith("/Publish") && entry.kind() == LocalEntry.Kind.STATED) {
                stated[0] += Long.parseLong(entry.outcome().replaceAll(".*: ([0-9]+) in .*", "$1"));
            }
            if (entry.kind() == LocalEntry.Kind.BEGUN) {
                open.add(index);
            } else if (entry.kind() == LocalEntry.Kind.ENDED) {
                open.remove(entry.act().orElseThrow());
            }
        });
        return new Acts(stated[0], open);
    }

    @Test
    void aPartnerThatWasPinnedInFrontOfACrashIsPinned() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            var federation = scene.federation();
            federation.kill(ES);
            federation
                    .launch(ES, List.of("-D" + CrashPoint.PROPERTY + "=" + CrashPoint.PEER_PINNED), Map.of())
                    .awaitReady();
            assertThrows(OperatorFault.class, () -> federation.agree(ES, JP, Tlp.AMBER, Tlp.AMBER));
            assertEquals(CrashPoint.EXIT, federation.node(ES).awaitEnd());
            federation.start(ES);
            assertEquals(
                    List.of(JP),
                    federation.line(ES).peers().stream()
                            .map(peer -> peer.team())
                            .toList());
            federation.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            Trial.verify(federation.directory(ES));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "long", matches = ".*")
    void aControlStatementThatIsCutOffIsSaidAgainAndCountsOnce() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            var federation = scene.federation();
            federation.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            publish(scene, Scene.load(20));
            awaitDelivered(scene);
            List<String> records =
                    federation.line(JP).records(Optional.of(ES), 1_000, Optional.empty()).records().stream()
                            .map(record -> record.version().record().toString())
                            .toList();
            var accepted = new Transit.Mark("accepted", "", Instant.EPOCH, Optional.empty());

            arm(federation, JP, CrashPoint.RECORD_MARK_STATED);
            cutOff(federation, JP, () -> federation.line(JP).delivery().mark(records.get(0), 1, accepted));
            federation.line(JP).delivery().mark(records.get(0), 1, accepted);
            awaitMarked(federation, records.get(0));

            arm(federation, ES, CrashPoint.RECORD_MARKED);
            federation.line(JP).delivery().mark(records.get(1), 1, accepted);
            crashed(federation, ES);
            awaitMarked(federation, records.get(1));

            arm(federation, ES, CrashPoint.WITHDRAWAL_STATED);
            cutOff(federation, ES, () -> federation.line(ES).delivery().withdraw(records.get(2), "a mistake"));
            federation.line(ES).delivery().withdraw(records.get(2), "a mistake");
            awaitContents(federation, records.size() - 1);

            arm(federation, JP, CrashPoint.WITHDRAWAL_WRITTEN);
            federation.line(ES).delivery().withdraw(records.get(3), "a mistake");
            crashed(federation, JP);
            awaitContents(federation, records.size() - 2);

            arm(federation, ES, CrashPoint.CHECK_IN_STATED);
            cutOff(federation, ES, () -> federation.line(ES).delivery().checkIn(JP));
            federation.line(ES).delivery().checkIn(JP);
            Trial.verify(federation.directory(ES));
            Trial.verify(federation.directory(JP));
        }
    }

    private static void arm(Federation federation, Team team, CrashPoint point) throws IOException {
        federation.kill(team);
        federation
                .launch(team, List.of("-D" + CrashPoint.PROPERTY + "=" + point), Map.of())
                .awaitReady();
        Scene.await(team + " signs", () -> federation.line(team).node().signing());
    }

    private static void cutOff(Federation federation, Team team, Executable act) throws IOException {
        assertThrows(OperatorFault.class, act);
        crashed(federation, team);
    }

    private static void crashed(Federation federation, Team team) throws IOException {
        assertEquals(CrashPoint.EXIT, federation.node(team).awaitEnd());
        federation.start(team);
        Scene.await(team + " signs", () -> federation.line(team).node().signing());
    }

    private static void awaitMarked(Federation federation, String record) {
        Scene.await("the author knows", () -> marks(federation, record).equals(List.of("accepted")));
    }

    private static List<String> marks(Federation federation, String record) {
        return federation.line(ES).delivery().track(record, 1).teams().stream()
                .flatMap(team -> team.marks().stream())
                .map(Transit.Mark::kind)
                .toList();
    }

    private static void awaitContents(Federation federation, int count) {
        Scene.await("what was withdrawn is erased", () -> {
            int[] exported = {0};
            federation
                    .line(JP)
                    .export(
                            Optional.of(ES),
                            Optional.empty(),
                            false,
                            one -> exported[0] += one.content().isEmpty() ? 0 : 1);
            return exported[0] == count;
        });
    }

    @Test
    void aReopeningThatCrashesIsFinishedByTheNextOne() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            var federation = scene.federation();
            federation.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            List<Records.Document> documents = Scene.load(40);
            publish(scene, documents.subList(0, 20));
            long before = awaitDelivered(scene);
            federation.stop(ES);
            assertEquals(
                    CrashPoint.EXIT, reopen(federation.directory(ES), Optional.of(CrashPoint.REOPEN_MANIFEST_SAVED)));
            assertEquals(CrashPoint.EXIT, reopen(federation.directory(ES), Optional.of(CrashPoint.REOPEN_EPOCH_BEGUN)));
            federation.start(ES);
            Scene.await("the node signs", () -> federation.line(ES).node().signing());
            assertTrue(federation.line(ES).node().origin().endsWith("/ledger/2"));
            publish(scene, documents.subList(20, 40));
            Scene.await("all is delivered", () -> held(scene).size() > before);
            awaitDelivered(scene);
            List<Digest> held = held(scene);
            assertEquals(held.size(), new HashSet<>(held).size(), "nothing is doubled");
            assertFalse(held.size() < before, "nothing is lost");
            Trial.verify(federation.directory(ES));
            Trial.verify(federation.directory(JP));
        }
    }

    private static int reopen(Path directory, Optional<CrashPoint> point) throws Exception {
        List<String> flags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        point.ifPresent(armed -> flags.add("-D" + CrashPoint.PROPERTY + "=" + armed));
        List<String> command = new ArrayList<>(ChildJvm.command(flags));
        command.addAll(List.of("ledger", "reopen", "--anyway", "--node", directory.toString()));
        Path output = Files.createTempFile(directory, "reopen", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command ends");
        return process.exitValue();
    }

    private static void publish(Scene scene, List<Records.Document> documents) throws InterruptedException {
        scene.federation().line(ES).publish(documents.iterator(), (document, outcome) -> {
            if (outcome instanceof Records.Outcome.Refused refused) {
                throw new IllegalStateException(refused.reasons().toString());
            }
        });
    }

    private static List<Digest> held(Scene scene) {
        return scene.federation().line(JP).records(Optional.of(ES), 1_000, Optional.empty()).records().stream()
                .map(Records.Summary::leafHash)
                .toList();
    }

    /// @return how many records the partner holds
    private static long awaitDelivered(Scene scene) {
        Scene.await(
                "everything that was given is acknowledged",
                () -> scene.federation().line(ES).peers().stream()
                        .allMatch(
                                peer -> peer.out().released() > 0 && peer.out().lag() == 0));
        return held(scene).size();
    }
}

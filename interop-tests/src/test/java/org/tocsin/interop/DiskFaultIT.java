package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.interop.FaultyDisk.EIO;
import static org.tocsin.interop.FaultyDisk.ENOSPC;
import static org.tocsin.interop.FaultyDisk.Operation.SYNC;
import static org.tocsin.interop.FaultyDisk.Operation.WRITE;
import static org.tocsin.interop.Trial.ES;
import static org.tocsin.interop.Trial.JP;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.interop.FaultyDisk.Operation;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Peers;

/// A disk that fails or is full ends the ledger for that process and nothing else: what was acknowledged is there after
/// a
/// restart, reads go on, and the operator is told once, in words (I1, S-DISK). With `-Dlong`, at many more places.
@Timeout(3_600)
class DiskFaultIT {
    private static final int RECORDS = 12;
    private static final int STREAMS_MAX = 40;
    private static final String LOG = "data/tocsin.db-wal";
    private static final String HIGH_WATER = "high-water";
    private static final String EVERYTHING = "cert-es.example/";

    /// A way to fail.
    private record Failing(String path, List<Operation> operations, int nth, int error, boolean lasting) {}

    private static List<Failing> failings() {
        List<Failing> all = new ArrayList<>(List.of(
                new Failing(LOG, List.of(SYNC), 3, EIO, false),
                new Failing(LOG, List.of(WRITE), 9, EIO, false),
                new Failing(HIGH_WATER, List.of(SYNC), 2, EIO, false),
                new Failing(EVERYTHING, List.of(WRITE), 25, ENOSPC, true)));
        for (int nth = 1; Trial.isLong() && nth <= 12; nth++) {
            all.add(new Failing(LOG, List.of(SYNC), nth, EIO, nth % 2 == 0));
            all.add(new Failing(LOG, List.of(WRITE), nth * nth, ENOSPC, nth % 2 == 1));
            all.add(new Failing(HIGH_WATER, List.of(WRITE, SYNC), nth, nth % 3 == 0 ? ENOSPC : EIO, nth % 2 == 0));
            all.add(new Failing(EVERYTHING, List.of(WRITE, SYNC), nth * 5, nth % 2 == 0 ? ENOSPC : EIO, true));
        }
        return all;
    }

    @Test
    void aDiskThatFailsStopsTheLedgerAndLosesNothing() throws Exception {
        int faults = 0;
        try (var trial = Trial.begin(5)) {
            FaultyDisk disk = FaultyDisk.in(trial.home());
            for (Failing failing : failings()) {
                trial.federation().stop(ES);
                fail(trial, disk, failing);
                disk.heal();
                if (faults++ % 2 == 0) {
                    trial.federation().kill(ES);
                } else {
                    trial.federation().stop(ES);
                }
                Trial.verify(trial.federation().directory(ES));
                trial.federation().start(ES);
                assertTrue(trial.chronicle().restarted(ES));
                awaitSigning(trial);
                assertTrue(trial.chronicle().publish(ES, trial.documents(RECORDS)), "the node takes documents again");
                trial.chronicle().look();
            }
            trial.judge();
        }
        System.out.println("disk faults: " + faults + ", no violation");
    }

    private static void fail(Trial trial, FaultyDisk disk, Failing failing) throws Exception {
        var federation = trial.federation();
        Path output = federation.directory(ES).resolve("node.out");
        int linesBefore = Files.readAllLines(output).size();
        int auditedBefore = Files.readAllLines(federation.directory(ES).resolve("audit.jsonl"))
                .size();
        federation.launch(ES, List.of(), disk.environment()).awaitReady();
        awaitSigning(trial);
        disk.fail(failing.path(), failing.operations(), failing.nth(), failing.error(), failing.lasting());
        int streams = 0;
        while (trial.chronicle().publish(ES, trial.documents(RECORDS))) {
            assertTrue(streams++ < STREAMS_MAX, failing + " was not met");
        }
        assertTrue(disk.hits() > 0, failing + " was not met");
        Scene.await(
                "the ledger stopped",
                () -> !status(trial).signing() || status(trial).detail().contains("stopped"));
        assertTrue(
                status(trial).detail().contains("restart the node"),
                status(trial).detail());
        OperatorFault refused = assertThrows(
                OperatorFault.class,
                () -> federation.line(ES).publish(trial.documents(1).iterator(), (document, outcome) -> {}));
        assertEquals(OperatorFault.Kind.NOT_READY, refused.kind(), refused.getMessage());
        assertEquals("STORAGE", refused.reason(), refused.getMessage());
        assertFalse(
                federation
                        .line(ES)
                        .records(Optional.of(ES), 10, Optional.empty())
                        .records()
                        .isEmpty(),
                "reads go on");
        // The partner's records wait at home: their lane is held, and nobody is told that they arrived.
        assertTrue(trial.chronicle().publish(JP, trial.documents(RECORDS)));
        assertEquals(0, disk.syncsAfterAFailedOne(), failing + ": a failed sync is not asked for again");
        // What a node prints is copied by another thread.
        Scene.await(
                "it is told",
                () -> lines(output, linesBefore).stream().anyMatch(line -> line.contains(" ERROR Ledger ")));
        assertToldOnce(lines(output, linesBefore), failing);
        assertCommandSaysWhatToDo(trial);
        if (!failing.path().equals(EVERYTHING)) {
            Path audit = federation.directory(ES).resolve("audit.jsonl");
            Scene.await(
                    "it is audited",
                    () -> lines(audit, auditedBefore).stream().anyMatch(line -> line.contains("\"LEDGER_FAILED\"")));
        }
    }

    private static List<String> lines(Path file, int from) {
        try {
            List<String> all = Files.readAllLines(file);
            return all.subList(from, all.size());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void assertToldOnce(List<String> log, Failing failing) {
        List<String> errors =
                log.stream().filter(line -> line.contains(" ERROR Ledger ")).toList();
        assertEquals(1, errors.size(), failing + "\n" + String.join("\n", log));
        assertTrue(errors.getFirst().contains("make room on the disk or mend it, then restart the node"));
        assertTrue(
                log.stream().noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by")),
                failing + ": no stack trace\n" + String.join("\n", log));
        assertTrue(
                log.stream()
                        .filter(line -> line.contains(" ERROR "))
                        .allMatch(line -> line.contains(" ERROR Ledger ")
                                || (failing.path().equals(EVERYTHING) && line.contains(" ERROR Audit "))),
                failing + ": nobody else calls for help\n" + String.join("\n", log));
    }

    private static void assertCommandSaysWhatToDo(Trial trial) throws IOException {
        Path document = Files.write(
                trial.home().resolve("document.json"),
                trial.documents(1).getFirst().content().array());
        var surroundings = Scene.surroundings();
        var published = CommandRun.of(
                surroundings.clock(),
                surroundings.random(),
                "record",
                "publish",
                "--node",
                trial.federation().directory(ES).toString(),
                document.toString());
        assertEquals(ExitCode.UNREACHABLE, published.exit());
        assertTrue(published.err().contains("restart the node"), published.err());
        assertFalse(published.err().contains("try again"), published.err());
    }

    private static Peers.Node status(Trial trial) {
        return trial.federation().line(ES).node();
    }

    private static void awaitSigning(Trial trial) {
        Scene.await("the node signs", () -> status(trial).signing());
    }
}

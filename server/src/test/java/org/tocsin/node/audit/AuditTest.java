package org.tocsin.node.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;

class AuditTest {
    @TempDir
    Path directory;

    @Test
    void oneEventIsOneLineWhateverAPeerPutsIntoIt() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        var clock = InstantSource.fixed(Instant.parse("2026-11-22T03:00:00Z"));
        try (var audit = new Audit(file, clock)) {
            audit.record(AuditEvent.of(AuditEvent.Kind.DOOR_REFUSED, "evil\n{\"event\":\"X\"}")
                    .with("reason", "EXPIRED"));
            audit.record(AuditEvent.of(AuditEvent.Kind.NODE_STOPPED, AuditEvent.NODE));
        }
        assertEquals(
                List.of(
                        "{\"at\":\"2026-11-22T03:00:00Z\",\"event\":\"DOOR_REFUSED\",\"actor\":\"evil\\\\u{a}{\\\"event\\\":\\\"X\\\"}\",\"reason\":\"EXPIRED\"}",
                        "{\"at\":\"2026-11-22T03:00:00Z\",\"event\":\"NODE_STOPPED\",\"actor\":\"node\"}"),
                Files.readAllLines(file));
    }

    @Test
    void aLineThatWasCutOffStaysALineOfItsOwn() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        Files.writeString(file, "{\"at\":\"2026");
        try (var audit = new Audit(file, InstantSource.fixed(Instant.EPOCH))) {
            audit.record(AuditEvent.of(AuditEvent.Kind.NODE_STARTED, AuditEvent.NODE));
        }
        assertEquals(
                List.of(
                        "{\"at\":\"2026",
                        "{\"at\":\"1970-01-01T00:00:00Z\",\"event\":\"NODE_STARTED\",\"actor\":\"node\"}"),
                Files.readAllLines(file));
    }

    @Test
    void whatCannotBeWrittenIsNotDoneButSaidInTheLogIfItHappened() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "a device that is always full");
        try (var audit = new Audit(full, InstantSource.fixed(Instant.EPOCH))) {
            var acted = AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, "officer");
            FaultException refused = assertThrows(FaultException.class, () -> audit.require(acted));
            assertEquals(Fault.Reason.STORAGE, refused.fault().reason());
            audit.record(acted);
        }
    }

    @Test
    void aSecondRunAppends() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        for (int run = 0; run < 2; run++) {
            try (var audit = new Audit(file, InstantSource.fixed(Instant.EPOCH))) {
                audit.record(AuditEvent.of(AuditEvent.Kind.NODE_STARTED, AuditEvent.NODE));
            }
        }
        assertEquals(2, Files.readAllLines(file).size());
    }
}

package org.tocsin.node.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

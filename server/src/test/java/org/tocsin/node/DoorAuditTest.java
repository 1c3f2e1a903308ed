package org.tocsin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.audit.Audit;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.Door;
import org.tocsin.trust.DoorRefusal;

class DoorAuditTest {
    @TempDir
    Path directory;

    @Test
    void aFloodOfStrangersIsCountedByReasonInsteadOfFillingTheDisk() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        var clock = InstantSource.fixed(Instant.parse("2026-11-22T03:00:00Z"));
        int flood = DoorAudit.LINES_A_MINUTE_MAX + 500;
        try (var audit = new Audit(file, clock);
                var door = new DoorAudit(audit, clock)) {
            for (int i = 0; i < flood; i++) {
                door.accept(new DoorRefusal(Door.PEER, CertificateRefusal.EXPIRED, "over", "192.0.2.1:" + i));
            }
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(DoorAudit.LINES_A_MINUTE_MAX + 1, lines.size());
        assertTrue(lines.getFirst().contains("\"door\":\"peer\""), lines.getFirst());
        assertTrue(lines.getLast().contains("\"EXPIRED\":\"500\""), lines.getLast());
    }
}

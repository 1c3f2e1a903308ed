package org.tocsin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

class LocalEntryTest {
    private static final LocalEntry ENTRY = new LocalEntry(
            Instant.parse("2026-11-22T12:00:00.123Z"),
            LocalEntry.Kind.ENDED,
            "spiffe://cert-es.example/officer/7f3a",
            "tocsin.operator.v1.OperatorService/Publish",
            Optional.of(Digest.ofHex("00".repeat(32))),
            Optional.of(17L),
            "OK");

    @Test
    void anEntryIsReadAsItWasWrittenAndInNoOtherSpelling() {
        assertEquals(Optional.of(ENTRY), LocalEntry.decode(ENTRY.encode()));
        String text = ENTRY.encode().utf8();
        for (String other : new String[] {
            text + "\n",
            text.strip(),
            text.replace("ended", "ENDED"),
            text.replace("17", "017"),
            text.replace("v1", "v2"),
            ""
        }) {
            assertEquals(Optional.empty(), LocalEntry.decode(Bytes.ofUtf8(other)), other);
        }
    }

    @Test
    void aLineHoldsNoOtherLine() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new LocalEntry(ENTRY.at(), ENTRY.kind(), "a\nb", "", Optional.empty(), Optional.empty(), "OK"));
    }
}

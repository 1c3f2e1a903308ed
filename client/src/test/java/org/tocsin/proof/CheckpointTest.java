package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;

/// Checkpoint texts and notes. Rules R-LED-2 and R-LED-3.
final class CheckpointTest {
    private static final String ORIGIN = "cert.example/log";

    @Test
    void the24CheckpointCasesAreJudgedRight() {
        int right = 0;
        for (JsonTree it : JsonTree.read(SharedData.bytes("suites/tlog/checkpoint-cases.json"))
                .list()) {
            Optional<Checkpoint> parsed = Checkpoint.parse(
                            Bytes.ofUtf8(it.at("body").text()))
                    .filter(checkpoint -> checkpoint.origin().equals(ORIGIN));
            assertEquals(
                    it.at("accept").truth(),
                    parsed.isPresent(),
                    () -> it.at("id").text());
            parsed.ifPresent(checkpoint ->
                    assertEquals(it.at("body").text(), checkpoint.text().utf8()));
            right++;
        }
        assertEquals(24, right);
    }

    @Test
    void theExampleOfTheNoteSpecificationVerifies() {
        String spec = new String(SharedData.bytes("suites/tlog/signed-note.md"), StandardCharsets.UTF_8);
        int at = spec.indexOf("This is an example message.");
        Bytes note = Bytes.ofUtf8(spec.substring(at, spec.indexOf("```", at)));
        SignedNote parsed = SignedNote.parse(note).orElseThrow();
        assertEquals(note, parsed.bytes());
        assertEquals("This is an example message.\n", parsed.text().utf8());
        SignedNote.Line line = parsed.lines().getFirst();
        assertEquals("example.com/foo", line.keyName());
        assertEquals(0x530d903a, line.keyId());
        String vkey = spec.substring(spec.indexOf("example.com/foo+530d903a+"));
        Bytes typed = Base64Text.decode(vkey.substring(25, vkey.indexOf('\n'))).orElseThrow();
        SuiteKey key = new SuiteKey(Suite.ED25519, typed.slice(1, typed.length()));
        assertTrue(SuiteVerifier.verify(key, parsed.text(), line.signature()));
    }

    @Test
    void notesThatBreakTheFormatAreRefused() {
        String line = "\u2014 cert.example AAAAAAA=\n";
        assertNote(true, "text\n\n" + line);
        assertNote(true, "\n\n" + line);
        assertNote(true, "text\n\nmore text\n\n" + line + line);
        assertNote(true, "text\n\n" + line.repeat(SignedNote.LINES_MAX));
        assertNote(false, "text\n\n" + line.repeat(SignedNote.LINES_MAX + 1));
        assertNote(false, "text\n" + line);
        assertNote(false, "text\n\n");
        assertNote(false, "text\n\n" + line.strip());
        assertNote(false, "text\n\n" + line + "\n");
        assertNote(false, "te\txt\n\n" + line);
        assertNote(false, "text\r\n\n" + line);
        assertNote(false, "text\n\n- cert.example AAAAAAA=\n");
        assertNote(false, "text\n\n\u2014 cert+example AAAAAAA=\n");
        assertNote(false, "text\n\n\u2014 cert\u00a0example AAAAAAA=\n");
        assertNote(false, "text\n\n\u2014  AAAAAAA=\n");
        assertNote(false, "text\n\n\u2014 cert.example\n");
        // Four bytes of id and no signature; stray bits; no padding; a space behind.
        assertNote(false, "text\n\n\u2014 cert.example AAAAAA==\n");
        assertNote(false, "text\n\n\u2014 cert.example AAAAAAB=\n");
        assertNote(false, "text\n\n\u2014 cert.example AAAAAAA\n");
        assertNote(false, "text\n\n\u2014 cert.example AAAAAAA= \n");
        assertNote(false, "x".repeat(SignedNote.BYTES_MAX) + "\n\n" + line);
        assertEquals(Optional.empty(), SignedNote.parse(Bytes.wrap(new byte[] {(byte) 0xc0, (byte) 0xaf, '\n'})));
    }

    @Test
    void checkpointsWithExtensionLinesAreRefused() {
        String text = new Checkpoint(ORIGIN, 1, Digest.ZERO).text().utf8();
        assertTrue(Checkpoint.parse(Bytes.ofUtf8(text)).isPresent());
        assertEquals(Optional.empty(), Checkpoint.parse(Bytes.ofUtf8(text + "extension\n")));
    }

    private static void assertNote(boolean accepted, String note) {
        Bytes bytes = Bytes.ofUtf8(note);
        Optional<SignedNote> parsed = SignedNote.parse(bytes);
        assertEquals(accepted, parsed.isPresent(), note);
        parsed.ifPresent(it -> assertEquals(bytes, it.bytes()));
    }
}

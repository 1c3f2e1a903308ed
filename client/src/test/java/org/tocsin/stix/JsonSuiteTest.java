package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.testing.SharedData;

/// JSONTestSuite against the I-JSON layer.
class JsonSuiteTest {
    /// I-JSON forbids what JSON leaves open: one member name twice (RFC 7493 section 2.3).
    private static final List<String> REFUSED_BY_I_JSON =
            List.of("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");

    @Test
    void everyTextThatIsNoJsonIsRefused() {
        int refused = 0;
        for (Map.Entry<String, byte[]> text : texts("n_").entrySet()) {
            assertFalse(accepted(text.getValue()), text.getKey());
            refused++;
        }
        assertEquals(188, refused);
    }

    @Test
    void everyJsonTextIsAcceptedButForTheTwoWithADuplicateMember() {
        TreeSet<String> refused = new TreeSet<>();
        Map<String, byte[]> texts = texts("y_");
        texts.forEach((name, text) -> {
            if (!accepted(text)) {
                refused.add(name);
            }
        });
        assertEquals(95, texts.size());
        assertEquals(new TreeSet<>(REFUSED_BY_I_JSON), refused);
    }

    @Test
    void aDocumentWithANoncharacterIsRefusedByTheReader() {
        int found = 0;
        for (Map.Entry<String, byte[]> text : texts("y_").entrySet()) {
            if (text.getKey().contains("nonchar") || text.getKey().contains("nonCharacter")) {
                var verdict = new StixReader().read(Bytes.wrap(text.getValue()));
                var refused = assertInstanceOf(StixVerdict.Refused.class, verdict);
                assertEquals("JSON-NONCHARACTER", refused.reasons().getFirst().rule(), text.getKey());
                found++;
            }
        }
        assertEquals(7, found);
    }

    @Test
    void whatJsonLeavesOpenNeverThrows() {
        Map<String, byte[]> texts = texts("i_");
        assertTrue(texts.size() > 30);
        texts.forEach((name, text) -> {
            accepted(text);
            assertInstanceOf(StixVerdict.Refused.class, new StixReader().read(Bytes.wrap(text)), name);
        });
    }

    private static boolean accepted(byte[] text) {
        try (StrictJson json = new StrictJson(text)) {
            json.end();
            return true;
        } catch (JsonFault fault) {
            return false;
        }
    }

    /// The suite's files whose names begin so, out of its tar archive.
    private static Map<String, byte[]> texts(String prefix) {
        byte[] tar = SharedData.bytes("suites/json/JSONTestSuite.tar.gz");
        Map<String, byte[]> found = new TreeMap<>();
        for (int at = 0; at + 512 <= tar.length && tar[at] != 0; ) {
            String path = field(tar, at, 100);
            int size = Integer.parseInt(field(tar, at + 124, 12).strip(), 8);
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.startsWith(prefix) && path.contains("test_parsing")) {
                found.put(name, Arrays.copyOfRange(tar, at + 512, at + 512 + size));
            }
            at += 512 + (size + 511) / 512 * 512;
        }
        return found;
    }

    private static String field(byte[] tar, int from, int length) {
        int end = from;
        while (end < from + length && tar[end] != 0) {
            end++;
        }
        return new String(tar, from, end - from, StandardCharsets.US_ASCII);
    }
}

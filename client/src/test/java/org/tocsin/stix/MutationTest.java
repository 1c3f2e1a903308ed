package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;

/// Damaged documents: the reader judges every one without failing, and what it lets pass is still cut and recomposed to
/// the byte.
class MutationTest {
    private static final int ROUNDS = 20;
    private static final byte[] TELLING = "{}[]\",:\\u0d-+.eE tfn\0\u00c0\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void aDamagedDocumentIsJudgedAndNeverBreaksTheReader() {
        long seed = Long.getLong("seed", 22_112_026L);
        SplittableRandom random = new SplittableRandom(seed);
        List<Bytes> documents = new ArrayList<>();
        Corpus.open((labelled, bytes) -> {
            if (bytes.length() < 20_000) {
                documents.add(bytes);
            }
        });
        StixReader reader = new StixReader();
        RecordCutter cutter = new RecordCutter();
        int valid = 0;
        int refused = 0;
        for (Bytes document : documents) {
            for (int round = 0; round < ROUNDS; round++) {
                Bytes damaged = damage(document, random);
                switch (reader.read(damaged)) {
                    case StixVerdict.Valid read -> {
                        valid++;
                        assertEquals(
                                damaged,
                                Recomposer.recompose(cutter.cut(damaged, read.document(), random)
                                        .fragments()),
                                "seed " + seed);
                    }
                    case StixVerdict.Refused read -> {
                        refused++;
                        assertTrue(
                                !read.reasons().isEmpty() && read.reasons().size() <= StixLimits.REASONS_MAX,
                                "seed " + seed);
                    }
                }
            }
        }
        assertTrue(valid > 1_000 && refused > 10_000, valid + " valid, " + refused + " refused, seed " + seed);
    }

    @Test
    void aValueOfAnotherKindIsJudgedWhereverItStands() throws JsonFault {
        long seed = Long.getLong("seed", 22_112_027L);
        SplittableRandom random = new SplittableRandom(seed);
        List<Bytes> documents = new ArrayList<>();
        Corpus.open((labelled, bytes) -> {
            if (labelled.valid() && bytes.length() < 10_000 && !labelled.name().contains("jpcert")) {
                documents.add(bytes);
            }
        });
        StixReader reader = new StixReader();
        RecordCutter cutter = new RecordCutter();
        int valid = 0;
        for (Bytes document : documents) {
            List<int[]> values = values(document);
            for (int[] value : values) {
                byte[] other =
                        OTHER_VALUES.get(random.nextInt(OTHER_VALUES.size())).getBytes(StandardCharsets.UTF_8);
                byte[] changed = new byte[document.length() - (value[1] - value[0]) + other.length];
                System.arraycopy(document.array(), 0, changed, 0, value[0]);
                System.arraycopy(other, 0, changed, value[0], other.length);
                int rest = document.length() - value[1];
                System.arraycopy(document.array(), value[1], changed, changed.length - rest, rest);
                if (reader.read(Bytes.wrap(changed)) instanceof StixVerdict.Valid read) {
                    valid++;
                    assertEquals(
                            Bytes.wrap(changed),
                            Recomposer.recompose(cutter.cut(Bytes.wrap(changed), read.document(), random)
                                    .fragments()),
                            "seed " + seed);
                }
            }
        }
        assertTrue(valid > 200, valid + " valid, seed " + seed);
    }

    private static final List<String> OTHER_VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e3",
            "9007199254740991",
            "\"\"",
            "\"x\"",
            "{}",
            "[]",
            "{\"type\":\"x\"}",
            "[[1]]",
            "[\"a\"]",
            "\"2026-01-01T00:00:00.000Z\"",
            "\"identity--00000001-1111-4111-8111-111111111111\"",
            "\"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1\"");

    /// Where the scalars of a document stand.
    private static List<int[]> values(Bytes document) throws JsonFault {
        List<int[]> values = new ArrayList<>();
        try (StrictJson json = new StrictJson(document.array())) {
            for (JsonToken token = json.next(); token != null; token = json.next()) {
                if (token.isScalarValue()) {
                    values.add(new int[] {json.tokenFrom(), json.tokenTo()});
                }
            }
        }
        return values;
    }

    private static Bytes damage(Bytes document, SplittableRandom random) {
        byte[] bytes = document.array().clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            case 3 -> {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(40));
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - at));
                System.arraycopy(bytes, to, shorter, at, bytes.length - to);
                bytes = shorter;
            }
            default -> {
                int count = Math.min(1 + random.nextInt(40), bytes.length - at);
                byte[] longer = Arrays.copyOf(bytes, bytes.length + count);
                System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
                bytes = longer;
            }
        }
        return Bytes.wrap(bytes);
    }
}

package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;

/// The tokens of texts, against those of a parser that others wrote.
final class StrictJsonTest {
    private static final int ROUNDS = 10;
    private static final JsonFactory OTHER = new JsonFactory();

    private record Read(String token, String text, int from, int to) {}

    @Test
    void everyTokenOfARealOrDamagedDocumentIsWhatAnotherParserReads() throws IOException {
        long seed = Long.getLong("seed", 22_112_028L);
        SplittableRandom random = new SplittableRandom(seed);
        List<Bytes> documents = new ArrayList<>();
        Corpus.open((labelled, bytes) -> {
            if (bytes.length() < 20_000) {
                documents.add(bytes);
            }
        });
        int good = 0;
        int bad = 0;
        for (Bytes document : documents) {
            for (int round = 0; round < ROUNDS; round++) {
                Bytes text = round == 0 ? document : MutationTest.damage(document, random);
                switch (compare(text.array(), "seed " + seed + " round " + round)) {
                    case GOOD -> good++;
                    case BAD -> bad++;
                    case OUTSIDE -> {}
                }
            }
        }
        assertTrue(good > 1_000 && bad > 1_000, good + " good, " + bad + " bad");
    }

    @Test
    void everyTokenOfAMadeUpTextIsWhatAnotherParserReads() throws IOException {
        long seed = Long.getLong("seed", 22_112_029L);
        SplittableRandom random = new SplittableRandom(seed);
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"a\"",
            "\"b\"",
            "\"\\n\\u00e9\\ud83d\\ude00\"",
            "\"é€😀\"",
            "\"12345678901234567\"",
            "1",
            "-0",
            "0.5",
            "1e9",
            "-1.25E+3",
            "12345678901234567890",
            "true",
            "false",
            "null",
            " ",
            "\t\r\n",
            "\\",
            "\\u00",
            "x",
            "\"a\":1",
            "\"b\":[",
            "\"c\":{",
            "\u007f",
            "é"
        };
        int good = 0;
        for (int round = 0; round < 200_000; round++) {
            StringBuilder text = new StringBuilder("[");
            int count = 1 + random.nextInt(9);
            for (int i = 0; i < count; i++) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = text.append(']').toString().getBytes(StandardCharsets.UTF_8);
            good += compare(bytes, "seed " + seed + ": " + text) == Outcome.GOOD ? 1 : 0;
        }
        assertTrue(good > 1_000, good + " good");
    }

    @Test
    void aNameIsTheSameWhoeverElseFallsIntoItsPlace() throws JsonFault {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                String name = "x_" + i + "_" + "n".repeat(i % 80);
                StrictJson json = new StrictJson(("{\"" + name + "\":1}").getBytes(StandardCharsets.US_ASCII));
                json.next();
                json.next();
                assertEquals(name, json.memberName());
            }
        }
    }

    private enum Outcome {
        GOOD,
        BAD,
        /// Refused for something that the other parser does not look at.
        OUTSIDE
    }

    private static Outcome compare(byte[] text, String what) throws IOException {
        List<Read> own;
        try {
            own = own(text);
        } catch (JsonFault fault) {
            if (!fault.rule().equals("JSON-SYNTAX")) {
                return Outcome.OUTSIDE;
            }
            // Nothing at all, and more than one value, are for its callers to refuse.
            if (!fault.text().equals("is empty") && !fault.text().equals("goes on after its value")) {
                assertThrows(JsonProcessingException.class, () -> other(text), what);
            }
            return Outcome.BAD;
        }
        assertEquals(other(text), own, what);
        return Outcome.GOOD;
    }

    private static List<Read> own(byte[] text) throws JsonFault {
        List<Read> tokens = new ArrayList<>();
        StrictJson json = new StrictJson(text);
        for (JsonToken token = json.next(); token != null; token = json.next()) {
            boolean spelled = token == JsonToken.VALUE_STRING
                    || token == JsonToken.VALUE_NUMBER_INT
                    || token == JsonToken.VALUE_NUMBER_FLOAT;
            if (token == JsonToken.FIELD_NAME) {
                tokens.add(new Read(token.name(), json.memberName(), 0, 0));
            } else {
                tokens.add(new Read(token.name(), spelled ? json.text() : "", json.tokenFrom(), json.tokenTo()));
            }
        }
        json.end();
        return tokens;
    }

    private static List<Read> other(byte[] text) throws IOException {
        List<Read> tokens = new ArrayList<>();
        try (JsonParser json = OTHER.createParser(text)) {
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                String spelled = json.getText();
                boolean name = token == com.fasterxml.jackson.core.JsonToken.FIELD_NAME;
                boolean told = token.isScalarValue() && !token.isBoolean() && !spelled.equals("null") || name;
                told |= token == com.fasterxml.jackson.core.JsonToken.VALUE_STRING;
                tokens.add(new Read(
                        token.name(),
                        told ? spelled : "",
                        name ? 0 : (int) json.currentTokenLocation().getByteOffset(),
                        name ? 0 : (int) json.currentLocation().getByteOffset()));
            }
        }
        return tokens;
    }
}

package org.tocsin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.tocsin.testing.HostileStrings;

class EscaperTest {
    @Test
    void forbiddenCodePointsAreShownInHex() {
        assertEquals("a\\u{1b}[2Jb", Escaper.show("a\u001b[2Jb"));
        assertEquals("\\u{9b}\\u{7f}\\u{a}", Escaper.show("\u009b\u007f\n"));
        assertEquals("\\u{202e}\\u{200b}\\u{2028}\\u{2029}\\u{feff}", Escaper.show("\u202e\u200b\u2028\u2029\ufeff"));
        assertEquals(
                "\\u{e0041}\\u{ffff}\\u{d800}",
                Escaper.show(new String(Character.toChars(0xe0041)) + "\uffff" + '\ud800'));
    }

    @Test
    void theWordsOfThePeopleOfTheWorldAreShownAsTheyAre() {
        for (String text : List.of(
                "日本語のインシデント",
                "¿Qué pasó? ñandú",
                "Привет",
                "שלום",
                "नमस्ते",
                "漢字\u3000かな",
                "e\u0301",
                "😀",
                "\\ \"quoted\"")) {
            assertEquals(text, Escaper.show(text));
        }
    }

    @Test
    void longTextsAreCutBehind512CharactersAndNeverInsideACodePoint() {
        String full = "x".repeat(512);
        assertEquals(full, Escaper.show(full));
        assertEquals(full + "…", Escaper.show(full + "y"));
        assertEquals("x".repeat(511) + "…", Escaper.show("x".repeat(511) + "😀😀"));
    }

    @Test
    void jsonKeepsItsValueWhateverIsEscaped() throws IOException {
        String value =
                "\u001b]0;t\u0007 \u202e\u009b\u007f\u2028 日本 " + new String(Character.toChars(0xe0041)) + "\ud800";
        String line = new Shapes(ZoneOffset.UTC).json(Answer.of().put("name", value));
        assertSafe(line);
        assertEquals(value, firstString(line));
    }

    @Test
    void noHostileStringReachesAnyOutputUnescaped() throws IOException {
        List<String> hostile = HostileStrings.all();
        assertTrue(hostile.size() >= 63 + 500, "strings read: " + hostile.size());
        for (String text : hostile) {
            for (OutputFormat format : OutputFormat.values()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ByteArrayOutputStream err = new ByteArrayOutputStream();
                Console console = new Console(print(out), print(err), true, true, true, ZoneOffset.UTC);
                console.useFormat(format);
                Answer answer = Answer.of()
                        .put("name", text)
                        .put("list", List.of(text, Answer.of().put("inner", text)));
                console.answer(answer);
                try (Table table = console.table("name", "list")) {
                    table.row(answer);
                }
                console.say(text);
                console.note(text);
                console.fault(CommandFault.unusable(text, text, text).getMessage());
                try (var content = console.content()) {
                    content.write((text + "\n").getBytes(StandardCharsets.UTF_8));
                }
                for (String line : out.toString(StandardCharsets.UTF_8).split("\n", -1)) {
                    assertSafe(line.replace("\t", ""));
                }
                assertEquals(3, err.toString(StandardCharsets.UTF_8).split("\n", -1).length, "one line each");
                assertSafe(err.toString(StandardCharsets.UTF_8).replace("\n", ""));
            }
        }
    }

    private static void assertSafe(String line) {
        line.codePoints()
                .forEach(point -> assertFalse(
                        Escaper.isForbidden(point),
                        () -> "U+" + Integer.toHexString(point).toUpperCase(Locale.ROOT)));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    private static String firstString(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != JsonToken.VALUE_STRING) {}
            return parser.getText();
        }
    }
}

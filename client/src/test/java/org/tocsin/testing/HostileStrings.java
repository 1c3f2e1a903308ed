package org.tocsin.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Texts that a peer may send to move a cursor, forge a line, hide or break something: the shared suites of them.
public final class HostileStrings {
    private HostileStrings() {}

    public static List<String> all() throws IOException {
        List<String> texts = new ArrayList<>();
        try (JsonParser parser = new JsonFactory()
                .createParser(SharedData.file("suites/strings/blns.json").toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    texts.add(parser.getText());
                }
            }
        }
        try (JsonParser parser = new JsonFactory()
                .createParser(
                        SharedData.file("suites/strings/terminal-hostile.json").toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "text_b64".equals(parser.currentName())) {
                    texts.add(new String(Base64.getDecoder().decode(parser.getText()), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }
}

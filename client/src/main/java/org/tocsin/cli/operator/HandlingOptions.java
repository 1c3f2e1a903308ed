package org.tocsin.cli.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordPolicy;

/// How a record is to be handled, as an officer says it on the command line.
final class HandlingOptions {
    private static final int POLICY_BYTES_MAX = 64 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    private HandlingOptions() {}

    static Conditions read(String pap, String embargo, String iep) {
        return new Conditions(
                pap.isEmpty() ? Optional.empty() : Optional.of(pap(pap)),
                embargo.isEmpty() ? Optional.empty() : Optional.of(Inputs.instant("--embargo-until", embargo)),
                iep.isEmpty() ? Optional.empty() : Optional.of(policy(Path.of(iep))));
    }

    private static Pap pap(String text) {
        String label = text.toUpperCase(Locale.ROOT);
        return Pap.ofLabel(label.startsWith("PAP:") ? label.substring("PAP:".length()) : label)
                .orElseThrow(() ->
                        CommandFault.unusable("not a PAP marking", "--pap " + text, "one of CLEAR, GREEN, AMBER, RED"));
    }

    /// The fields of a policy as FIRST publishes it; those of free text stay at home.
    private static RecordPolicy policy(Path file) {
        SortedMap<String, String> stated = new TreeMap<>();
        try {
            if (Files.size(file) > POLICY_BYTES_MAX) {
                throw CommandFault.unusable("too large", file.toString(), "at most " + POLICY_BYTES_MAX + " bytes");
            }
            try (JsonParser parser = JSON.createParser(Files.readAllBytes(file))) {
                fields(parser, stated);
            }
            return new RecordPolicy(stated);
        } catch (IOException | IllegalArgumentException unusable) {
            throw CommandFault.unusable(
                    "not a policy of IEP 2.0", file.toString(), String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static void fields(JsonParser parser, SortedMap<String, String> stated) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("a JSON object is expected");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && RecordPolicy.FIELDS.contains(name)) {
                if (stated.put(name, RecordPolicy.dated(name, parser.getText())) != null) {
                    throw new IOException(name + " is stated twice");
                }
            } else {
                parser.skipChildren();
            }
        }
    }
}

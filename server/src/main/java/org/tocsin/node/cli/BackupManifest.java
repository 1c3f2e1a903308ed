package org.tocsin.node.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.TreeHead;

/// What a backup says of itself, in its first file, `backup.json`: whose ledger it is and how far it goes, when and by
/// which program it was made, and each part with its size and SHA-256.
///
/// @param keys whether the team's root key and its authorities' keys are in it
record BackupManifest(Origin origin, TreeHead head, Instant madeAt, String program, boolean keys, List<Part> parts) {
    static final String NAME = "backup.json";
    static final String FORMAT = "tocsin-backup/1";
    static final String DATABASE = "data/tocsin.db";
    static final int BYTES_MAX = 1 << 20;
    static final int PARTS_MAX = 1_024;

    /// Where parts may lie: nothing that leads out of the directory, nothing hidden, no high-water file.
    private static final Pattern PART = Pattern.compile(
            "node\\.toml|officer\\.toml|roles\\.toml|duty\\.toml|audit\\.jsonl|data/tocsin\\.db|(papers|keys)/[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    private static final JsonFactory JSON = new JsonFactory();

    /// One file of the node's directory.
    record Part(String name, long bytes, Digest sha256) {}

    BackupManifest {
        parts = List.copyOf(parts);
        Set<String> names = new HashSet<>();
        for (Part part : parts) {
            if (!PART.matcher(part.name()).matches() || !names.add(part.name()) || part.bytes() < 0) {
                throw new IllegalArgumentException("not a part of a backup: " + part.name());
            }
        }
        if (parts.size() > PARTS_MAX || !names.contains(DATABASE)) {
            throw new IllegalArgumentException("a backup without a database, or of too many parts");
        }
    }

    byte[] encode() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeStringField("origin", origin.toString());
            json.writeNumberField("size", head.size());
            json.writeStringField("root", head.root().hex());
            json.writeStringField("made_at", madeAt.toString());
            json.writeStringField("program", program);
            json.writeBooleanField("keys", keys);
            json.writeArrayFieldStart("parts");
            for (Part part : parts) {
                json.writeStartObject();
                json.writeStringField("name", part.name());
                json.writeNumberField("bytes", part.bytes());
                json.writeStringField("sha256", part.sha256().hex());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /// @throws IOException if it is not one of this version, with a message for people
    static BackupManifest decode(byte[] text) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            Map<String, String> values = new TreeMap<>();
            List<Part> parts = new ArrayList<>();
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT && parts.size() <= PARTS_MAX) {
                        parts.add(part(json));
                    }
                } else {
                    values.put(name, json.getText());
                }
            }
            if (!FORMAT.equals(values.get("format"))) {
                throw new IOException("is of a format that this program does not know: " + values.get("format"));
            }
            return new BackupManifest(
                    Origin.parse(value(values, "origin")),
                    new TreeHead(Long.parseLong(value(values, "size")), Digest.ofHex(value(values, "root"))),
                    Instant.parse(value(values, "made_at")),
                    value(values, "program"),
                    Boolean.parseBoolean(value(values, "keys")),
                    parts);
        } catch (JacksonException damaged) {
            throw new IOException(NAME + " in it is damaged", damaged);
        } catch (IllegalArgumentException | DateTimeException unfit) {
            throw new IOException(NAME + " in it cannot be used: " + unfit.getMessage(), unfit);
        }
    }

    private static Part part(JsonParser json) throws IOException {
        Map<String, String> values = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            values.put(name, json.getText());
        }
        return new Part(
                value(values, "name"), Long.parseLong(value(values, "bytes")), Digest.ofHex(value(values, "sha256")));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}

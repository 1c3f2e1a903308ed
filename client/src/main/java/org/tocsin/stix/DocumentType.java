package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the `type` of the outermost object ahead of its reading: at once where it is the first member, as nearly
/// always.
final class DocumentType {
    private static final byte[] NAME = "\"type\"".getBytes(StandardCharsets.US_ASCII);

    private DocumentType() {}

    /// The type, or null if there is none that is a string.
    static @Nullable String of(byte[] bytes) throws JsonFault {
        int at = skip(bytes, skip(bytes, 0) + 1);
        if (startsWith(bytes, at, NAME)) {
            at = skip(bytes, skip(bytes, at + NAME.length) + 1);
            int end = at + 1;
            while (end < bytes.length && bytes[end] != '"' && bytes[end] != '\\') {
                end++;
            }
            if (end < bytes.length && bytes[at] == '"' && bytes[end] == '"') {
                return new String(bytes, at + 1, end - at - 1, StandardCharsets.UTF_8);
            }
        }
        return search(bytes);
    }

    private static @Nullable String search(byte[] bytes) throws JsonFault {
        try (StrictJson json = new StrictJson(bytes)) {
            int depth = 0;
            String name = "";
            for (JsonToken token = json.next(); token != null; token = json.next()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (depth == 1 && token == JsonToken.FIELD_NAME) {
                    name = json.memberName();
                } else if (depth == 1 && token == JsonToken.VALUE_STRING && name.equals("type")) {
                    return new String(json.textArray(), json.textFrom(), json.textLength());
                }
            }
        }
        return null;
    }

    private static int skip(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] prefix) {
        return at + prefix.length <= bytes.length
                && Arrays.equals(bytes, at, at + prefix.length, prefix, 0, prefix.length);
    }
}

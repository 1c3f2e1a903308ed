package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One I-JSON text, token by token: strict UTF-8, no member twice in an object, every limit held, nothing behind the
/// value. Thin around Jackson's blocking UTF-8 parser.
///
/// Source: RFC 7493 section 2; RFC 8259.
final class StrictJson implements AutoCloseable {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(StixLimits.DEPTH_MAX + 1)
                    .maxStringLength(StixLimits.DOCUMENT_BYTES_MAX)
                    .maxNumberLength(StixLimits.NUMBER_CHARS_MAX)
                    .build())
            .build();

    /// Up to so many members a linear look at the names is cheaper than a set.
    private static final int FEW_NAMES = 24;
    /// Integers of so few digits are within any bound.
    private static final int SAFE_DIGITS = 15;

    private final JsonParser parser;
    private final int length;
    private final boolean noncharacter;
    private final boolean[] inObject = new boolean[StixLimits.DEPTH_MAX + 1];
    private final int[] counts = new int[StixLimits.DEPTH_MAX + 1];
    private final int[] namesFrom = new int[StixLimits.DEPTH_MAX + 1];
    /// One bit for each name by its hash: most names are seen to be new without a look at the others.
    private final long[] nameBits = new long[StixLimits.DEPTH_MAX + 1];
    private final @Nullable Set<String>[] many = manySets();
    private String[] names = new String[32];
    private int namesTop;
    private int depth;

    StrictJson(byte[] bytes) throws JsonFault {
        if (bytes.length > StixLimits.DOCUMENT_BYTES_MAX) {
            throw limit("DOCUMENT", "has too many bytes", "DOCUMENT_BYTES_MAX", StixLimits.DOCUMENT_BYTES_MAX);
        }
        noncharacter = Utf8Gate.check(bytes).noncharacter();
        length = bytes.length;
        try {
            parser = FACTORY.createParser(bytes);
        } catch (IOException e) {
            throw new JsonFault("JSON-SYNTAX", "cannot be read");
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable Set<String>[] manySets() {
        return new Set[StixLimits.DEPTH_MAX + 1];
    }

    /// Whether a noncharacter stands anywhere in the text; I-JSON forbids it, JSON does not.
    boolean holdsNoncharacter() {
        return noncharacter;
    }

    /// The next token, or null behind the one value of the text.
    @Nullable
    JsonToken next() throws JsonFault {
        JsonToken token;
        try {
            token = parser.nextToken();
        } catch (StreamConstraintsException e) {
            throw tooLong();
        } catch (JsonProcessingException e) {
            throw syntax(e);
        } catch (IOException e) {
            throw new JsonFault("JSON-SYNTAX", "cannot be read");
        }
        if (token == null) {
            return null;
        }
        switch (token) {
            case FIELD_NAME -> name();
            case START_OBJECT, START_ARRAY -> {
                item();
                open(token == JsonToken.START_OBJECT);
            }
            case END_OBJECT, END_ARRAY -> close(token == JsonToken.END_OBJECT);
            case VALUE_STRING -> {
                item();
                string();
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                item();
                number(token == JsonToken.VALUE_NUMBER_INT);
            }
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> item();
            default -> throw new JsonFault("JSON-SYNTAX", "cannot be read");
        }
        return token;
    }

    /// Reads on to the end of the text: there must be a value, and nothing but white space behind it.
    void end() throws JsonFault {
        while (next() != null) {
            // Every token is judged as it is read.
        }
        if (counts[0] == 0) {
            throw new JsonFault("JSON-SYNTAX", "is empty");
        }
    }

    private void item() throws JsonFault {
        if (depth > 0 && !inObject[depth]) {
            count();
        } else if (depth == 0 && counts[0]++ > 0) {
            throw new JsonFault("JSON-SYNTAX", "goes on after its value");
        }
    }

    private void count() throws JsonFault {
        if (++counts[depth] > StixLimits.MEMBERS_MAX) {
            throw limit("MEMBERS", "has too many members or items in one place", "MEMBERS_MAX", StixLimits.MEMBERS_MAX);
        }
    }

    private void open(boolean object) throws JsonFault {
        if (depth == StixLimits.DEPTH_MAX) {
            throw tooDeep();
        }
        depth++;
        inObject[depth] = object;
        counts[depth] = 0;
        namesFrom[depth] = namesTop;
        nameBits[depth] = 0;
    }

    private void close(boolean object) {
        if (object) {
            namesTop = namesFrom[depth];
            many[depth] = null;
        }
        depth--;
    }

    private void name() throws JsonFault {
        count();
        String name = memberName();
        if (name.length() * 3 > StixLimits.KEY_BYTES_MAX && utf8Length(name) > StixLimits.KEY_BYTES_MAX) {
            throw limit(
                    "KEY",
                    "has a member name of " + utf8Length(name) + " bytes",
                    "KEY_BYTES_MAX",
                    StixLimits.KEY_BYTES_MAX);
        }
        Set<String> set = many[depth];
        if (set != null) {
            if (!set.add(name)) {
                throw duplicate(name);
            }
            return;
        }
        long bit = 1L << name.hashCode();
        if ((nameBits[depth] & bit) != 0) {
            for (int i = namesFrom[depth]; i < namesTop; i++) {
                if (names[i].equals(name)) {
                    throw duplicate(name);
                }
            }
        }
        nameBits[depth] |= bit;
        if (namesTop == names.length) {
            names = Arrays.copyOf(names, names.length * 2);
        }
        names[namesTop++] = name;
        if (namesTop - namesFrom[depth] > FEW_NAMES) {
            many[depth] = new HashSet<>(Arrays.asList(names).subList(namesFrom[depth], namesTop));
            namesTop = namesFrom[depth];
        }
    }

    private void string() throws JsonFault {
        // Asking for the length makes the parser read the string to its end, and judge it, now.
        int chars = textLength();
        // A short text cannot hold a long string.
        if (length > StixLimits.STRING_BYTES_MAX && chars * 3L > StixLimits.STRING_BYTES_MAX) {
            int bytes = utf8Length(new String(textArray(), textFrom(), chars));
            if (bytes > StixLimits.STRING_BYTES_MAX) {
                throw limit(
                        "STRING",
                        "has a string of " + bytes + " bytes",
                        "STRING_BYTES_MAX",
                        StixLimits.STRING_BYTES_MAX);
            }
        }
    }

    private void number(boolean integer) throws JsonFault {
        int chars = textLength();
        if (chars <= SAFE_DIGITS) {
            return;
        }
        if (chars > StixLimits.NUMBER_CHARS_MAX) {
            throw tooLong();
        }
        String text = new String(textArray(), textFrom(), chars);
        if (!integer) {
            if (Double.isInfinite(Double.parseDouble(text))) {
                throw new JsonFault("JSON-NUMBER", "holds a number beyond the range of a double");
            }
            return;
        }
        boolean outside = chars > SAFE_DIGITS + 2;
        if (!outside) {
            outside = Math.abs(Long.parseLong(text)) > StixLimits.INTEGER_MAX;
        }
        if (outside) {
            throw limit("INTEGER", "holds an integer beyond 2^53-1", "INTEGER_MAX", StixLimits.INTEGER_MAX);
        }
    }

    String memberName() {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw new IllegalStateException("a name of bytes in memory", e);
        }
    }

    /// The characters of the current string or number; valid until the next token.
    char[] textArray() {
        try {
            return parser.getTextCharacters();
        } catch (IOException e) {
            throw new IllegalStateException("text of bytes in memory", e);
        }
    }

    int textFrom() {
        try {
            return parser.getTextOffset();
        } catch (IOException e) {
            throw new IllegalStateException("text of bytes in memory", e);
        }
    }

    int textLength() throws JsonFault {
        try {
            return parser.getTextLength();
        } catch (JsonProcessingException e) {
            throw syntax(e);
        } catch (IOException e) {
            throw new JsonFault("JSON-SYNTAX", "cannot be read");
        }
    }

    /// Where the current token begins, in bytes.
    int tokenFrom() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /// Where the current token ends, in bytes.
    int tokenTo() {
        return (int) parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing bytes in memory", e);
        }
    }

    private static JsonFault tooDeep() {
        return limit("DEPTH", "nests too deeply", "DEPTH_MAX", StixLimits.DEPTH_MAX);
    }

    private static JsonFault tooLong() {
        return limit(
                "NUMBER", "holds a number or a name that is too long", "NUMBER_CHARS_MAX", StixLimits.NUMBER_CHARS_MAX);
    }

    static JsonFault limit(String rule, String what, String name, long limit) {
        return new JsonFault("LIMIT-" + rule, what + "; " + name + " is " + limit);
    }

    private static JsonFault duplicate(String name) {
        return new JsonFault("JSON-DUPLICATE", "has the member \"" + name + "\" twice in one object");
    }

    private static JsonFault syntax(JsonProcessingException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return new JsonFault("JSON-SYNTAX", "is not JSON: " + e.getOriginalMessage() + where);
    }

    static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}

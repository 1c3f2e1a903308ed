package org.tocsin.stix;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One I-JSON text, token by token: strict UTF-8, no member twice in an object, every limit held, nothing behind the
/// value.
///
/// Source: RFC 7493 section 2; RFC 8259.
final class StrictJson {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    /// Up to so many members a linear look at the names is cheaper than a set.
    private static final int FEW_NAMES = 24;
    /// Integers of so few digits are within any bound.
    private static final int SAFE_DIGITS = 15;

    private final JsonText text;
    private final int length;
    private final boolean noncharacter;
    private final boolean[] inObject = new boolean[StixLimits.DEPTH_MAX + 1];
    private final int[] counts = new int[StixLimits.DEPTH_MAX + 1];
    private final int[] namesFrom = new int[StixLimits.DEPTH_MAX + 1];
    /// One bit for each name by its hash: most names are seen to be new without a look at the others.
    private final long[] nameBits = new long[StixLimits.DEPTH_MAX + 1];
    private @Nullable Set<String> @Nullable [] many;
    private String[] names = new String[32];
    private int namesTop;
    private int depth;
    private String name = "";
    /// Behind a name and its colon.
    private boolean owesValue;

    StrictJson(byte[] bytes) throws JsonFault {
        if (bytes.length > StixLimits.DOCUMENT_BYTES_MAX) {
            throw limit("DOCUMENT", "has too many bytes", "DOCUMENT_BYTES_MAX", StixLimits.DOCUMENT_BYTES_MAX);
        }
        noncharacter = Utf8Gate.check(bytes).noncharacter();
        length = bytes.length;
        text = new JsonText(bytes);
    }

    /// Whether a noncharacter stands anywhere in the text; I-JSON forbids it, JSON does not.
    boolean holdsNoncharacter() {
        return noncharacter;
    }

    /// The next token, or null behind the one value of the text.
    @Nullable
    JsonToken next() throws JsonFault {
        int here = text.significant();
        if (depth == 0) {
            return here < 0 ? null : value(here);
        }
        if (owesValue) {
            owesValue = false;
            return value(here);
        }
        boolean object = inObject[depth];
        if (here == (object ? '}' : ']')) {
            return close(object);
        }
        if (counts[depth] > 0) {
            if (here != ',') {
                throw text.unexpected();
            }
            text.pass();
            here = text.significant();
        }
        return object ? name(here) : value(here);
    }

    private JsonToken value(int here) throws JsonFault {
        item();
        return switch (here) {
            case '{', '[' -> open(here == '{');
            case '"' -> string();
            case 't' -> word(TRUE, JsonToken.VALUE_TRUE);
            case 'f' -> word(FALSE, JsonToken.VALUE_FALSE);
            case 'n' -> word(NULL, JsonToken.VALUE_NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw text.unexpected();
        };
    }

    private JsonToken word(byte[] word, JsonToken token) throws JsonFault {
        text.word(word);
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

    /// Counts a value. The member of an object was counted with its name.
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

    private JsonToken open(boolean object) throws JsonFault {
        if (depth == StixLimits.DEPTH_MAX) {
            throw tooDeep();
        }
        depth++;
        inObject[depth] = object;
        counts[depth] = 0;
        namesFrom[depth] = namesTop;
        nameBits[depth] = 0;
        text.pass();
        return object ? JsonToken.START_OBJECT : JsonToken.START_ARRAY;
    }

    private JsonToken close(boolean object) {
        if (object) {
            namesTop = namesFrom[depth];
            if (many != null) {
                many[depth] = null;
            }
        }
        depth--;
        text.pass();
        return object ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    }

    private JsonToken name(int here) throws JsonFault {
        if (here != '"') {
            throw text.unexpected();
        }
        count();
        text.string();
        name = text.name();
        judgeName();
        if (text.significant() != ':') {
            throw text.unexpected();
        }
        text.pass();
        owesValue = true;
        return JsonToken.FIELD_NAME;
    }

    private void judgeName() throws JsonFault {
        if (name.length() * 3 > StixLimits.KEY_BYTES_MAX && utf8Length(name) > StixLimits.KEY_BYTES_MAX) {
            throw limit(
                    "KEY",
                    "has a member name of " + utf8Length(name) + " bytes",
                    "KEY_BYTES_MAX",
                    StixLimits.KEY_BYTES_MAX);
        }
        Set<String> set = many == null ? null : many[depth];
        if (set != null) {
            if (!set.add(name)) {
                throw duplicate(name);
            }
            return;
        }
        int hash = name.hashCode();
        long bit = 1L << hash;
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
            crowd()[depth] = new HashSet<>(Arrays.asList(names).subList(namesFrom[depth], namesTop));
            namesTop = namesFrom[depth];
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private @Nullable Set<String>[] crowd() {
        if (many == null) {
            many = new Set[StixLimits.DEPTH_MAX + 1];
        }
        return many;
    }

    private JsonToken string() throws JsonFault {
        text.string();
        int chars = text.length();
        // A short text cannot hold a long string.
        if (length > StixLimits.STRING_BYTES_MAX && chars * 3L > StixLimits.STRING_BYTES_MAX) {
            int bytes = utf8Length(text.text());
            if (bytes > StixLimits.STRING_BYTES_MAX) {
                throw limit(
                        "STRING",
                        "has a string of " + bytes + " bytes",
                        "STRING_BYTES_MAX",
                        StixLimits.STRING_BYTES_MAX);
            }
        }
        return JsonToken.VALUE_STRING;
    }

    private JsonToken number() throws JsonFault {
        boolean integer = text.number();
        if (text.length() > SAFE_DIGITS) {
            judgeNumber(integer);
        }
        return integer ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
    }

    private void judgeNumber(boolean integer) throws JsonFault {
        int chars = text.length();
        if (chars > StixLimits.NUMBER_CHARS_MAX) {
            throw limit("NUMBER", "holds a number that is too long", "NUMBER_CHARS_MAX", StixLimits.NUMBER_CHARS_MAX);
        }
        if (!integer) {
            if (Double.isInfinite(Double.parseDouble(text.text()))) {
                throw new JsonFault("JSON-NUMBER", "holds a number beyond the range of a double");
            }
            return;
        }
        boolean outside = chars > SAFE_DIGITS + 2;
        if (!outside) {
            outside = Math.abs(Long.parseLong(text.text())) > StixLimits.INTEGER_MAX;
        }
        if (outside) {
            throw limit("INTEGER", "holds an integer beyond 2^53-1", "INTEGER_MAX", StixLimits.INTEGER_MAX);
        }
    }

    String memberName() {
        return name;
    }

    /// The current string or number; valid until the next token.
    String text() {
        return text.text();
    }

    /// Characters of the current string or number.
    int textLength() {
        return text.length();
    }

    /// Copies the characters of the current string or number.
    void copyText(char[] to, int at) {
        text.copy(to, at);
    }

    /// Where the current token begins, in bytes.
    int tokenFrom() {
        return text.from();
    }

    /// Where the current token ends, in bytes.
    int tokenTo() {
        return text.to();
    }

    private static JsonFault tooDeep() {
        return limit("DEPTH", "nests too deeply", "DEPTH_MAX", StixLimits.DEPTH_MAX);
    }

    static JsonFault limit(String rule, String what, String name, long limit) {
        return new JsonFault("LIMIT-" + rule, what + "; " + name + " is " + limit);
    }

    private static JsonFault duplicate(String name) {
        return new JsonFault("JSON-DUPLICATE", "has the member \"" + name + "\" twice in one object");
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

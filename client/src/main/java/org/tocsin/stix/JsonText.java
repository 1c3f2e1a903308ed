package org.tocsin.stix;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The strings, numbers and words of one JSON text, one at a time, from bytes that are known to be strict UTF-8. A
/// string of ASCII without escapes, as nearly all are, is not decoded: it stays where it is until it is asked for.
///
/// Source: RFC 8259 sections 2, 3, 6 and 7.
final class JsonText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long SPACES = 0x2020202020202020L;
    private static final long QUOTES = 0x2222222222222222L;
    private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

    private final byte[] bytes;
    private int at;
    private int from;
    /// Whether the characters of the current token are the bytes from `textFrom` on; else they are in `decoded`.
    private boolean plain;

    private int textFrom;
    private int textLength;
    private char[] decoded = new char[0];

    JsonText(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Passes over white space; the byte that is here then, or -1 at the end.
    int significant() {
        while (at < bytes.length) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b & 0xff;
            }
            at++;
        }
        return -1;
    }

    /// Passes over one byte.
    void pass() {
        from = at++;
    }

    /// Where the current token begins.
    int from() {
        return from;
    }

    /// Where the current token ends.
    int to() {
        return at;
    }

    /// Characters of the current string or number.
    int length() {
        return textLength;
    }

    /// Copies the characters of the current string or number.
    void copy(char[] to, int place) {
        if (!plain) {
            System.arraycopy(decoded, 0, to, place, textLength);
            return;
        }
        for (int i = 0; i < textLength; i++) {
            to[place + i] = (char) bytes[textFrom + i];
        }
    }

    /// The characters of the current string or number.
    String text() {
        char[] chars = new char[textLength];
        copy(chars, 0);
        return new String(chars);
    }

    /// As `text`, for what is the same again and again.
    String name() {
        return plain ? JsonNames.name(bytes, textFrom, textLength) : text();
    }

    /// Reads the string whose opening quote is here.
    void string() throws JsonFault {
        from = at;
        textFrom = at + 1;
        int end = plainEnd(textFrom);
        plain = end < bytes.length && bytes[end] == '"';
        if (plain) {
            textLength = end - textFrom;
        } else {
            end = closing(end);
            decode(end);
        }
        at = end + 1;
    }

    /// The first place from here on that is no character by itself: a quote, an escape, a control character, not ASCII,
    /// or the end. The lowest bit that is found is exact, which is all that is used.
    private int plainEnd(int begin) {
        int i = begin;
        while (i + Long.BYTES <= bytes.length) {
            long word = (long) LONGS.get(bytes, i);
            long quotes = word ^ QUOTES;
            long escapes = word ^ BACKSLASHES;
            long special =
                    word | ((word - SPACES) & ~word) | ((quotes - ONES) & ~quotes) | ((escapes - ONES) & ~escapes);
            if ((special & HIGH_BITS) != 0) {
                return i + (Long.numberOfTrailingZeros(special & HIGH_BITS) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < bytes.length && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /// The place of the closing quote.
    private int closing(int begin) throws JsonFault {
        int i = begin;
        while (true) {
            if (i >= bytes.length) {
                throw fault("ends inside a string", bytes.length);
            }
            byte b = bytes[i];
            if (b == '"') {
                return i;
            }
            if (b >= 0 && b < ' ') {
                throw fault("has a control character in a string", i);
            }
            i = b == '\\' ? i + 2 : plainEnd(i + 1);
        }
    }

    private void decode(int end) throws JsonFault {
        if (decoded.length < end - textFrom) {
            decoded = new char[Math.max(2 * decoded.length, end - textFrom)];
        }
        int length = 0;
        int i = textFrom;
        while (i < end) {
            int b = bytes[i];
            if (b == '\\') {
                decoded[length++] = escaped(i, end);
                i += bytes[i + 1] == 'u' ? 6 : 2;
            } else if (b >= 0) {
                decoded[length++] = (char) b;
                i++;
            } else if ((b & 0xe0) == 0xc0) {
                decoded[length++] = (char) ((b & 0x1f) << 6 | bits(i + 1));
                i += 2;
            } else if ((b & 0xf0) == 0xe0) {
                decoded[length++] = (char) ((b & 0xf) << 12 | bits(i + 1) << 6 | bits(i + 2));
                i += 3;
            } else {
                int code = (b & 0x7) << 18 | bits(i + 1) << 12 | bits(i + 2) << 6 | bits(i + 3);
                decoded[length++] = Character.highSurrogate(code);
                decoded[length++] = Character.lowSurrogate(code);
                i += 4;
            }
        }
        textLength = length;
    }

    private int bits(int i) {
        return bytes[i] & 0x3f;
    }

    private char escaped(int i, int end) throws JsonFault {
        return switch (bytes[i + 1]) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit(i + 2, end);
            default -> throw fault("has an escape that there is not", i);
        };
    }

    private char unit(int begin, int end) throws JsonFault {
        int value = 0;
        for (int i = begin; i < begin + 4; i++) {
            // Character.digit knows digits beyond ASCII, but a byte is none of them.
            int digit = i < end ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                throw fault("has an escape without its four digits", i);
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    /// Reads the number that begins here.
    ///
    /// @return whether it is spelled as an integer
    boolean number() throws JsonFault {
        from = at;
        plain = true;
        textFrom = at;
        int i = bytes[at] == '-' ? at + 1 : at;
        int whole = i;
        i = digits(i);
        if (bytes[whole] == '0' && i > whole + 1) {
            throw fault("has a number that begins with zero", whole);
        }
        boolean integer = true;
        if (i < bytes.length && bytes[i] == '.') {
            integer = false;
            i = digits(i + 1);
        }
        if (i < bytes.length && (bytes[i] == 'e' || bytes[i] == 'E')) {
            integer = false;
            boolean signed = i + 1 < bytes.length && (bytes[i + 1] == '+' || bytes[i + 1] == '-');
            i = digits(signed ? i + 2 : i + 1);
        }
        textLength = i - at;
        at = i;
        return integer;
    }

    /// Passes over at least one digit.
    private int digits(int begin) throws JsonFault {
        int i = begin;
        while (i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        if (i == begin) {
            throw fault("has a number without digits", i);
        }
        return i;
    }

    /// Passes over a word that must be here.
    void word(byte[] word) throws JsonFault {
        from = at;
        int end = at + word.length;
        if (end > bytes.length || !Arrays.equals(bytes, at, end, word, 0, word.length)) {
            throw unexpected();
        }
        at = end;
    }

    /// For something that must not stand here, or for an end that comes too early.
    JsonFault unexpected() {
        return at < bytes.length ? fault("has something that does not belong", at) : fault("ends too early", at);
    }

    private JsonFault fault(String what, int place) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i < place; i++) {
            if (bytes[i] == '\n') {
                line++;
                begin = i + 1;
            }
        }
        return new JsonFault(
                "JSON-SYNTAX", "is not JSON: " + what + " (line " + line + ", column " + (place - begin + 1) + ")");
    }
}

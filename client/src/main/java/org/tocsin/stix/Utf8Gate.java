package org.tocsin.stix;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// The gate in front of the JSON parser: the bytes are strict UTF-8 without byte order mark and without NUL (which
/// would
/// make the parser guess UTF-16), and no escape spells half of a surrogate pair. Runs of ASCII pass eight bytes at a
/// time; from the first other byte on the JDK's decoder judges, in its REPORT mode.
///
/// Source: RFC 3629; RFC 8259 section 8.1; RFC 7493 section 2.1.
final class Utf8Gate {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;
    private static final int CHUNK_CHARS = 4_096;

    /// Whether a noncharacter stands in the document, raw or escaped. JSON allows it, I-JSON and STIX documents do not.
    record Passed(boolean noncharacter) {}

    private static final Passed CLEAN = new Passed(false);

    private Utf8Gate() {}

    static Passed check(byte[] bytes) throws JsonFault {
        if (bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            throw new JsonFault("JSON-UTF8", "starts with a byte order mark: save the file without one");
        }
        boolean noncharacter = false;
        boolean ascii = true;
        int at = 0;
        while (at < bytes.length) {
            if (at + 8 <= bytes.length) {
                long word = (long) LONGS.get(bytes, at);
                if ((word & HIGH_BITS) == 0 && !hasZero(word) && !hasZero(word ^ BACKSLASHES)) {
                    at += 8;
                    continue;
                }
            }
            int end = Math.min(at + 8, bytes.length);
            while (at < end) {
                byte b = bytes[at];
                if (b == '\\') {
                    int code = escape(bytes, at);
                    noncharacter |= isNoncharacter(code);
                    at += code > 0xffff ? 12 : 2;
                } else {
                    if (b == 0) {
                        throw new JsonFault("JSON-UTF8", "holds a NUL byte at " + at);
                    }
                    ascii &= b > 0;
                    at++;
                }
            }
        }
        if (!ascii) {
            noncharacter |= decode(bytes);
        }
        return noncharacter ? new Passed(true) : CLEAN;
    }

    private static boolean hasZero(long word) {
        return ((word - ONES) & ~word & HIGH_BITS) != 0;
    }

    /// The code point of the escape that starts here, or 0 for any escape but `\\u` (the parser judges those).
    private static int escape(byte[] bytes, int at) throws JsonFault {
        int high = unit(bytes, at);
        if (high < 0xd800 || high > 0xdfff) {
            return Math.max(high, 0);
        }
        int low = high < 0xdc00 ? unit(bytes, at + 6) : -1;
        if (low < 0xdc00 || low > 0xdfff) {
            throw new JsonFault("JSON-SURROGATE", "half of a surrogate pair is escaped at byte " + at);
        }
        return Character.toCodePoint((char) high, (char) low);
    }

    /// The value of `\\uXXXX` at this place, or -1 if there is none.
    private static int unit(byte[] bytes, int at) {
        if (at + 6 > bytes.length || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int value = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static boolean isNoncharacter(int code) {
        return (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
    }

    /// Decodes the whole document and throws the characters away; whether one of them is a noncharacter.
    private static boolean decode(byte[] bytes) throws JsonFault {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(bytes.length, CHUNK_CHARS) + 1);
        char[] chars = out.array();
        boolean found = false;
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                throw new JsonFault("JSON-UTF8", "is not UTF-8 at byte " + in.position());
            }
            for (int i = 0; i < out.position(); i++) {
                found |= isNoncharacterAt(chars, i);
            }
            if (result.isUnderflow()) {
                return found;
            }
            out.clear();
        }
    }

    /// In UTF-16 a supplementary noncharacter ends in a low surrogate xDFFE or xDFFF.
    private static boolean isNoncharacterAt(char[] chars, int i) {
        char c = chars[i];
        if ((c & 0xfffe) == 0xdffe) {
            return i > 0
                    && Character.isHighSurrogate(chars[i - 1])
                    && isNoncharacter(Character.toCodePoint(chars[i - 1], c));
        }
        return c >= 0xfdd0 && isNoncharacter(c);
    }
}

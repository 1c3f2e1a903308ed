package org.tocsin.cli;

/// Makes foreign text safe to show: whatever could move a cursor, set a title, hide, reorder or forge a line is shown
/// as its code point. Bytes are stored and exported as they are; only what is shown passes here.
///
/// Bounds: at most 512 characters of the text are shown. Threat S-SCREEN.
public final class Escaper {
    /// Characters of the original that are shown at most.
    public static final int CHARACTERS_MAX = 512;

    private static final String CUT = "…";

    private Escaper() {}

    /// For a terminal, a log or a mail: every forbidden code point in braces, in hex; longer texts are cut and end in
    /// an
    /// ellipsis.
    public static String show(String text) {
        int end = Math.min(text.length(), CHARACTERS_MAX);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder shown = new StringBuilder(end + 16);
        for (int at = 0; at < end; ) {
            int point = text.codePointAt(at);
            if (isForbidden(point)) {
                shown.append("\\u{").append(Integer.toHexString(point)).append('}');
            } else {
                shown.appendCodePoint(point);
            }
            at += Character.charCount(point);
        }
        return end < text.length() ? shown.append(CUT).toString() : shown.toString();
    }

    /// For a line of JSON: the same value, uncut, with every forbidden character inside its strings as a JSON escape.
    ///
    /// @param json well-formed JSON, in which such characters (but for the C0 controls between tokens, which are kept)
    /// stand inside strings only
    public static String json(String json) {
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        for (int at = 0; at < json.length(); ) {
            int point = json.codePointAt(at);
            int chars = Character.charCount(point);
            if (point > ' ' && isForbidden(point)) {
                for (int i = at; i < at + chars; i++) {
                    escaped.append(String.format("\\u%04x", (int) json.charAt(i)));
                }
            } else {
                escaped.appendCodePoint(point);
            }
            at += chars;
        }
        return escaped.toString();
    }

    /// Whether a code point may not be shown: C0, C1 and DEL; line and paragraph separators; format characters (bidi,
    /// zero width, tags); surrogates, noncharacters, unassigned and private code points; and what is invisible by other
    /// means (variation selectors, fillers).
    public static boolean isForbidden(int point) {
        if (point < 0x7f) {
            return point < ' ';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isInvisible(point);
        };
    }

    private static boolean isInvisible(int point) {
        return (point >= 0xfe00 && point <= 0xfe0f)
                || (point >= 0xe0100 && point <= 0xe01ef)
                || (point >= 0x180b && point <= 0x180f)
                || point == 0x034f
                || point == 0x115f
                || point == 0x1160
                || point == 0x17b4
                || point == 0x17b5
                || point == 0x2800
                || point == 0x3164
                || point == 0xffa0;
    }
}

package org.tocsin.cli;

/// How many terminal cells a text takes: two for East Asian wide and full-width characters and for emoji, none for
/// combining marks.
///
/// Source: Unicode Standard Annex 11, the ranges of classes W and F, taken by block.
public final class CellWidth {
    /// First and last code points of the wide ranges, ascending.
    private static final int[] WIDE = {
        0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648, 0x2653,
        0x26a1, 0x26a1, 0x26d4, 0x26d4, 0x2705, 0x2705, 0x274c, 0x274c, 0x2753, 0x2755, 0x2e80, 0x303e, 0x3041, 0xa4cf,
        0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6,
        0x16fe0, 0x18cd5, 0x1aff0, 0x1b2ff, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f19a, 0x1f200, 0x1f320,
        0x1f32d, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f7e0, 0x1f7eb, 0x1f90c, 0x1faff, 0x20000, 0x3fffd
    };

    private CellWidth() {}

    public static int of(String text) {
        return text.codePoints().map(CellWidth::of).sum();
    }

    private static int of(int point) {
        if (point < 0x300) {
            return 1;
        }
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        for (int i = 0; i < WIDE.length && point >= WIDE[i]; i += 2) {
            if (point <= WIDE[i + 1]) {
                return 2;
            }
        }
        return 1;
    }

    static String padded(String text, int cells) {
        return text + " ".repeat(Math.max(0, cells - of(text)));
    }

    static String paddedLeft(String text, int cells) {
        return " ".repeat(Math.max(0, cells - of(text))) + text;
    }
}

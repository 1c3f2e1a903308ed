package org.tocsin.cli.document;

/// Looks, without judging, whether a line could be a whole JSON object: its braces and brackets close where it ends.
final class JsonObjectScan {
    private JsonObjectScan() {}

    static boolean isWholeObject(byte[] line) {
        int depth = 0;
        boolean text = false;
        boolean begun = false;
        for (int i = 0; i < line.length; i++) {
            byte octet = line[i];
            if (text) {
                if (octet == '\\') {
                    i++;
                } else if (octet == '"') {
                    text = false;
                }
                continue;
            }
            boolean blank = octet == ' ' || octet == '\t' || octet == '\r';
            if (!begun && !blank && octet != '{') {
                return false;
            }
            if (begun && depth == 0 && !blank) {
                return false;
            }
            switch (octet) {
                case '"' -> text = true;
                case '{', '[' -> {
                    depth++;
                    begun = true;
                }
                case '}', ']' -> depth--;
                default -> {
                    // Any other octet changes nothing.
                }
            }
        }
        return begun && depth == 0 && !text;
    }
}

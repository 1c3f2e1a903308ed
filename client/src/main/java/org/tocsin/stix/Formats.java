package org.tocsin.stix;

/// The text formats of STIX values, each judged in place in a run of characters. No regular expressions: this is the
/// hot path.
final class Formats {
    private static final int UUID_CHARS = 36;
    private static final int TYPE_CHARS_MIN = 3;
    static final int NAME_CHARS_MAX = 250;

    /// For each ASCII character 1, unless it is a hexadecimal digit.
    private static final byte[] NOT_HEX = new byte[128];

    static {
        for (char c = 0; c < NOT_HEX.length; c++) {
            NOT_HEX[c] = (byte) (isHexDigit(c) ? 0 : 1);
        }
    }

    private Formats() {}

    /// The length of the type in an identifier `type--UUID`, or -1 if it is none. Any version of the RFC 4122 variant.
    ///
    /// Source: STIX 2.1 section 2.9.
    static int identifierType(char[] text, int from, int length) {
        int type = length - UUID_CHARS - 2;
        if (type < 1 || text[from + type] != '-' || text[from + type + 1] != '-') {
            return -1;
        }
        return isTypeName(text, from, type) && isUuid(text, from + type + 2) ? type : -1;
    }

    /// The same for a reference inside an observable, where real data truncates UUIDs and the published schema looks at
    /// the type alone: hexadecimal digits and hyphens stand for the UUID. A reference that dangles is legal anyway.
    static int looseIdentifierType(char[] text, int from, int length) {
        int type = 0;
        while (type + 1 < length && (text[from + type] != '-' || text[from + type + 1] != '-')) {
            type++;
        }
        if (type + 2 >= length || length - type - 2 > UUID_CHARS || !isTypeName(text, from, type)) {
            return -1;
        }
        for (int i = from + type + 2; i < from + length; i++) {
            if (!isHexDigit(text[i]) && text[i] != '-') {
                return -1;
            }
        }
        return type;
    }

    /// The version digit of the UUID at the end of a valid identifier.
    static char uuidVersion(char[] text, int from, int length) {
        return text[from + length - UUID_CHARS + 14];
    }

    private static boolean isUuid(char[] text, int from) {
        char variant = text[from + 19];
        return text[from + 8] == '-'
                && text[from + 13] == '-'
                && text[from + 18] == '-'
                && text[from + 23] == '-'
                && text[from + 14] >= '1'
                && text[from + 14] <= '8'
                && (variant == '8' || variant == '9' || (variant | ' ') == 'a' || (variant | ' ') == 'b')
                && isHexDigits(text, from, 8)
                && isHexDigits(text, from + 9, 4)
                && isHexDigits(text, from + 15, 3)
                && isHexDigits(text, from + 20, 3)
                && isHexDigits(text, from + 24, 12);
    }

    /// Lower case letters, digits and single hyphens, 3 to 250 of them. Source: STIX 2.1 section 3.1.
    static boolean isTypeName(char[] text, int from, int length) {
        if (length < TYPE_CHARS_MIN || length > NAME_CHARS_MAX) {
            return false;
        }
        for (int i = from; i < from + length; i++) {
            char c = text[i];
            if (!isLower(c) && !isDigit(c) && (c != '-' || i == from || text[i - 1] == '-')) {
                return false;
            }
        }
        return true;
    }

    /// A letter, then lower case letters, digits and underscores, 3 to 250 in all. Source: STIX 2.1 section 3.1.
    static boolean isPropertyName(String name) {
        if (name.length() < TYPE_CHARS_MIN || name.length() > NAME_CHARS_MAX || !isLower(name.charAt(0))) {
            return name.equals("id");
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLower(c) && !isDigit(c) && c != '_') {
                return false;
            }
        }
        return true;
    }

    /// A key of a dictionary: ASCII letters, digits, hyphen and underscore. Source: STIX 2.1 section 2.3.
    static boolean isDictionaryKey(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!isLower(c) && !isUpper(c) && !isDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return !key.isEmpty() && key.length() <= NAME_CHARS_MAX;
    }

    /// An even number of hexadecimal digits. Source: STIX 2.1 section 2.8.
    static boolean isHex(char[] text, int from, int length) {
        return length % 2 == 0 && isHexDigits(text, from, length);
    }

    static boolean isHexDigits(char[] text, int from, int length) {
        int wrong = 0;
        for (int i = from; i < from + length; i++) {
            char c = text[i];
            wrong |= NOT_HEX[c & 0x7f] | c >>> 7;
        }
        return wrong == 0;
    }

    /// Base64 with its padding and nothing else. Source: STIX 2.1 section 2.1; RFC 4648 section 4.
    static boolean isBase64(char[] text, int from, int length) {
        if (length % 4 != 0) {
            return false;
        }
        int data = length;
        while (data > 0 && length - data < 2 && text[from + data - 1] == '=') {
            data--;
        }
        for (int i = from; i < from + data; i++) {
            char c = text[i];
            if (!isLower(c) && !isUpper(c) && !isDigit(c) && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    /// Digits of a hash that is spelled in hexadecimal, 0 for an algorithm without a fixed length.
    ///
    /// Source: STIX 2.1 sections 2.7 and 10.7.
    static int hashDigits(String algorithm) {
        return switch (algorithm) {
            case "MD5" -> 32;
            case "SHA-1" -> 40;
            case "SHA-256", "SHA3-256" -> 64;
            case "SHA-512", "SHA3-512" -> 128;
            default -> 0;
        };
    }

    /// An absolute URL, as far as victims' evidence keeps to the RFC: a scheme, then no space and no control character.
    ///
    /// Source: STIX 2.1 section 6.15; RFC 3986 section 3; proto/DIVERGENCES.md.
    static boolean isUrl(char[] text, int from, int length) {
        int colon = 0;
        while (colon < length && text[from + colon] != ':') {
            char c = text[from + colon];
            boolean letter = isLower(c) || isUpper(c);
            if (!letter && (colon == 0 || (!isDigit(c) && c != '+' && c != '-' && c != '.'))) {
                return false;
            }
            colon++;
        }
        if (colon == 0 || colon >= length - 1) {
            return false;
        }
        for (int i = from + colon; i < from + length; i++) {
            if (text[i] <= ' ' || text[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /// Six octets of two lower-case digits with colons. Source: STIX 2.1 section 6.10.
    static boolean isMac(char[] text, int from, int length) {
        if (length != 17) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text[from + i];
            if (i % 3 == 2 ? c != ':' : !isDigit(c) && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /// A CPE 2.3 formatted string: eleven components behind the prefix, colons inside them escaped.
    ///
    /// Source: NISTIR 7695 section 6.2.
    static boolean isCpe(char[] text, int from, int length) {
        String prefix = "cpe:2.3:";
        if (length < prefix.length() || !new String(text, from, prefix.length()).equals(prefix)) {
            return false;
        }
        int components = 1;
        int inComponent = 0;
        for (int i = from + prefix.length(); i < from + length; i++) {
            char c = text[i];
            if (c == ':') {
                if (inComponent == 0) {
                    return false;
                }
                components++;
                inComponent = 0;
            } else {
                if (c <= ' ' || c >= 0x7f) {
                    return false;
                }
                if (c == '\\') {
                    i++;
                }
                inComponent++;
            }
        }
        char part = length > prefix.length() ? text[from + prefix.length()] : ' ';
        return components == 11 && inComponent > 0 && "aho*-".indexOf(part) >= 0;
    }

    static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHexDigit(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}

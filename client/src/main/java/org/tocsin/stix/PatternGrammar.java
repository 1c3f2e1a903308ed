package org.tocsin.stix;

/// The grammar of STIX patterns, as a recogniser: nothing is built, only judged.
///
/// Source: STIX 2.1 section 9 and its ANTLR grammar. Names of object types and, where they are not quoted, of
/// properties follow section 3.1.
final class PatternGrammar {
    private static final int DEPTH_MAX = StixLimits.DEPTH_MAX;

    private final char[] text;
    private final int start;
    private final int end;
    private int at;
    private int depth;

    PatternGrammar(char[] text, int from, int length) {
        this.text = text;
        this.start = from;
        this.at = from;
        this.end = from + length;
    }

    /// What is wrong, or an empty text.
    String check() {
        try {
            observations();
            skip();
            return at == end ? "" : "something stands behind its end";
        } catch (Wrong wrong) {
            return String.valueOf(wrong.getMessage());
        }
    }

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String text) {
            super(text, null, false, false);
        }
    }

    private void observations() throws Wrong {
        do {
            observation();
        } while (word("FOLLOWEDBY") || word("OR") || word("AND"));
    }

    private void observation() throws Wrong {
        if (++depth > DEPTH_MAX) {
            throw new Wrong("it nests deeper than " + DEPTH_MAX);
        }
        if (sign('[')) {
            comparisons();
            need(']');
        } else {
            need('(');
            observations();
            need(')');
        }
        depth--;
        boolean more = true;
        while (more) {
            more = qualifier();
        }
    }

    private boolean qualifier() throws Wrong {
        if (word("START")) {
            literal('t');
            needWord("STOP");
            literal('t');
            return true;
        }
        if (word("WITHIN")) {
            number();
            needWord("SECONDS");
            return true;
        }
        if (word("REPEATS")) {
            number();
            needWord("TIMES");
            return true;
        }
        return false;
    }

    private void comparisons() throws Wrong {
        do {
            comparison();
        } while (word("OR") || word("AND"));
    }

    private void comparison() throws Wrong {
        if (++depth > DEPTH_MAX) {
            throw new Wrong("it nests deeper than " + DEPTH_MAX);
        }
        if (sign('(')) {
            comparisons();
            need(')');
        } else if (word("EXISTS")) {
            objectPath();
        } else {
            objectPath();
            word("NOT");
            operator();
        }
        depth--;
    }

    private void operator() throws Wrong {
        if (word("IN")) {
            need('(');
            if (!sign(')')) {
                do {
                    value();
                } while (sign(','));
                need(')');
            }
        } else if (word("LIKE") || word("MATCHES") || word("ISSUBSET") || word("ISSUPERSET")) {
            string();
        } else {
            comparator();
            value();
        }
    }

    private void comparator() throws Wrong {
        skip();
        char first = peek(0);
        char second = peek(1);
        if (first == '=') {
            at += second == '=' ? 2 : 1;
        } else if ((first == '!' && second == '=')
                || (first == '<' && (second == '>' || second == '='))
                || (first == '>' && second == '=')) {
            at += 2;
        } else if (first == '<' || first == '>') {
            at++;
        } else {
            throw wrong("an operator");
        }
    }

    private void objectPath() throws Wrong {
        skip();
        int from = at;
        while (isNameChar(peek(0)) || peek(0) == '-') {
            at++;
        }
        if (!Formats.isTypeName(text, from, at - from)) {
            at = from;
            throw wrong("the name of an object type");
        }
        need(':');
        step(true);
        while (true) {
            if (sign('.')) {
                step(false);
            } else if (sign('[')) {
                if (!sign('*')) {
                    number();
                }
                need(']');
            } else {
                return;
            }
        }
    }

    /// One step of a path. The first one is a property; a later one may be a key of a dictionary.
    private void step(boolean property) throws Wrong {
        skip();
        if (peek(0) == '\'') {
            string();
            return;
        }
        int from = at;
        while (isNameChar(peek(0))) {
            at++;
        }
        if (at == from || (property && !Formats.isPropertyName(new String(text, from, at - from)))) {
            at = from;
            throw wrong("the name of a property");
        }
    }

    private void value() throws Wrong {
        skip();
        char c = peek(0);
        if (c == '\'') {
            string();
        } else if ((c == 't' || c == 'h' || c == 'b') && peek(1) == '\'') {
            literal(c);
        } else if (!word("true") && !word("false")) {
            number();
        }
    }

    private void literal(char prefix) throws Wrong {
        skip();
        if (peek(0) != prefix || peek(1) != '\'') {
            throw wrong("a literal with " + prefix);
        }
        at++;
        int from = at + 1;
        string();
        int length = at - 1 - from;
        boolean good = switch (prefix) {
            case 't' -> Timestamps.second(text, from, length) != Timestamps.INVALID;
            case 'h' -> Formats.isHex(text, from, length);
            default -> Formats.isBase64(text, from, length);
        };
        if (!good) {
            at = from;
            throw wrong("a well-formed literal with " + prefix);
        }
    }

    private void string() throws Wrong {
        skip();
        if (peek(0) != '\'') {
            throw wrong("a quoted text");
        }
        for (at++; at < end; at++) {
            if (text[at] == '\\') {
                if (peek(1) != '\'' && peek(1) != '\\') {
                    throw wrong("\\' or \\\\ as an escape");
                }
                at++;
            } else if (text[at] == '\'') {
                at++;
                return;
            }
        }
        throw wrong("the end of a quoted text");
    }

    private void number() throws Wrong {
        skip();
        if (peek(0) == '-' || peek(0) == '+') {
            at++;
        }
        int from = at;
        boolean dot = false;
        while (Formats.isDigit(peek(0)) || (peek(0) == '.' && !dot)) {
            dot |= peek(0) == '.';
            at++;
        }
        if (at == from || text[at - 1] == '.') {
            at = from;
            throw wrong("a value");
        }
    }

    private boolean word(String word) {
        skip();
        int length = word.length();
        if (at + length > end || isNameChar(peek(length))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += length;
        return true;
    }

    private void needWord(String word) throws Wrong {
        if (!word(word)) {
            throw wrong(word);
        }
    }

    private boolean sign(char sign) {
        skip();
        if (peek(0) != sign) {
            return false;
        }
        at++;
        return true;
    }

    private void need(char sign) throws Wrong {
        if (!sign(sign)) {
            throw wrong("'" + sign + "'");
        }
    }

    /// White space and comments.
    private void skip() {
        while (at < end) {
            char c = text[at];
            if (c == '/' && peek(1) == '*') {
                at += 2;
                while (at < end && !(text[at] == '*' && peek(1) == '/')) {
                    at++;
                }
                at = Math.min(at + 2, end);
            } else if (c == '/' && peek(1) == '/') {
                while (at < end && text[at] != '\n') {
                    at++;
                }
            } else if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || Character.isSpaceChar(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private char peek(int ahead) {
        return at + ahead < end ? text[at + ahead] : 0;
    }

    private static boolean isNameChar(char c) {
        return Formats.isLower(c) || Formats.isUpper(c) || Formats.isDigit(c) || c == '_';
    }

    private Wrong wrong(String expected) {
        return new Wrong(expected + " is expected at character " + (at - start));
    }
}

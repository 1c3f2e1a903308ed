package org.tocsin.render;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.cli.CellWidth;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Digest;
import org.tocsin.model.agreement.SharingAgreement;

/// An agreement for people to read. What the parties sign are the typed terms; the rendering carries their hash. All
/// texts that the parties wrote are escaped, and cannot pass for terms. Rule R-AGR-12, threat S-SCREEN.
public final class Rendering {
    private static final int COLUMNS = 96;
    private static final String INDENT = "      ";

    private Rendering() {}

    /// As lines of text, one language after the other. No line is longer than what `Escaper` shows.
    ///
    /// @param hash SHA-256 of the terms' exact bytes
    public static List<String> text(SharingAgreement agreement, Digest hash, List<Language> languages) {
        List<String> lines = new ArrayList<>();
        for (Language language : languages) {
            Phrases phrases = Phrases.of(language);
            lines.add("=== " + phrases.phrase("document.title") + " (" + phrases.phrase("language.name") + ") ===");
            lines.add(phrases.phrase("label.value", phrases.phrase("document.hash"), hash.hex()));
            lines.addAll(wrapped(phrases.phrase("document.what-counts"), ""));
            for (Wording.Section section : new Wording(language).sections(agreement)) {
                lines.add("");
                lines.add("--- " + Escaper.show(section.title()) + " ---");
                for (Wording.Clause clause : section.clauses()) {
                    clause(clause, lines);
                }
            }
            lines.add("");
        }
        return lines;
    }

    /// As a page that needs nothing else: no script, no address, readable on a telephone. The languages stand side by
    /// side where there is room, below one another where there is not.
    ///
    /// @param hash SHA-256 of the terms' exact bytes
    public static String html(SharingAgreement agreement, Digest hash, List<Language> languages) {
        return new AgreementPage(agreement, hash, languages).html();
    }

    private static void clause(Wording.Clause clause, List<String> lines) {
        lines.add("  " + clause.label());
        // One line of a text that is one line: what is stated must not look like more of the document.
        boolean isLong = clause.term() == Term.LEGAL_BASIS || clause.term() == Term.ANNEXES;
        for (String line : isLong ? clause.value().split("\n", -1) : new String[] {clause.value()}) {
            lines.addAll(wrapped(escaped(line), INDENT));
        }
    }

    /// Escaped as everywhere, but whole: cut into pieces that are shown uncut.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (Escaper.isForbidden(point)) {
                escaped.append(String.format("\\u{%x}", point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    /// Breaks at spaces where there are any, else (as in Japanese) between any two characters.
    private static List<String> wrapped(String text, String indent) {
        List<String> lines = new ArrayList<>();
        int[] points = text.codePoints().toArray();
        int start = 0;
        while (points.length - start > 0) {
            int end = start;
            int space = -1;
            int width = indent.length();
            while (end < points.length && width <= COLUMNS) {
                if (points[end] == ' ') {
                    space = end;
                }
                width += CellWidth.of(Character.toString(points[end]));
                end++;
            }
            if (end < points.length && space > start) {
                end = space + 1;
            }
            lines.add(indent + new String(points, start, end - start).stripTrailing());
            start = end;
        }
        return lines.isEmpty() ? List.of(indent) : lines;
    }
}

package org.tocsin.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.tocsin.model.Digest;
import org.tocsin.model.agreement.SharingAgreement;

/// The page of one agreement. Whatever is not of this class is escaped when it is put in, and set apart from the
/// direction of the text around it.
final class AgreementPage {
    private static final String STYLE = """
            body{font:1rem/1.45 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:72rem;color:#111;background:#fff}
            h1{font-size:1.3rem;margin:.2rem 0}h2{font-size:1.05rem;margin:1.5rem 0 .3rem;border-bottom:2px solid #333}
            .row{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 1.5rem;border-bottom:1px solid #ccc;padding:.35rem 0}
            .row h1,.row h2{border:0;margin:0}dl,dt,dd,p{margin:0}dt{font-size:.8rem;color:#444}dd{overflow-wrap:anywhere}
            code{overflow-wrap:anywhere}footer{margin-top:1.5rem}@media print{body{max-width:none}}
            """;

    private final SharingAgreement agreement;
    private final Digest hash;
    private final List<Language> languages;
    private final StringBuilder page = new StringBuilder(32 * 1024);

    AgreementPage(SharingAgreement agreement, Digest hash, List<Language> languages) {
        this.agreement = agreement;
        this.hash = hash;
        this.languages = languages;
    }

    String html() {
        Phrases first = Phrases.of(languages.getFirst());
        page.append("<!DOCTYPE html>\n<html lang=\"")
                .append(languages.getFirst().tag())
                .append("\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        put(first.phrase("document.title") + " " + agreement.first().from() + " / "
                + agreement.first().to());
        page.append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
        head();
        List<List<Wording.Section>> worded = new ArrayList<>();
        for (Language language : languages) {
            worded.add(new Wording(language).sections(agreement));
        }
        for (int section = 0; section < worded.getFirst().size(); section++) {
            section(worded, section);
        }
        page.append("<footer><code>").append(hash.hex()).append("</code></footer>\n</body>\n</html>\n");
        return page.toString();
    }

    private void head() {
        row(at -> {
            Phrases phrases = Phrases.of(languages.get(at));
            page.append("<h1>");
            put(phrases.phrase("document.title"));
            page.append("</h1><p>");
            put(phrases.phrase("label.value", phrases.phrase("document.hash"), ""));
            page.append(" <code>").append(hash.hex()).append("</code></p><p>");
            put(phrases.phrase("document.what-counts"));
            page.append("</p>");
        });
    }

    private void section(List<List<Wording.Section>> worded, int section) {
        page.append("<section>\n");
        row(at -> {
            page.append("<h2>");
            put(worded.get(at).get(section).title());
            page.append("</h2>");
        });
        for (int i = 0; i < worded.getFirst().get(section).clauses().size(); i++) {
            int clause = i;
            row(at -> {
                Wording.Clause said = worded.get(at).get(section).clauses().get(clause);
                page.append("<dl><dt>");
                put(said.label());
                page.append("</dt><dd>");
                lines(said.value());
                page.append("</dd></dl>");
            });
        }
        page.append("</section>\n");
    }

    /// One cell a language.
    private void row(IntConsumer cell) {
        page.append("<div class=\"row\">\n");
        for (int i = 0; i < languages.size(); i++) {
            page.append("<div lang=\"").append(languages.get(i).tag()).append("\">");
            cell.accept(i);
            page.append("</div>\n");
        }
        page.append("</div>\n");
    }

    private void lines(String value) {
        String separator = "";
        for (String line : value.split("\n", -1)) {
            page.append(separator).append("<bdi>");
            put(line);
            page.append("</bdi>");
            separator = "<br>";
        }
    }

    private void put(String text) {
        Rendering.escaped(text).codePoints().forEach(point -> {
            switch (point) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.appendCodePoint(point);
            }
        });
    }
}

package org.tocsin.cli.insight;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tocsin.cli.Escaper;

/// What was shared with one team, as a file for people who have no node: comma-separated values, or one page of HTML
/// that loads nothing and runs nothing. Words of documents and partners are escaped for where they stand. Pure.
///
/// @param about what the report is of
public record SharedSheet(About about, List<SharedRow> rows) {
    /// Of whom to whom, under which agreement (if one was named), from when to when, and when it was made.
    ///
    /// @param fingerprint of the own team's root key, by which the proofs verify; empty if there are none
    public record About(
            String own,
            String partner,
            Optional<String> agreementId,
            Optional<Instant> from,
            Instant until,
            Instant madeAt,
            Optional<String> fingerprint) {}

    private static final String FORMULA = "=+-@\t\r";
    private static final String STYLE = "body{font:14px/1.4 sans-serif;margin:2em;color:#111;background:#fff}"
            + "table{border-collapse:collapse;font-size:12px}"
            + "th,td{border:1px solid #bbb;padding:2px 6px;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
            + "th{background:#eee}code{font:12px monospace}.owed,.refused{font-weight:bold}"
            + "@media print{body{margin:0}}";

    public SharedSheet {
        rows = List.copyOf(rows);
    }

    /// RFC 4180, with a heading. What a spreadsheet would take for a formula gets an apostrophe in front.
    ///
    /// Source: RFC 4180, section 2.
    public String csv() {
        StringBuilder text = new StringBuilder(String.join(",", SharedRow.COLUMNS)).append("\r\n");
        for (SharedRow row : rows) {
            text.append(row.values().stream().map(SharedSheet::cell).collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return text.toString();
    }

    private static String cell(String value) {
        String shown = Escaper.show(value);
        if (!shown.isEmpty() && FORMULA.indexOf(shown.charAt(0)) >= 0) {
            shown = "'" + shown;
        }
        return shown.chars().anyMatch(c -> c == ',' || c == '"' || c == '\'')
                ? "\"" + shown.replace("\"", "\"\"") + "\""
                : shown;
    }

    /// One page that stands for itself.
    public String html() {
        String title = "What " + about.own() + " shared with " + about.partner();
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\">")
                .append("<title>")
                .append(escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n<p>")
                .append(escaped(span()))
                .append("</p>\n<p>")
                .append(escaped(counts()))
                .append("</p>\n");
        about.fingerprint()
                .ifPresent(fingerprint -> page.append("<p>Each proof file shows that ")
                        .append(escaped(about.own()))
                        .append(" stated what was released, and verifies without a node: <code>tocsin proof verify")
                        .append(" FILE --fingerprint ")
                        .append(escaped(fingerprint))
                        .append("</code></p>\n"));
        page.append("<table><thead><tr>");
        SharedRow.COLUMNS.forEach(column ->
                page.append("<th>").append(escaped(column.replace('_', ' '))).append("</th>"));
        page.append("</tr></thead><tbody>\n");
        for (SharedRow row : rows) {
            page.append("<tr>");
            row.values()
                    .forEach(value ->
                            page.append(opening(value)).append(escaped(value)).append("</td>"));
            page.append("</tr>\n");
        }
        return page.append("</tbody></table>\n</body></html>\n").toString();
    }

    private static String opening(String value) {
        return value.equals("owed") || value.equals("refused") ? "<td class=\"" + value + "\">" : "<td>";
    }

    /// In words: the time that the report covers.
    public String span() {
        return "Released " + about.from().map(from -> "from " + from + " ").orElse("")
                + "until " + about.until()
                + about.agreementId().map(id -> " under agreement " + id).orElse("")
                + "; made at " + about.madeAt() + ".";
    }

    /// In words: how many releases there are, and what became of them.
    public String counts() {
        Map<String, Integer> receipts = new TreeMap<>();
        Map<String, Integer> deletions = new TreeMap<>();
        for (SharedRow row : rows) {
            receipts.merge(row.shared().receipt(), 1, Integer::sum);
            deletions.merge(row.shared().deletion(), 1, Integer::sum);
        }
        return rows.size() + (rows.size() == 1 ? " release" : " releases") + ". Receipts: " + inWords(receipts)
                + ". Deletion: " + inWords(deletions) + ".";
    }

    private static String inWords(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Escaper.show(text).toCharArray()) {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}

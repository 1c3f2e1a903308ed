package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Each rule of the protocol is cited by a file that keeps it and by a test that proves it, alone or in a range
/// ("R-STM-1 to R-STM-5").
class RuleCitationTest {
    private static final Pattern DEFINED = Pattern.compile("\\*\\*(R-[A-Z]+-[0-9]+)\\*\\*");
    private static final Pattern CITED = Pattern.compile("R-[A-Z]+-[0-9]+");
    private static final Pattern RANGE = Pattern.compile("R-([A-Z]+)-([0-9]+) to R-[A-Z]+-([0-9]+)");
    /// Where a comment goes on in the next line.
    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*(///|//)?\\s*");

    @Test
    void eachRuleIsCitedByAMainFileAndATest() throws IOException {
        TreeSet<String> rules = new TreeSet<>();
        DEFINED.matcher(Files.readString(Checkout.TOP.resolve("proto/README.md")))
                .results()
                .forEach(rule -> rules.add(rule.group(1)));
        assertTrue(rules.size() > 50, "rules read: " + rules.size());
        TreeSet<String> missing = new TreeSet<>();
        Set<String> kept = cited(Checkout.mainSources());
        Set<String> proven = cited(Checkout.testSources());
        for (String rule : rules) {
            if (!kept.contains(rule)) {
                missing.add(rule + " main");
            }
            if (!proven.contains(rule)) {
                missing.add(rule + " test");
            }
        }
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void noSourceCitesARuleThatDoesNotExist() throws IOException {
        String text = Files.readString(Checkout.TOP.resolve("proto/README.md"));
        Set<String> unknown = cited(Checkout.mainSources());
        unknown.addAll(cited(Checkout.testSources()));
        unknown.addAll(cited(List.of(Checkout.TOP.resolve("proto/src/main/proto"))));
        unknown.removeIf(text::contains);
        assertEquals(new TreeSet<>(), unknown);
    }

    private static Set<String> cited(List<Path> roots) throws IOException {
        TreeSet<String> rules = new TreeSet<>();
        for (Path root : roots) {
            try (var files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (file.toString().endsWith(".java") || file.toString().endsWith(".proto")) {
                        String text = LINE_BREAK.matcher(Files.readString(file)).replaceAll(" ");
                        CITED.matcher(text).results().map(MatchResult::group).forEach(rules::add);
                        RANGE.matcher(text).results().forEach(range -> addAll(rules, range));
                    }
                }
            }
        }
        return rules;
    }

    private static void addAll(Set<String> rules, MatchResult range) {
        for (int i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
            rules.add("R-" + range.group(1) + "-" + i);
        }
    }
}

package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Each rule of the protocol is cited by a file that keeps it and by a test that proves it. What is not yet is listed
/// in
/// rules-not-cited.txt, a list that only shrinks: an entry that is no longer true fails too.
class RuleCitationTest {
    private static final Pattern DEFINED = Pattern.compile("\\*\\*(R-[A-Z]+-[0-9]+)\\*\\*");
    private static final Pattern CITED = Pattern.compile("R-[A-Z]+-[0-9]+");

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
        assertEquals(String.join("\n", listed()), String.join("\n", missing), "rules-not-cited.txt");
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
                        CITED.matcher(Files.readString(file))
                                .results()
                                .map(MatchResult::group)
                                .forEach(rules::add);
                    }
                }
            }
        }
        return rules;
    }

    private static Set<String> listed() throws IOException {
        try (InputStream stream = RuleCitationTest.class.getResourceAsStream("rules-not-cited.txt")) {
            TreeSet<String> lines = new TreeSet<>();
            if (stream != null) {
                new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .forEach(lines::add);
            }
            return lines;
        }
    }
}

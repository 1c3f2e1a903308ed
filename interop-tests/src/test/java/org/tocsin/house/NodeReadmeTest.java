package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What server/README.md says of classes, constants and tests is there, and the threats that sources cite are in it.
class NodeReadmeTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)(?:\\.([A-Za-z0-9_]+))?`");
    private static final Pattern THREAT = Pattern.compile("\\bS-[A-Z]{2,}(?:-[A-Z]{2,})*");
    private static final Pattern THREAT_ROW = Pattern.compile("(?m)^\\| \\*\\*(S-[A-Z-]+)\\*\\* .*$");
    private static final Pattern TEST = Pattern.compile("`[A-Za-z0-9]+(?:Test|IT)(?:\\.[A-Za-z0-9]+)?`");

    @Test
    void everyClassConstantAndTestThatItNamesIsThere() throws IOException {
        Map<String, String> sources = sources();
        TreeSet<String> missing = new TreeSet<>();
        List<MatchResult> named = NAMED.matcher(readme()).results().toList();
        assertTrue(named.size() > 100, "names read: " + named.size());
        for (MatchResult name : named) {
            String source = sources.getOrDefault(name.group(1), "");
            String member = name.group(2);
            Pattern word = Pattern.compile("\\b" + (member == null ? name.group(1) : member) + "\\b");
            if (!word.matcher(source).find()) {
                missing.add(name.group());
            }
        }
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void everyThreatHasATestAndEveryThreatThatIsCitedIsThere() throws IOException {
        TreeSet<String> written = new TreeSet<>();
        TreeSet<String> unproven = new TreeSet<>();
        for (MatchResult row : THREAT_ROW.matcher(readme()).results().toList()) {
            written.add(row.group(1));
            if (!TEST.matcher(row.group()).find()) {
                unproven.add(row.group(1));
            }
        }
        assertEquals(new TreeSet<>(), unproven);
        TreeSet<String> unknown = new TreeSet<>();
        for (String source : sources().values()) {
            THREAT.matcher(source).results().map(MatchResult::group).forEach(unknown::add);
        }
        assertTrue(unknown.size() > 5, "threats cited: " + unknown);
        unknown.removeAll(written);
        assertEquals(new TreeSet<>(), unknown);
    }

    private static String readme() throws IOException {
        return Files.readString(Checkout.TOP.resolve("server/README.md"));
    }

    /// The text of every source file by its name, files of one name together.
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path root : Stream.concat(Checkout.mainSources().stream(), Checkout.testSources().stream())
                .toList()) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}

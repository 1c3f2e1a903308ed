package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What server/README.md says of classes, constants and tests is there, and the threats that sources cite are in it;
/// threats have tests, and so have limits.
class NodeReadmeTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)(?:\\.([A-Za-z0-9_]+))?`");
    private static final Pattern THREAT = Pattern.compile("\\bS-[A-Z]{2,}(?:-[A-Z]{2,})*");
    private static final Pattern THREAT_ROW = Pattern.compile("(?m)^\\| \\*\\*(S-[A-Z-]+)\\*\\* .*$");
    private static final Pattern SERVICE = Pattern.compile("(?m)^service (\\w+) ");
    private static final Pattern NUMBERED_ROW = Pattern.compile("(?m)^\\| \\*\\*T(\\d+)\\*\\* \\|.*$");
    private static final int NUMBERED_THREATS = 50;
    /// Limits to which no test goes. Fewer is better: lower it then.
    private static final int LIMITS_WITHOUT_TEST_MAX = 24;
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

    /// Each is defended, with a test, or says that it is not built.
    @Test
    void everyNumberedThreatHasItsRowWithATestOrSaysThatItIsNotBuilt() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (MatchResult row : NUMBERED_ROW.matcher(readme()).results().toList()) {
            numbers.add(Integer.valueOf(row.group(1)));
            String[] cells = row.group().split(" \\| ", -1);
            assertEquals(5, cells.length, row.group());
            assertTrue(TEST.matcher(cells[3]).find() || cells[2].startsWith("not built: "), row.group());
            assertFalse(cells[4].isBlank(), row.group());
        }
        assertEquals(IntStream.rangeClosed(1, NUMBERED_THREATS).boxed().toList(), numbers);
    }

    @Test
    void everyLimitHasAConstantAndATestOrIsCountedAsOneWithout() throws IOException {
        String readme = readme();
        List<String> rows = readme.substring(readme.indexOf("\n## Limits"), readme.indexOf("\n## Rooms"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what |"))
                .toList();
        assertTrue(rows.size() > 70, "limits read: " + rows.size());
        int without = 0;
        for (String row : rows) {
            String[] cells = row.split(" \\| ", -1);
            assertEquals(4, cells.length, row);
            assertTrue(NAMED.matcher(cells[2]).find(), row);
            if (cells[3].equals("none |")) {
                without++;
            } else {
                assertTrue(TEST.matcher(cells[3]).find(), row);
            }
        }
        assertTrue(without <= LIMITS_WITHOUT_TEST_MAX, "limits without a test: " + without);
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
        services(sources);
        return sources;
    }

    /// Services are named like classes, and their methods like members.
    private static void services(Map<String, String> sources) throws IOException {
        try (Stream<Path> files = Files.walk(Checkout.TOP.resolve("proto/src/main/proto"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".proto")).toList()) {
                String text = Files.readString(file);
                SERVICE.matcher(text)
                        .results()
                        .forEach(service -> sources.merge(service.group(1), text, String::concat));
            }
        }
    }
}

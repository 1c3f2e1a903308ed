package org.tocsin.node.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.node.edge.OperatorRig.Typed;

/// What commands answered, as committed beside the tests: with what is different each time put out of the way.
/// `-Dtocsin.golden=DIR` writes what is answered now into a directory, to be looked at and committed.
final class GoldenText {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC");
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

    private final String directory;

    /// @param directory of resources, beside the test's class
    GoldenText(String directory) {
        this.directory = directory;
    }

    /// What was committed for a case; empty if nothing was.
    Optional<String> committed(String name) throws IOException {
        String resource = directory + "/" + name + ".txt";
        try (var in = GoldenText.class.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// Writes a case, if that was asked for.
    void offer(String name, String text) throws IOException {
        String target = System.getProperty("tocsin.golden", "");
        if (!target.isEmpty()) {
            Files.createDirectories(Path.of(target));
            Files.writeString(Path.of(target).resolve(name + ".txt"), text, StandardCharsets.UTF_8);
        }
    }

    /// A command and its answer, the same each time.
    static String of(String command, Typed typed, Instant now) {
        String text = "$ tocsin " + command + "\n" + typed.out() + (typed.err().isEmpty() ? "" : typed.err()) + "exit "
                + typed.exit().number() + "\n";
        String steady = text.replaceAll("/1/[0-9a-f]{32}", "/1/RECORD")
                .replaceAll("\\b[0-9a-f]{64}\\b", "HASH")
                .replaceAll("sequence +\\d+", "sequence N")
                .replaceAll("given out \\d+, receipted \\d+", "given out N, receipted N")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "HOST:PORT")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\+00:00", "NOW");
        Matcher times = TIME.matcher(steady);
        return times.replaceAll(found -> {
            Instant told = LocalDateTime.parse(found.group(), UTC).toInstant(ZoneOffset.UTC);
            return Duration.between(told, now).abs().compareTo(Duration.ofHours(36)) < 0 ? "NOW" : found.group();
        });
    }
}

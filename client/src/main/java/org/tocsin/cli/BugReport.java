package org.tocsin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What becomes of a bug: one line for the user, and the trace in a file of its own.
final class BugReport {
    private final Surroundings surroundings;
    private final String version;

    BugReport(Surroundings surroundings, String version) {
        this.surroundings = surroundings;
        this.version = version;
    }

    void report(Throwable bug) {
        if (isDebugging()) {
            surroundings.console().err().print(trace(bug));
        }
        surroundings
                .console()
                .fault("a bug (" + bug.getClass().getSimpleName() + "): " + written(bug)
                        + ": please report it with that file, after taking out what is confidential");
    }

    void traceIfDebugging(Throwable fault) {
        if (isDebugging()) {
            surroundings.console().err().print(trace(fault));
        }
    }

    private boolean isDebugging() {
        return "1".equals(surroundings.environment().get("TOCSIN_DEBUG"));
    }

    private String written(Throwable bug) {
        try {
            Path file = Files.createTempFile("tocsin-bug-", ".txt");
            Files.writeString(file, version + "\n" + surroundings.clock().instant() + "\n" + trace(bug));
            return "trace in " + file;
        } catch (IOException e) {
            return "the trace could not be written, set TOCSIN_DEBUG=1 to see it";
        }
    }

    /// Messages may hold foreign text: each line is escaped.
    private static String trace(Throwable bug) {
        StringWriter text = new StringWriter();
        bug.printStackTrace(new PrintWriter(text, true));
        StringBuilder escaped = new StringBuilder();
        Arrays.stream(text.toString().split("\n"))
                .forEach(line ->
                        escaped.append(Escaper.show(line.replace("\t", "    "))).append('\n'));
        return escaped.toString();
    }
}

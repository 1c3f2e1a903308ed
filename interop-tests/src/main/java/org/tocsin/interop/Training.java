package org.tocsin.interop;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Console;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Tocsin;
import org.tocsin.cli.Version;

/// The main of the training run: uses the program as people do, in one process, so that the application image's AOT
/// cache
/// holds what they need. Answers go nowhere; a command that fails trains too.
public final class Training {
    private static final String BUNDLE = """
            {"type":"bundle","id":"bundle--6f2d6f5e-5b0e-4f0a-9a43-6f9b5f3c7a10","objects":[{"type":"incident",\
            "spec_version":"2.1","id":"incident--0c5b1c5e-3f6e-4c0e-8a39-3f5f0e9f4b11","created":"2026-01-01T00:00:00Z",\
            "modified":"2026-01-01T00:00:00Z","name":"Training"}]}
            """;

    private static final List<List<String>> LINES = List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("record", "check", "--help"),
            List.of("completion"),
            List.of("record", "check", "-"),
            List.of("record", "check", "--output", "json", "-"),
            List.of("record", "list", "--node", "no-such-directory"));

    private Training() {}

    public static void main(String[] arguments) {
        for (List<String> line : LINES) {
            Surroundings surroundings = new Surroundings(
                    new Console(nowhere(), nowhere(), false, false, false, ZoneOffset.UTC),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    Map.of(),
                    new ByteArrayInputStream(BUNDLE.getBytes(StandardCharsets.UTF_8)),
                    Path.of(""));
            new Tocsin(surroundings, ServiceLoader.load(CommandModule.class), Version.ofThisBuild())
                    .run(line.toArray(new String[0]));
        }
        System.exit(0);
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}

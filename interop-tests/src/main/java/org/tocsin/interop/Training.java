package org.tocsin.interop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Tocsin;
import org.tocsin.cli.Version;

/// The main of the training run: uses the program as people do, a node of its own included, in one process, so that the
/// application image's AOT cache holds what they need. Answers go nowhere; a command that fails trains too.
public final class Training {
    private static final int LOOKS_MAX = 300;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String BUNDLE = """
            {"type":"bundle","id":"bundle--6f2d6f5e-5b0e-4f0a-9a43-6f9b5f3c7a10","objects":[{"type":"identity",\
            "spec_version":"2.1","id":"identity--0c5b1c5e-3f6e-4c0e-8a39-3f5f0e9f4b11","created":"2026-01-01T00:00:00Z",\
            "modified":"2026-01-01T00:00:00Z","name":"Training","identity_class":"organization",\
            "object_marking_refs":["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}]}
            """;

    private Training() {}

    /// @param arguments a directory to make a node in
    public static void main(String[] arguments) throws IOException {
        run("--version");
        run("--help");
        run("record", "check", "--help");
        run("completion");
        run("record", "check", "-");
        run("record", "check", "--output", "json", "-");
        run("record", "list", "--node", "no-such-directory");
        if (arguments.length == 1) {
            useNode(Path.of(arguments[0]).resolve("node").toString());
        }
        // The node drains while the JVM ends.
        System.exit(0);
    }

    private static void useNode(String node) throws IOException {
        List<Integer> ports = Ports.free(2);
        String peer = "127.0.0.1:" + ports.get(0);
        String operator = "127.0.0.1:" + ports.get(1);
        run(
                "node",
                "init",
                node,
                "--team",
                "cert.example",
                "--endpoint",
                peer,
                "--listen",
                peer,
                "--operator-listen",
                operator);
        run("node", "check-config", "--node", node);
        Thread.ofPlatform().daemon().start(() -> run("node", "run", "--node", node));
        int looks = 0;
        while (run("node", "status", "--node", node) != ExitCode.OK && looks < LOOKS_MAX) {
            LockSupport.parkNanos(LOOK.toNanos());
            looks++;
        }
        run("record", "publish", "--node", node, "-");
        run("record", "list", "--node", node);
        run("record", "export", "--node", node, "--from", "cert.example");
        run("peer", "list", "--node", node, "--output", "json");
        run("agreement", "show", "--node", node);
    }

    private static ExitCode run(String... line) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var surroundings = new Surroundings(
                new Console(nowhere, nowhere, false, false, false, ZoneOffset.UTC),
                Clock.systemUTC(),
                new SecureRandom(),
                Map.of(),
                new ByteArrayInputStream(BUNDLE.getBytes(StandardCharsets.UTF_8)),
                Path.of(""));
        return new Tocsin(surroundings, ServiceLoader.load(CommandModule.class), Version.ofThisBuild()).run(line);
    }
}

package org.tocsin.interop;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.ServiceLoader;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Tocsin;

/// One run of `tocsin` in this JVM, as a user would type it, with what it printed.
public record CommandRun(ExitCode exit, String out, String err) {
    public static CommandRun of(InstantSource clock, SecureRandom random, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                false,
                ZoneOffset.UTC);
        var surroundings =
                new Surroundings(console, clock, random, Map.of(), InputStream.nullInputStream(), Path.of(""));
        ExitCode exit = new Tocsin(surroundings, ServiceLoader.load(CommandModule.class), "test").run(arguments);
        return new CommandRun(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}

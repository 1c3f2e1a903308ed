package org.tocsin.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ServiceLoader;

/// The main of `tocsin`: gathers the surroundings, runs one command, exits with its code.
public final class TocsinMain {
    private TocsinMain() {}

    public static void main(String[] arguments) {
        Console console = new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                isTerminal("tocsin.terminal.out"),
                isTerminal("tocsin.terminal.err"),
                System.getenv("NO_COLOR") == null,
                ZoneId.systemDefault());
        Surroundings surroundings = new Surroundings(
                console, Clock.systemUTC(), new SecureRandom(), System.getenv(), System.in, Path.of(""));
        System.exit(run(surroundings, arguments).number());
    }

    private static ExitCode run(Surroundings surroundings, String... arguments) {
        try {
            JavaFloor.require(Runtime.version(), System.getProperty("java.home", "?"));
        } catch (CommandFault e) {
            surroundings.console().fault(e.getMessage());
            return e.exit();
        }
        return new Tocsin(surroundings, ServiceLoader.load(CommandModule.class), Version.ofThisBuild()).run(arguments);
    }

    /// The launcher knows whether a person watches a stream, and says so in a property; without it, nobody does.
    private static boolean isTerminal(String property) {
        return Boolean.getBoolean(property);
    }
}

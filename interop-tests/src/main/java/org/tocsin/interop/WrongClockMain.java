package org.tocsin.interop;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.ServiceLoader;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Console;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Tocsin;

/// The main of `tocsin` on a machine whose clock is wrong, for trials. By how much a file says, named by the property
/// `tocsin.wrong.clock`; it may be replaced (not written to) while the process runs.
public final class WrongClockMain {
    static final String PROPERTY = "tocsin.wrong.clock";

    private WrongClockMain() {}

    public static void main(String[] arguments) {
        Console console = new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                false,
                false,
                false,
                ZoneId.systemDefault());
        Path file = Path.of(System.getProperty(PROPERTY));
        InstantSource clock = () -> Instant.now().plus(off(file));
        Surroundings surroundings =
                new Surroundings(console, clock, new SecureRandom(), Map.of(), System.in, Path.of(""));
        System.exit(new Tocsin(surroundings, ServiceLoader.load(CommandModule.class), "wrong clock")
                .run(arguments)
                .number());
    }

    private static Duration off(Path file) {
        try {
            return Duration.parse(Files.readString(file).strip());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}

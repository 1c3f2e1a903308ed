package org.tocsin.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Tokens in files, by SoftHSM, each test's in a directory of its own. Where SoftHSM is missing the test is skipped,
/// and fails in CI.
public final class SoftHsm {
    /// The variable by which SoftHSM finds its tokens.
    public static final String VARIABLE = "SOFTHSM2_CONF";

    private static final String REQUIRED = "TOCSIN_CI";
    private static final List<Path> LIBRARIES =
            List.of(Path.of("/usr/lib/softhsm/libsofthsm2.so"), Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

    private final Path library;
    private final Path configuration;
    private final Path tokens;

    private SoftHsm(Path library, Path configuration, Path tokens) {
        this.library = library;
        this.configuration = configuration;
        this.tokens = tokens;
    }

    /// @param directory for the tokens and SoftHSM's configuration
    public static SoftHsm in(Path directory) throws IOException {
        var library = LIBRARIES.stream().filter(Files::isReadable).findFirst();
        boolean isThere = library.isPresent() && isOnPath("softhsm2-util") && isOnPath("pkcs11-tool");
        assertTrue(isThere || System.getenv(REQUIRED) == null, "no SoftHSM: install Debian's softhsm2 and opensc");
        Assumptions.assumeTrue(isThere, "no SoftHSM: install Debian's softhsm2 and opensc to run this test");
        Path tokens = Files.createDirectory(directory.resolve("tokens"));
        Path configuration = directory.resolve("softhsm2.conf");
        Files.writeString(
                configuration,
                "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        return new SoftHsm(library.orElseThrow(), configuration, tokens);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    public Path library() {
        return library;
    }

    /// For the variable [#VARIABLE].
    public Path configuration() {
        return configuration;
    }

    /// Where the tokens lie: moved away, they are gone.
    public Path tokens() {
        return tokens;
    }

    /// Lets this process find the tokens: the library reads the C library's variables, which are not Java's.
    @SuppressWarnings("restricted")
    public void use() {
        var linker = Linker.nativeLinker();
        var setenv = linker.downcallHandle(
                linker.defaultLookup().find("setenv").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            setenv.invokeWithArguments(arena.allocateFrom(VARIABLE), arena.allocateFrom(configuration.toString()), 1);
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
        }
    }

    public void makeToken(String label, String pin) throws IOException {
        run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "so-" + pin);
    }

    /// Puts a key from a file in PKCS#8 into a token.
    public void importKey(String token, String pin, Path key, String label, String id) throws IOException {
        run("softhsm2-util", "--import", key.toString(), "--token", token, "--label", label, "--id", id, "--pin", pin);
    }

    /// Makes a key in a token; it is never anywhere else.
    ///
    /// @param curve such as prime256v1
    public void makeKey(String token, String pin, String curve, String label, String id) throws IOException {
        run(
                "pkcs11-tool",
                "--module",
                library.toString(),
                "--token-label",
                token,
                "--login",
                "--pin",
                pin,
                "--keypairgen",
                "--key-type",
                "EC:" + curve,
                "--label",
                label,
                "--id",
                id);
    }

    /// The public key of a pair in a token, as X.509 has it (DER).
    public byte[] publicKey(String token, String pin, String label) throws IOException {
        Path file = configuration.resolveSibling(label + ".spki");
        run(
                "pkcs11-tool",
                "--module",
                library.toString(),
                "--token-label",
                token,
                "--login",
                "--pin",
                pin,
                "--read-object",
                "--type",
                "pubkey",
                "--label",
                label,
                "--output-file",
                file.toString());
        return Files.readAllBytes(file);
    }

    private void run(String... command) throws IOException {
        var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
        builder.environment().put(VARIABLE, configuration.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        try (var answer = process.inputReader(StandardCharsets.UTF_8)) {
            String said = answer.readAllAsString();
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + ": " + said);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}

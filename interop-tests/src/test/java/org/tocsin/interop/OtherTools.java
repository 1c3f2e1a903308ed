package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.tocsin.testing.SharedData;

/// Programs that were written by others and in other languages: Node.js with its gRPC, `buf` (Go), and Debian's Python
/// with grpcio. npm puts the first two into `target/tools`, in the versions that stand in this repository, unless they
/// are there; grpcio comes with the system. What is missing skips a test; with CI set it fails it.
final class OtherTools {
    private static final String BUF = "1.75.0";
    private static final String PYTHON = "/usr/bin/python3";
    private static final long SECONDS_MAX = 180;

    private final Path top = SharedData.repositoryTop();
    private final Path home = top.resolve("target/tools");

    /// What a program printed, and how it ended.
    record Run(int exit, String out, String err) {}

    /// Node.js, the player's scripts, and the packages that they need.
    static OtherTools withNode() throws IOException {
        var tools = new OtherTools();
        tools.need("Node.js", "install Node.js 20 or newer with npm", "node", "--version");
        tools.need("npm", "install Node.js 20 or newer with npm", "npm", "--version");
        tools.install();
        return tools;
    }

    /// `buf`, installed by npm as well.
    static OtherTools withBuf() throws IOException {
        return withNode();
    }

    /// Debian's Python with grpcio, and `buf` to give it the messages.
    static OtherTools withPython() throws IOException {
        OtherTools tools = withNode();
        tools.need("grpcio for " + PYTHON, "install Debian's python3-grpcio", PYTHON, "-c", "import grpc");
        return tools;
    }

    /// A command that runs a script of the player.
    List<String> node(String script, String... arguments) {
        return Stream.concat(
                        Stream.of("node", "--tls-min-v1.3", home.resolve(script).toString()), Stream.of(arguments))
                .toList();
    }

    Run buf(String... arguments) throws IOException {
        return run(Stream.concat(Stream.of(home.resolve("node_modules/.bin/buf").toString()), Stream.of(arguments))
                .toList());
    }

    Run python(String script, String... arguments) throws IOException {
        Path file = top.resolve("interop-tests/src/test/python").resolve(script);
        return run(Stream.concat(Stream.of(PYTHON, file.toString()), Stream.of(arguments))
                .toList());
    }

    /// Starts a program that knows where the checkout is; what it complains of goes into a file.
    Process start(List<String> command, Path errors) throws IOException {
        var builder = new ProcessBuilder(command).directory(top.toFile()).redirectError(errors.toFile());
        builder.environment().put("TOCSIN_TOP", top.toString());
        return builder.start();
    }

    Run run(List<String> command) throws IOException {
        Path out = Files.createTempFile("tocsin-out-", ".txt");
        Path err = Files.createTempFile("tocsin-err-", ".txt");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(top.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("TOCSIN_TOP", top.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("still running: " + command);
            }
            return new Run(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Puts the packages and the player's scripts side by side.
    private void install() throws IOException {
        Path scripts = top.resolve("interop-tests/src/test/js");
        Files.createDirectories(home);
        Path lock = scripts.resolve("package-lock.json");
        Path installed = home.resolve("package-lock.json");
        if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0 || !isBufInstalled()) {
            copy(scripts, List.of("package.json", "package-lock.json"));
            npm("ci");
            npm("install", "--no-save", "@bufbuild/buf@" + BUF);
        }
        try (Stream<Path> files = Files.list(scripts)) {
            copy(
                    scripts,
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".js"))
                            .toList());
        }
    }

    private boolean isBufInstalled() throws IOException {
        return Files.exists(home.resolve("node_modules/.bin/buf"))
                && buf("--version").out().strip().equals(BUF);
    }

    private void copy(Path from, List<String> names) throws IOException {
        for (String name : names) {
            Files.copy(from.resolve(name), home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void npm(String... arguments) throws IOException {
        Run run = run(Stream.of(
                        Stream.of("npm"),
                        Stream.of(arguments),
                        Stream.of(
                                "--prefix",
                                home.toString(),
                                "--prefer-offline",
                                "--ignore-scripts",
                                "--no-audit",
                                "--no-fund",
                                "--loglevel",
                                "error"))
                .flatMap(part -> part)
                .toList());
        if (run.exit() != 0) {
            missing("npm could not install the packages of interop-tests/src/test/js: " + run.err());
        }
    }

    private void need(String what, String remedy, String... probe) throws IOException {
        try {
            if (run(List.of(probe)).exit() == 0) {
                return;
            }
        } catch (IOException notFound) {
            // The same as a program that does not work.
        }
        missing(what + " is missing: " + remedy);
    }

    private static void missing(String sentence) {
        if (System.getenv("CI") != null) {
            fail(sentence);
        }
        Assumptions.abort(sentence);
    }
}

package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A disk that fails when a test says so, for one node process: a library in front of the C library, made by the
/// machine's C compiler, and a plan in memory that both share. Needs no rights, and no help of the node.
final class FaultyDisk {
    /// Input/output error.
    static final int EIO = 5;
    /// No space left on device.
    static final int ENOSPC = 28;

    private static final String SOURCE = "faulty_disk.c";
    /// Set by `.ci/run`: there a missing compiler is an error.
    private static final String REQUIRED = "TOCSIN_CI";
    private static final int PLAN_BYTES = 4_096;
    private static final int PATH_AT = 32;
    private static final int PATH_BYTES_MAX = 511;

    private final Path library;
    private final Path file;
    private final MappedByteBuffer plan;

    /// The calls that fail.
    enum Operation {
        WRITE(1),
        SYNC(2);

        private final int bit;

        Operation(int bit) {
            this.bit = bit;
        }
    }

    private FaultyDisk(Path library, Path file, MappedByteBuffer plan) {
        this.library = library;
        this.file = file;
        this.plan = plan;
    }

    /// Compiles the library into a directory. Without a C compiler the test is skipped, but never in `.ci/run`.
    static FaultyDisk in(Path directory) throws Exception {
        Optional<Path> compiler = compiler();
        assertTrue(compiler.isPresent() || System.getenv(REQUIRED) == null, "no C compiler on the PATH: cc or gcc");
        assumeTrue(compiler.isPresent(), "no C compiler on the PATH: cc or gcc");
        Path library = compiled(directory, compiler.get(), SOURCE);
        Path file = directory.resolve("faulty_disk.plan");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer plan = channel.map(FileChannel.MapMode.READ_WRITE, 0, PLAN_BYTES);
            plan.order(ByteOrder.nativeOrder());
            return new FaultyDisk(library, file, plan);
        }
    }

    /// As `in`, of another source beside this class.
    static Path compiled(Path directory, String name) throws Exception {
        Optional<Path> compiler = compiler();
        assertTrue(compiler.isPresent() || System.getenv(REQUIRED) == null, "no C compiler on the PATH: cc or gcc");
        assumeTrue(compiler.isPresent(), "no C compiler on the PATH: cc or gcc");
        return compiled(directory, compiler.get(), name);
    }

    private static Path compiled(Path directory, Path compiler, String name) throws Exception {
        Path source = directory.resolve(name);
        try (InputStream text = FaultyDisk.class.getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(text), source);
        }
        Path library = directory.resolve(name.replace(".c", ".so"));
        Process compiling = new ProcessBuilder(
                        compiler.toString(),
                        "-O1",
                        "-Wall",
                        "-Werror",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        source.toString(),
                        "-ldl")
                .redirectErrorStream(true)
                .start();
        String said = new String(compiling.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(compiling.waitFor(60, TimeUnit.SECONDS), "the compiler ends");
        assertEquals(0, compiling.exitValue(), said);
        return library;
    }

    private static Optional<Path> compiler() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(directory -> Stream.of("cc", "gcc", "clang").map(Path.of(directory)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// What a node's process must be started with.
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "TOCSIN_FAULT_PLAN", file.toString());
    }

    /// From now on: the n-th of these calls on these files fails, and if it is to last, every one after it.
    ///
    /// @param path the end of the files' names, or, with a slash at its end, a directory on the way to them
    void fail(String path, List<Operation> operations, int nth, int error, boolean lasting) throws IOException {
        heal();
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        assertTrue(name.length <= PATH_BYTES_MAX);
        plan.put(PATH_AT, name);
        plan.put(PATH_AT + name.length, (byte) 0);
        plan.putInt(4, operations.stream().mapToInt(operation -> operation.bit).sum());
        plan.putInt(8, nth);
        plan.putInt(12, error);
        plan.putInt(16, lasting ? 1 : 0);
        plan.putInt(20, 0);
        plan.putInt(24, 0);
        plan.putInt(28, 0);
        plan.putInt(0, 1);
    }

    /// The disk is well again.
    void heal() {
        plan.putInt(0, 0);
    }

    /// How many calls failed.
    int hits() {
        return plan.getInt(20);
    }

    /// How many syncs of the same files were asked for after one had failed.
    int syncsAfterAFailedOne() {
        return plan.getInt(24);
    }
}

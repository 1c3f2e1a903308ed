package org.tocsin.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What the program's image has, too: a cache of the classes that a training run used, with which a node begins for two
/// thirds of the work. Tests begin hundreds of them. Whoever asks first makes it; until it is there, and where classes
/// are not in jars, they begin without.
final class ClassCache {
    private static final Path HOME = Path.of("target", "class-cache").toAbsolutePath();

    private ClassCache() {}

    /// For JVMs that `ChildJvm` starts.
    static synchronized List<String> flags() throws IOException {
        List<String> jars = ChildJvm.classPath();
        if (!jars.stream().allMatch(entry -> entry.endsWith(".jar"))) {
            return List.of();
        }
        // A cache is for these very jars.
        long state = 0;
        for (String jar : jars) {
            Path file = Path.of(jar);
            state = 31 * state
                    + (Files.exists(file)
                            ? Files.getLastModifiedTime(file).toMillis() + Files.size(file) + jar.hashCode()
                            : 0);
        }
        Path cache = HOME.resolve(Long.toHexString(state) + ".aot");
        if (!Files.exists(cache)) {
            make(cache);
        }
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off") : List.of();
    }

    /// Two JVMs that test side by side do not make two.
    private static void make(Path cache) throws IOException {
        Files.createDirectories(HOME);
        try (FileChannel channel =
                        FileChannel.open(HOME.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(cache)) {
                train(cache);
            }
        }
    }

    private static void train(Path cache) throws IOException {
        Path scratch = Files.createTempDirectory(HOME, "training");
        Path made = scratch.resolve("new.aot");
        Process training = ChildJvm.start(
                List.of("-XX:TieredStopAtLevel=1", "-XX:AOTCacheOutput=" + made, "-Xlog:aot*=off", "-Xlog:cds*=off"),
                Training.class,
                List.of(scratch.toString()));
        try (InputStream said = training.getInputStream()) {
            said.transferTo(OutputStream.nullOutputStream());
        }
        try {
            if (training.waitFor() == 0 && Files.exists(made)) {
                Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            Scene.delete(scratch);
        }
    }
}

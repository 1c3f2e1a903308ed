package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Surroundings;

/// The directory that a measurement's nodes live in: named by the user and kept, or temporary and removed at the end.
record BenchHome(Path path, boolean temporary) implements AutoCloseable {
    static BenchHome of(Optional<Path> named, Surroundings surroundings) throws IOException {
        if (named.isEmpty()) {
            return new BenchHome(Files.createTempDirectory("tocsin-bench-"), true);
        }
        Path home = surroundings.workingDirectory().resolve(named.get()).toAbsolutePath();
        if (Files.exists(home)) {
            throw CommandFault.unusable("exists already", home.toString(), "name a directory that does not exist");
        }
        return new BenchHome(Files.createDirectories(home), false);
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}

package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A file that grows by one record at a time, each synced by itself, as the log of a database does.
final class SyncSteps implements AutoCloseable {
    private final Path file;
    private final FileChannel out;
    private final InstantSource clock;

    /// @param directory where it is made
    SyncSteps(Path directory, InstantSource clock) throws IOException {
        this.file = Files.createTempFile(directory, "sync", ".bin");
        this.out = FileChannel.open(file, StandardOpenOption.WRITE);
        this.clock = clock;
    }

    Latencies sync(byte[] record, int times) throws IOException {
        var taken = new Latencies(clock);
        for (int i = 0; i < times; i++) {
            Instant begin = clock.instant();
            RawFloor.write(out, record);
            taken.count(Duration.between(begin, clock.instant()));
        }
        return taken;
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.delete(file);
    }
}

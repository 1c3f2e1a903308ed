package org.tocsin.interop.bench;

import io.grpc.MethodDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.interop.ChildJvm;
import org.tocsin.trust.PapersDirectory;

/// What transport and disk do here without a node: gRPC streams over mutual TLS between this JVM and a child, and a
/// loop that writes and syncs.
final class RawFloor implements AutoCloseable {
    static final int ECHO_IN_FLIGHT = 256;
    static final int BATCH_RECORDS = 64;
    static final int BATCHES_IN_FLIGHT = 16;

    /// Longer bursts of syncs are throttled on many a virtual disk.
    private static final Duration DISK_WINDOW = Duration.ofMillis(250);

    private static final Duration RAMP = Duration.ofMillis(200);

    private final Process far;
    private final RawCaller near;
    private final InstantSource clock;

    private RawFloor(Process far, RawCaller near, InstantSource clock) {
        this.far = far;
        this.near = near;
        this.clock = clock;
    }

    /// Starts the far end with the papers of the node in `farNode`, and calls it with those of `nearNode`.
    static RawFloor start(Path nearNode, Path farNode, List<String> jvmFlags, InstantSource clock) throws IOException {
        Process far = ChildJvm.start(jvmFlags, RawServer.class, List.of(farNode.toString(), nearNode.toString()));
        try {
            BufferedReader lines = far.inputReader(StandardCharsets.UTF_8);
            String port = lines.readLine();
            if (port == null) {
                throw new IOException("the raw server did not start");
            }
            var near = RawCaller.dial(
                    Integer.parseInt(port), new PapersDirectory(nearNode), new PapersDirectory(farNode), clock);
            return new RawFloor(far, near, clock);
        } catch (IOException | RuntimeException failed) {
            far.destroyForcibly();
            throw failed;
        }
    }

    /// One record a message, and the record comes back.
    Reading echo(List<byte[]> records, Duration window) throws IOException, InterruptedException {
        return measure(RawService.ECHO, records, 1, ECHO_IN_FLIGHT, window);
    }

    /// One record a message, and 16 bytes come back.
    Reading ack(List<byte[]> records, Duration window) throws IOException, InterruptedException {
        return measure(RawService.ACK, records, 1, ECHO_IN_FLIGHT, window);
    }

    /// 64 records a message, and 16 bytes come back.
    Reading batches(List<byte[]> records, Duration window) throws IOException, InterruptedException {
        return measure(RawService.ACK, joined(records), BATCH_RECORDS, BATCHES_IN_FLIGHT, window);
    }

    private Reading measure(
            MethodDescriptor<byte[], byte[]> method, List<byte[]> messages, int each, int inFlight, Duration window)
            throws IOException, InterruptedException {
        RawCaller.Running running = near.start(method, messages, inFlight);
        running.awaitBegin();
        Pauses.of(RAMP);
        Usage nearBefore = Usage.of(ProcessHandle.current().pid());
        Usage farBefore = Usage.of(far.pid());
        Instant begin = clock.instant();
        long before = running.answered();
        Pauses.of(window);
        long records = (running.answered() - before) * each;
        double seconds = Duration.between(begin, clock.instant()).toNanos() / 1e9;
        Usage nearAfter = Usage.of(ProcessHandle.current().pid());
        Usage farAfter = Usage.of(far.pid());
        running.stop();
        if (records == 0) {
            throw new IOException("the raw stream stood still");
        }
        return new Reading(
                records / seconds,
                Map.of(
                        "caller", nearAfter.cpuMicrosSince(nearBefore, records),
                        "server", farAfter.cpuMicrosSince(farBefore, records)));
    }

    private static List<byte[]> joined(List<byte[]> records) {
        List<byte[]> batches = new ArrayList<>();
        for (int from = 0; from + BATCH_RECORDS <= records.size(); from += BATCH_RECORDS) {
            List<byte[]> batch = records.subList(from, from + BATCH_RECORDS);
            var bytes = ByteBuffer.allocate(
                    batch.stream().mapToInt(record -> record.length).sum());
            batch.forEach(bytes::put);
            batches.add(bytes.array());
        }
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("fewer than " + BATCH_RECORDS + " records");
        }
        return batches;
    }

    /// Writes a record and syncs it, again and again, into a new file of this directory.
    Reading syncs(Path directory, byte[] record) throws IOException {
        Path file = Files.createTempFile(directory, "sync", ".bin");
        Usage before = Usage.of(ProcessHandle.current().pid());
        Instant begin = clock.instant();
        long syncs = 0;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (clock.instant().isBefore(begin.plus(DISK_WINDOW))) {
                ByteBuffer bytes = ByteBuffer.wrap(record);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(false);
                syncs++;
            }
        } finally {
            Files.delete(file);
        }
        double seconds = Duration.between(begin, clock.instant()).toNanos() / 1e9;
        Usage after = Usage.of(ProcessHandle.current().pid());
        return new Reading(syncs / seconds, Map.of("caller", after.cpuMicrosSince(before, syncs)));
    }

    @Override
    public void close() {
        near.close();
        far.destroy();
    }
}

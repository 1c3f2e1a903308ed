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
import java.util.function.LongFunction;
import org.tocsin.cli.Surroundings;
import org.tocsin.interop.ChildJvm;
import org.tocsin.trust.PapersDirectory;

/// What transport and disk do here without a node: gRPC streams over mutual TLS between this JVM and a child, a loop
/// that writes and syncs, and the bare steps of delivery over the two.
///
/// In a round each stream carries the same records as the node, and as often: neither has its code better compiled
/// because it ran longer.
final class RawFloor implements AutoCloseable {
    static final int ECHO_IN_FLIGHT = 256;
    static final int BATCH_RECORDS = 64;
    static final int BATCHES_IN_FLIGHT = 16;
    static final int BATCH_PASSES = 8;

    /// Longer bursts of syncs are throttled on many a virtual disk.
    private static final Duration DISK_WINDOW = Duration.ofMillis(250);

    private final Process far;
    private final RawCaller near;
    private final BareSender sender;
    private final InstantSource clock;

    private RawFloor(Process far, RawCaller near, BareSender sender, InstantSource clock) {
        this.far = far;
        this.near = near;
        this.sender = sender;
        this.clock = clock;
    }

    /// Starts the far end with the papers of the node in `farNode`, and calls it with those of `nearNode`.
    static RawFloor start(Path nearNode, Path farNode, List<String> jvmFlags, Surroundings surroundings)
            throws IOException, InterruptedException {
        InstantSource clock = surroundings.clock();
        var sender = new BareSender(surroundings.random());
        Process far = ChildJvm.start(
                jvmFlags,
                RawServer.class,
                List.of(
                        farNode.toString(),
                        nearNode.toString(),
                        sender.publicKey().key().hex()));
        try {
            BufferedReader lines = far.inputReader(StandardCharsets.UTF_8);
            String port = lines.readLine();
            if (port == null) {
                throw new IOException("the raw server did not start");
            }
            var near = RawCaller.dial(
                    Integer.parseInt(port), new PapersDirectory(nearNode), new PapersDirectory(farNode), clock);
            // The connection is made before anything is measured.
            near.carry(RawService.ECHO, number -> new byte[] {1}, 1, 1);
            return new RawFloor(far, near, sender, clock);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            far.destroyForcibly();
            throw failed;
        }
    }

    /// One record a message, and the record comes back.
    Reading echo(List<byte[]> records) throws IOException, InterruptedException {
        return carry(RawService.ECHO, records, records.size(), 1, ECHO_IN_FLIGHT);
    }

    /// One record a message, and 16 bytes come back.
    Reading ack(List<byte[]> records) throws IOException, InterruptedException {
        return carry(RawService.ACK, records, records.size(), 1, ECHO_IN_FLIGHT);
    }

    /// 64 records a message, and 16 bytes come back; all records several times over, since once is over too soon.
    Reading batches(List<byte[]> records) throws IOException, InterruptedException {
        List<byte[]> batches = joined(records);
        return carry(RawService.ACK, batches, (long) batches.size() * BATCH_PASSES, BATCH_RECORDS, BATCHES_IN_FLIGHT);
    }

    /// The bare steps of delivery, 64 records a batch: signed and sent here; verified, read, logged and synced there,
    /// then answered.
    Reading bare(List<byte[]> records) throws IOException, InterruptedException {
        return carry(
                RawService.BARE,
                batch -> sender.batch(records.subList((int) batch * BATCH_RECORDS, (int) (batch + 1) * BATCH_RECORDS)),
                records.size() / BATCH_RECORDS,
                BATCH_RECORDS,
                BATCHES_IN_FLIGHT);
    }

    /// As `echo`, over and over, until both ends are as fast as they get; then measured over the last pass.
    Reading warmEcho(List<byte[]> records, Duration warmUp) throws IOException, InterruptedException {
        Instant end = clock.instant().plus(warmUp);
        while (clock.instant().isBefore(end)) {
            echo(records);
        }
        return carry(RawService.ECHO, records, 4L * records.size(), 1, ECHO_IN_FLIGHT);
    }

    private Reading carry(
            MethodDescriptor<byte[], byte[]> method, List<byte[]> messages, long count, int each, int inFlight)
            throws IOException, InterruptedException {
        return carry(method, number -> messages.get((int) (number % messages.size())), count, each, inFlight);
    }

    private Reading carry(
            MethodDescriptor<byte[], byte[]> method, LongFunction<byte[]> messages, long count, int each, int inFlight)
            throws IOException, InterruptedException {
        Usage nearBefore = Usage.of(ProcessHandle.current().pid());
        Usage farBefore = Usage.of(far.pid());
        Instant begin = clock.instant();
        near.carry(method, messages, count, inFlight);
        double seconds = Duration.between(begin, clock.instant()).toNanos() / 1e9;
        Usage nearAfter = Usage.of(ProcessHandle.current().pid());
        Usage farAfter = Usage.of(far.pid());
        long records = count * each;
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
                write(out, record);
                syncs++;
            }
        } finally {
            Files.delete(file);
        }
        double seconds = Duration.between(begin, clock.instant()).toNanos() / 1e9;
        Usage after = Usage.of(ProcessHandle.current().pid());
        return new Reading(syncs / seconds, Map.of("caller", after.cpuMicrosSince(before, syncs)));
    }

    /// One record at a time: the next one goes out when the one before came back.
    Latencies echoOneByOne(byte[] record, int times) throws IOException, InterruptedException {
        var taken = new Latencies(clock);
        // The first one also opens the stream: it does not count.
        Instant[] left = new Instant[1];
        near.carry(
                RawService.ECHO,
                number -> {
                    Instant now = clock.instant();
                    if (number > 1) {
                        taken.count(Duration.between(left[0], now));
                    }
                    left[0] = now;
                    return record;
                },
                times + 2L,
                1);
        return taken;
    }

    static void write(FileChannel out, byte[] record) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        out.force(false);
    }

    @Override
    public void close() {
        near.close();
        far.destroy();
    }
}

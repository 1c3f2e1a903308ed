package org.tocsin.node.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.TreeHead;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.store.Disk;
import org.tocsin.proof.Sha256;

/// The highest head that this node ever released, in a file outside the database: a database restored from a backup is
/// behind it. Two slots are written in turn, each with a count and a checksum, so that a torn write leaves the other
/// one.
public final class HighWaterFile implements AutoCloseable {
    static final int SLOT_BYTES = 1_024;
    /// Slots are apart, so that no single page holds both.
    static final int SLOT_STRIDE = 4_096;

    private static final String TAG = "tocsin/high-water/v1";
    private static final int SLOTS = 2;

    private final Disk disk;
    private final Path path;
    private Disk.@Nullable OpenFile file;
    private @Nullable Slot latest;
    private final boolean damaged;
    private final boolean halfLost;

    /// What the file says.
    public sealed interface Mark {
        /// The highest head released.
        record At(Origin origin, TreeHead head) implements Mark {}

        /// There is no file: this node never released anything, or the file was lost.
        record Missing() implements Mark {}

        /// There is a file, and neither slot of it is whole.
        record Damaged() implements Mark {}
    }

    private record Slot(long count, Origin origin, TreeHead head) {}

    private HighWaterFile(
            Disk disk,
            Path path,
            Disk.@Nullable OpenFile file,
            @Nullable Slot latest,
            boolean damaged,
            boolean halfLost) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.latest = latest;
        this.damaged = damaged;
        this.halfLost = halfLost;
    }

    /// Reads the file, if there is one. It is made at the first `write`.
    public static HighWaterFile open(Disk disk, Path path) throws IOException {
        if (!disk.exists(path)) {
            return new HighWaterFile(disk, path, null, null, false, false);
        }
        Disk.OpenFile file = disk.open(path);
        Slot latest = null;
        boolean empty = file.read(0, 1).length == 0;
        long older = 0;
        boolean isOtherBlank = false;
        for (int i = 0; i < SLOTS; i++) {
            byte[] bytes = file.read((long) i * SLOT_STRIDE, SLOT_BYTES);
            Slot slot = parse(bytes).orElse(null);
            if (slot == null) {
                isOtherBlank |= Arrays.equals(bytes, new byte[bytes.length]);
                continue;
            }
            if (latest == null || slot.count() > latest.count()) {
                older = latest == null ? 0 : latest.count();
                latest = slot;
            } else {
                older = slot.count();
            }
        }
        // An empty file was made and never written: nothing was released before the first write was durable.
        boolean isHalf = latest != null && (latest.count() == 1 ? !isOtherBlank : older != latest.count() - 1);
        return new HighWaterFile(disk, path, file, latest, latest == null && !empty, isHalf);
    }

    /// Whether one of the two slots is not the one that was written before the other: torn by a crash, or damaged
    /// since.
    public boolean isHalfLost() {
        return halfLost;
    }

    public Path path() {
        return path;
    }

    public Mark mark() {
        Slot slot = latest;
        if (slot != null) {
            return new Mark.At(slot.origin(), slot.head());
        }
        return damaged ? new Mark.Damaged() : new Mark.Missing();
    }

    /// Moves the mark; durable when it returns. After it threw, this object must not be used again.
    void write(Origin origin, TreeHead head) throws IOException {
        Disk.OpenFile open = file;
        if (open == null) {
            open = disk.open(path);
            file = open;
        }
        Slot before = latest;
        Slot next = new Slot(before == null ? 1 : before.count() + 1, origin, head);
        boolean first = next.count() % SLOTS == 0;
        open.write(next.count() % SLOTS * SLOT_STRIDE, text(next));
        (first ? CrashPoint.HIGH_WATER_FIRST_WRITTEN : CrashPoint.HIGH_WATER_SECOND_WRITTEN).pass();
        open.sync();
        (first ? CrashPoint.HIGH_WATER_FIRST_SYNCED : CrashPoint.HIGH_WATER_SECOND_SYNCED).pass();
        if (before == null) {
            Path parent = path.toAbsolutePath().getParent();
            disk.syncDirectory(parent == null ? path.toAbsolutePath() : parent);
        }
        latest = next;
    }

    private static byte[] text(Slot slot) {
        String body = TAG + "\n" + slot.count() + "\n" + slot.origin() + "\n"
                + slot.head().size() + "\n" + slot.head().root().hex() + "\n";
        String line = body + Sha256.of(Bytes.ofUtf8(body)).hex() + "\n";
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        int length = bytes.length;
        byte[] padded = Arrays.copyOf(bytes, SLOT_BYTES);
        Arrays.fill(padded, length, SLOT_BYTES, (byte) '\n');
        return padded;
    }

    private static Optional<Slot> parse(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n", 7);
        if (lines.length != 7 || !lines[0].equals(TAG) || !lines[6].isBlank()) {
            return Optional.empty();
        }
        String body = String.join("\n", Arrays.copyOf(lines, 5)) + "\n";
        if (!Sha256.of(Bytes.ofUtf8(body)).hex().equals(lines[5])) {
            return Optional.empty();
        }
        return Optional.of(new Slot(
                Long.parseLong(lines[1]),
                Origin.parse(lines[2]),
                new TreeHead(Long.parseLong(lines[3]), Digest.ofHex(lines[4]))));
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}

package org.tocsin.node.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Seen;
import org.tocsin.model.TreeHead;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.delivery.SeenTable.Witness;
import org.tocsin.node.store.Disk;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Sha256;

/// The heads that this node saw of partners' ledgers, in a file outside the database as well: a database that is behind
/// it was put back from an older copy, and would neither know what its own node stated since, nor notice a partner that
/// takes back what it showed. Two slots, each a file of its own, are written in turn, each with a count and a checksum,
/// so that a torn write leaves the other one. Written behind the database, now and then: what is newer in the database
/// is
/// no fault. Rule R-LED-7.
public final class SeenHeads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SeenHeads.class);

    private static final String TAG = "tocsin/seen-heads/v1\n";
    private static final int HEAD_BYTES = TAG.length() + Long.BYTES + Integer.BYTES;
    /// More than that is no file of ours.
    private static final int BYTES_MAX = 256 << 20;

    private final Disk disk;
    private final Path path;
    private final Transactions transactions;
    private long count;
    private List<Witness> written;
    private final boolean damaged;
    private final Optional<Path> lostSlot;

    private record Slot(long count, List<Witness> heads) {}

    private SeenHeads(Disk disk, Path path, Transactions transactions, List<Optional<Slot>> slots, boolean isThere) {
        Optional<Slot> latest = slots.stream().flatMap(Optional::stream).max(Comparator.comparingLong(Slot::count));
        this.disk = disk;
        this.path = path;
        this.transactions = transactions;
        this.count = latest.map(Slot::count).orElse(0L);
        this.written = latest.map(Slot::heads).orElse(List.of());
        this.damaged = isThere && latest.isEmpty();
        int before = (int) ((count + 1) % 2);
        boolean isAsItWas = count < 2
                ? !disk.exists(slot(path, before))
                : slots.get(before).filter(slot -> slot.count() == count - 1).isPresent();
        this.lostSlot = latest.isEmpty() || isAsItWas ? Optional.empty() : Optional.of(slot(path, before));
    }

    /// Reads the file, if there is one.
    ///
    /// @param path of both slots, without the number that each has behind its name
    public static SeenHeads open(Disk disk, Path path, Transactions transactions) throws IOException {
        List<Optional<Slot>> slots = new ArrayList<>();
        boolean isThere = false;
        for (int i = 0; i < 2; i++) {
            Optional<Slot> read = Optional.empty();
            if (disk.exists(slot(path, i))) {
                try (Disk.OpenFile file = disk.open(slot(path, i))) {
                    read = parse(file);
                    isThere |= read.isPresent() || file.read(0, 1).length > 0;
                }
            }
            slots.add(read);
        }
        return new SeenHeads(disk, path, transactions, slots, isThere);
    }

    /// The file that is not the one that was written before the other: torn by a crash, lost, or damaged since.
    public Optional<Path> lostSlot() {
        return lostSlot;
    }

    /// Whether there is a file, and neither of its slots is whole.
    public boolean isDamaged() {
        return damaged;
    }

    /// The heads that the file has and the database has not got to, or contradicts: none if it never went back in time.
    ///
    /// @param signed whether a head is signed by its team: what is not counts for nothing
    public List<Witness> beyondDatabase(Predicate<Witness> signed) {
        return transactions.read(session -> written.stream()
                .filter(head -> !isKnown(session, head))
                .filter(signed)
                .toList());
    }

    private static boolean isKnown(Session session, Witness head) {
        TreeHead seen = head.seen().head();
        return SeenTable.of(session, head.seen().origin().team()).stream()
                .filter(known -> known.seen().origin().equals(head.seen().origin()))
                .map(known -> known.seen().head())
                .anyMatch(known -> known.size() > seen.size() || known.equals(seen));
    }

    /// Puts heads into the database that it had lost, so that no partner takes back what it showed.
    public static void restore(Session session, List<Witness> heads) {
        for (Witness head : heads) {
            try {
                SeenTable.note(
                        session,
                        head.seen().origin(),
                        head.seen().head(),
                        head.checkpoint(),
                        head.seen().at());
            } catch (SeenTable.ContradictionException two) {
                log.error("a partner showed two histories before and behind the copy why={}", two.getMessage());
            }
        }
    }

    /// Writes what the database has, if it is another than what was written last. A file that cannot be written is said
    /// once a time, and tried again.
    public synchronized void tick() {
        List<Witness> heads = transactions.read(SeenTable::all);
        if (heads.equals(written)) {
            return;
        }
        try {
            write(heads);
        } catch (IOException failed) {
            log.error("what was seen of partners cannot be kept outside the database file={}", path, failed);
        }
    }

    private void write(List<Witness> heads) throws IOException {
        long next = count + 1;
        Path slot = slot(path, (int) (next % 2));
        boolean isNew = !disk.exists(slot);
        try (Disk.OpenFile file = disk.open(slot)) {
            file.write(0, text(next, heads));
            file.sync();
        }
        if (isNew) {
            Path parent = path.toAbsolutePath().getParent();
            disk.syncDirectory(parent == null ? path.toAbsolutePath() : parent);
        }
        count = next;
        written = heads;
    }

    private static Path slot(Path path, int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /// The tag, the count, how long the lines are; a line a head; a checksum over all of it.
    private static byte[] text(long count, List<Witness> heads) {
        StringBuilder lines = new StringBuilder();
        for (Witness head : heads) {
            lines.append(head.seen().origin())
                    .append(' ')
                    .append(head.seen().head().size())
                    .append(' ')
                    .append(head.seen().head().root().hex())
                    .append(' ')
                    .append(head.seen().at().toEpochMilli())
                    .append(' ')
                    .append(head.checkpoint().hex())
                    .append('\n');
        }
        byte[] body = lines.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = ByteBuffer.allocate(HEAD_BYTES + body.length)
                .put(TAG.getBytes(StandardCharsets.US_ASCII))
                .putLong(count)
                .putInt(body.length)
                .put(body)
                .array();
        byte[] whole = Arrays.copyOf(all, all.length + Digest.LENGTH);
        System.arraycopy(Sha256.of(Bytes.wrap(all)).array(), 0, whole, all.length, Digest.LENGTH);
        return whole;
    }

    private static Optional<Slot> parse(Disk.OpenFile file) throws IOException {
        byte[] head = file.read(0, HEAD_BYTES);
        if (head.length < HEAD_BYTES || !new String(head, 0, TAG.length(), StandardCharsets.US_ASCII).equals(TAG)) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(head).getInt(TAG.length() + Long.BYTES);
        if (length < 0 || length > BYTES_MAX) {
            return Optional.empty();
        }
        byte[] all = file.read(0, HEAD_BYTES + length + Digest.LENGTH);
        int end = HEAD_BYTES + length;
        if (all.length != end + Digest.LENGTH
                || !Sha256.of(Bytes.wrap(Arrays.copyOf(all, end)))
                        .equals(Digest.wrap(Arrays.copyOfRange(all, end, all.length)))) {
            return Optional.empty();
        }
        List<Witness> heads = new ArrayList<>();
        String lines = new String(all, HEAD_BYTES, length, StandardCharsets.US_ASCII);
        for (String line : lines.lines().toList()) {
            String[] words = line.split(" ", 5);
            heads.add(new Witness(
                    new Seen(
                            Origin.parse(words[0]),
                            new TreeHead(Long.parseLong(words[1]), Digest.ofHex(words[2])),
                            Instant.ofEpochMilli(Long.parseLong(words[3]))),
                    Bytes.ofHex(words[4])));
        }
        return Optional.of(new Slot(ByteBuffer.wrap(head).getLong(TAG.length()), heads));
    }

    @Override
    public void close() {
        tick();
    }
}

package org.tocsin.node.intake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.ProofNarrowing;
import org.tocsin.proof.TreeDomain;

/// Evidence of what was received, a frame a row, and where each statement that was admitted stands in it: the tables
/// `received_segment` and `received_entry`.
public final class ReceivedTable {
    private static final int ENTRY_HEAD_BYTES = Long.BYTES + Integer.BYTES;

    private ReceivedTable() {}

    /// Where an admitted statement is.
    public record Place(long segment, int place, long contentId) {}

    static long lastSegment(Session session) {
        return session.number("select max(id) from received_segment");
    }

    static void insertSegment(Session session, long id, ProvenFrame frame, Instant storedAt) {
        session.enqueue(
                "insert into received_segment (id, team, epoch, stored_at, body) values (?, ?, ?, ?, ?)",
                id,
                frame.origin().team().domain(),
                frame.origin().epoch(),
                storedAt,
                encode(frame));
    }

    static void insertEntry(Session session, Digest leaf, Place place) {
        session.enqueue(
                "insert into received_entry (leaf, segment, place, content_id) values (?, ?, ?, ?)",
                leaf,
                place.segment(),
                place.place(),
                place.contentId());
    }

    /// An admitted statement with its evidence.
    ///
    /// @param ledgerEpoch the epoch of the author's ledger in which it stands, and `index` where
    public record Held(
            Team author, int ledgerEpoch, long index, Digest leaf, Bytes statement, long contentId, Instant storedAt) {}

    /// Visits every admitted statement, in the order of storing.
    public static void each(Session session, Consumer<Held> visitor) {
        List<Filed> places = session.list(
                "select leaf, segment, place, content_id from received_entry order by content_id",
                row -> new Filed(row.digest(1), new Place(row.number(2), row.count(3), row.number(4))));
        long open = 0;
        Optional<ProvenFrame> frame = Optional.empty();
        Instant storedAt = Instant.EPOCH;
        for (Filed filed : places) {
            Place place = filed.place();
            if (place.segment() != open) {
                open = place.segment();
                frame = segment(session, open);
                storedAt = session.first(
                                "select stored_at from received_segment where id = ?", row -> row.instant(1), open)
                        .orElse(Instant.EPOCH);
            }
            ProvenFrame held = frame.orElseThrow(
                    () -> new IllegalStateException("received evidence is missing: segment " + place.segment()));
            ProvenFrame.Entry entry = held.entries().get(place.place());
            visitor.accept(new Held(
                    held.origin().team(),
                    held.origin().epoch(),
                    entry.index(),
                    filed.leaf(),
                    entry.statement(),
                    place.contentId(),
                    storedAt));
        }
    }

    private record Filed(Digest leaf, Place place) {}

    static boolean holds(Session session, Digest leaf) {
        return find(session, leaf).isPresent();
    }

    /// Where an admitted statement is; empty if it was never admitted.
    public static Optional<Place> find(Session session, Digest leaf) {
        return session.first(
                "select segment, place, content_id from received_entry where leaf = ?",
                row -> new Place(row.number(1), row.count(2), row.number(3)),
                leaf);
    }

    /// Proof that another team stated something which this node admitted, disclosing these fragments (which may be
    /// empty).
    public static Optional<Evidence> evidence(Session session, Digest leaf, Bytes fragments) {
        return find(session, leaf)
                .flatMap(place -> segment(session, place.segment())
                        .map(frame -> evidence(frame, frame.entries().get(place.place()), fragments)));
    }

    static Optional<ProvenFrame> segment(Session session, long id) {
        return session.first("select team, epoch, body from received_segment where id = ?", ReceivedTable::frame, id);
    }

    static ProvenFrame frame(Row row) {
        return decode(new Origin(new Team(row.text(1)), row.count(2)), row.array(3));
    }

    private static Evidence evidence(ProvenFrame frame, ProvenFrame.Entry entry, Bytes fragments) {
        List<ProvenFrame.Entry> ordered = new ArrayList<>(frame.entries());
        ordered.sort(Comparator.comparingLong(ProvenFrame.Entry::index));
        List<Digest> proof = ProofNarrowing.narrow(
                TreeDomain.LEDGER,
                frame.head().size(),
                ordered.stream().mapToLong(ProvenFrame.Entry::index).toArray(),
                ordered.stream().map(ProvenFrame.Entry::leaf).toList(),
                frame.proof(),
                entry.index());
        return new Evidence(frame.checkpoint(), entry.index(), proof, entry.statement(), fragments);
    }

    /// Checkpoint, proof and statements one after the other, each with its length in front; the leaves follow from
    /// them.
    static Bytes encode(ProvenFrame frame) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(frame.checkpoint().length() + 512);
        writeNumber(out, frame.checkpoint().length());
        out.writeBytes(frame.checkpoint().array());
        writeNumber(out, frame.proof().size());
        frame.proof().forEach(hash -> out.writeBytes(hash.array()));
        writeNumber(out, frame.entries().size());
        for (ProvenFrame.Entry entry : frame.entries()) {
            out.writeBytes(ByteBuffer.allocate(ENTRY_HEAD_BYTES)
                    .putLong(entry.index())
                    .putInt(entry.statement().length())
                    .array());
            out.writeBytes(entry.statement().array());
        }
        return Bytes.wrap(out.toByteArray());
    }

    /// @throws IllegalArgumentException if the bytes are anything else than what `encode` wrote
    static ProvenFrame decode(Origin origin, byte[] body) {
        try {
            ByteBuffer in = ByteBuffer.wrap(body);
            Bytes checkpoint = take(in, in.getInt());
            int hashes = in.getInt();
            List<Digest> proof = new ArrayList<>();
            for (int i = 0; i < hashes; i++) {
                proof.add(Digest.wrap(take(in, Digest.LENGTH).array()));
            }
            int count = in.getInt();
            List<ProvenFrame.Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long index = in.getLong();
                Bytes statement = take(in, in.getInt());
                entries.add(new ProvenFrame.Entry(index, TreeDomain.LEDGER.leaf(statement), statement));
            }
            TreeHead head = CheckpointVerifier.claimed(checkpoint)
                    .orElseThrow(() -> new IllegalArgumentException("not a checkpoint"))
                    .head();
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("bytes behind the end");
            }
            return new ProvenFrame(origin, head, checkpoint, proof, entries);
        } catch (java.nio.BufferUnderflowException cut) {
            throw new IllegalArgumentException("cut short", cut);
        }
    }

    private static Bytes take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a length beyond the end");
        }
        byte[] array = new byte[length];
        in.get(array);
        return Bytes.wrap(array);
    }

    private static void writeNumber(ByteArrayOutputStream out, int number) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }
}

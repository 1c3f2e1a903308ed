package org.tocsin.node.intake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
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
import org.tocsin.witness.Witnessed;

/// Evidence of what was received, a frame a row, and which of its statements were admitted: the table
/// `received_segment`.
final class ReceivedTable {
    private static final int ENTRY_HEAD_BYTES = Long.BYTES + Integer.BYTES;
    private static final int ADMITTED_BYTES = Integer.BYTES + Long.BYTES;

    /// Frames among which a statement is looked for by its index.
    static final int FRAMES_LOOKED_AT_MAX = 256;

    private ReceivedTable() {}

    /// A statement that was admitted: its place among those of its frame, and its content's number.
    record Admitted(int place, long contentId) {}

    static long lastSegment(Session session) {
        return session.number("select max(id) from received_segment");
    }

    static void insertSegment(Session session, long id, ProvenFrame frame, List<Admitted> admitted, Instant storedAt) {
        ByteBuffer packed = ByteBuffer.allocate(admitted.size() * ADMITTED_BYTES);
        admitted.forEach(one -> packed.putInt(one.place()).putLong(one.contentId()));
        session.enqueue(
                "insert into received_segment (id, team, epoch, stored_at, body, admitted) values (?, ?, ?, ?, ?, ?)",
                id,
                frame.origin().team().domain(),
                frame.origin().epoch(),
                storedAt,
                encode(frame),
                packed.array());
    }

    /// An admitted statement with its evidence.
    ///
    /// @param evidence the row of its evidence
    /// @param ledgerEpoch the epoch of the author's ledger in which it stands, and `index` where
    public record Held(
            long evidence,
            Team author,
            int ledgerEpoch,
            long index,
            Digest leaf,
            Bytes statement,
            long contentId,
            Instant storedAt) {}

    /// Visits every admitted statement, in the order of storing.
    ///
    /// @throws IllegalArgumentException if a row cannot be read
    public static void each(Session session, Consumer<Held> visitor) {
        long last = lastSegment(session);
        for (long id = 1; id <= last; id++) {
            segment(session, id).ifPresent(segment -> segment.admitted().forEach(visitor));
        }
    }

    /// A row of evidence, whole.
    record Segment(long id, ProvenFrame frame, List<Held> admitted) {}

    /// @throws IllegalArgumentException if it cannot be read
    static Optional<Segment> segment(Session session, long id) {
        return session.first(
                "select team, epoch, body, stored_at, admitted from received_segment where id = ?",
                row -> {
                    ProvenFrame frame = frame(row);
                    return new Segment(id, frame, admitted(id, frame, row.instant(4), row.bytes(5)));
                },
                id);
    }

    private static List<Held> admitted(long id, ProvenFrame frame, Instant storedAt, Bytes packed) {
        if (packed.length() % ADMITTED_BYTES != 0) {
            throw new IllegalArgumentException("a list of admitted statements that is cut short");
        }
        List<Held> admitted = new ArrayList<>(packed.length() / ADMITTED_BYTES);
        ByteBuffer in = ByteBuffer.wrap(packed.array());
        while (in.hasRemaining()) {
            int place = in.getInt();
            if (place < 0 || place >= frame.entries().size()) {
                throw new IllegalArgumentException("it admits a statement that is not there");
            }
            ProvenFrame.Entry entry = frame.entries().get(place);
            admitted.add(new Held(
                    id,
                    frame.origin().team(),
                    frame.origin().epoch(),
                    entry.index(),
                    entry.leaf(),
                    entry.statement(),
                    in.getLong(),
                    storedAt));
        }
        return admitted;
    }

    /// Proof that another team stated a record which this node admitted, disclosing these fragments (which may be
    /// empty).
    /// Of one that came through a hub it is the author's own, as the hub handed it on.
    public static Optional<Evidence> evidence(Session session, StoredRecord record, Bytes fragments) {
        Optional<Evidence> relayed = RelayTable.evidence(session, record.contentId());
        if (relayed.isPresent()) {
            return relayed.map(found ->
                    new Evidence(found.checkpoint(), found.index(), found.proof(), found.statement(), fragments));
        }
        return session.first(
                        "select team, epoch, body from received_segment where id = ?",
                        ReceivedTable::frame,
                        record.evidence())
                .flatMap(frame -> frame.entries().stream()
                        .filter(entry -> entry.leaf().equals(record.leafHash()))
                        .findFirst()
                        .map(entry -> evidence(frame, entry, fragments)));
    }

    /// The team that brought a record of another team's: its author, or a hub.
    static Team deliveredBy(Session session, StoredRecord record) {
        return session.first(
                        "select team from received_segment where id = ?",
                        row -> new Team(row.text(1)),
                        record.evidence())
                .orElseGet(() -> record.version().record().team());
    }

    /// Frames of a team's that were stored at one of these instants: so evidence of what was refused is found by its
    /// time. Bodies of other frames are not read.
    static List<ProvenFrame> storedAt(Session session, Team team, SortedSet<Instant> instants) {
        List<Long> found = new ArrayList<>();
        session.each(
                "select id, stored_at from received_segment where team = ? and stored_at >= ? and stored_at <= ?",
                row -> {
                    if (instants.contains(row.instant(2))) {
                        found.add(row.number(1));
                    }
                },
                team.domain(),
                instants.first(),
                instants.last());
        return found.stream()
                .flatMap(id -> segment(session, id).stream())
                .map(Segment::frame)
                .toList();
    }

    /// Statements of a ledger at an index or the one before it, with their proofs, as far as they are among the latest
    /// frames.
    static List<Evidence> beside(Session session, Origin origin, long index) {
        List<Evidence> found = new ArrayList<>();
        session.each(
                "select team, epoch, body from received_segment where team = ? and epoch = ? order by id desc limit ?",
                row -> {
                    ProvenFrame frame = frame(row);
                    frame.entries().stream()
                            .filter(entry -> entry.index() == index || entry.index() == index - 1)
                            .map(entry -> evidence(frame, entry, Bytes.EMPTY))
                            .forEach(found::add);
                },
                origin.team().domain(),
                origin.epoch(),
                FRAMES_LOOKED_AT_MAX);
        return found;
    }

    /// A frame's head, and each of its statements with a proof of its own.
    static Witnessed witnessed(ProvenFrame frame) {
        return new Witnessed(
                frame.head(),
                frame.checkpoint(),
                frame.entries().stream()
                        .map(entry -> evidence(frame, entry, Bytes.EMPTY))
                        .toList());
    }

    static ProvenFrame frame(Row row) {
        return decode(new Origin(new Team(row.text(1)), row.count(2)), row.array(3));
    }

    static Evidence evidence(ProvenFrame frame, ProvenFrame.Entry entry, Bytes fragments) {
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

package org.tocsin.node.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// Records of one team that were stored together, under successive numbers of contents: a row of `record_pack`. Pure.
record RecordPack(Team team, boolean own, Instant storedAt, List<StoredRecord> records) {
    static final int RECORDS_MAX = 512;

    RecordPack {
        records = List.copyOf(records);
    }

    /// The number of its first content.
    long firstId() {
        return records.getFirst().contentId();
    }

    /// Whether a record goes into the same pack, behind those that are in it.
    static boolean follows(List<StoredRecord> pack, StoredRecord next) {
        StoredRecord last = pack.getLast();
        return pack.size() < RECORDS_MAX
                && next.contentId() == last.contentId() + 1
                && next.own() == last.own()
                && next.storedAt().toEpochMilli() == last.storedAt().toEpochMilli()
                && next.version().record().team().equals(last.version().record().team());
    }

    /// What the records are called: local id 16, then epoch and version, in numbers of seven bits a byte.
    Bytes names() {
        Writer out = new Writer(records.size() * (RecordId.LOCAL_ID_BYTES + 2));
        for (StoredRecord record : records) {
            RecordId id = record.version().record();
            out.bytes(id.localId().array());
            out.number(id.epoch());
            out.number(record.version().version());
        }
        return out.written();
    }

    /// All the rest but what the row says: leaf 32, then numbers (ledger epoch, index, evidence, marking, bytes of the
    /// content, bytes of the name), then the name.
    Bytes rest() {
        Writer out = new Writer(records.size() * 80);
        for (StoredRecord record : records) {
            byte[] name = record.name().getBytes(StandardCharsets.UTF_8);
            out.bytes(record.leafHash().array());
            out.number(record.ledgerEpoch());
            out.number(record.index());
            out.number(record.evidence());
            out.number(code(record.marking()));
            out.number(record.contentBytes());
            out.number(name.length);
            out.bytes(name);
        }
        return out.written();
    }

    /// @throws IllegalArgumentException if it is anything else than what `names` wrote
    static List<RecordVersion> versions(Team team, Bytes names) {
        Reader in = new Reader(names.array());
        List<RecordVersion> versions = new ArrayList<>();
        while (!in.isAtEnd()) {
            Bytes localId = in.bytes(RecordId.LOCAL_ID_BYTES);
            RecordId record = new RecordId(team, in.count(), localId);
            versions.add(new RecordVersion(record, in.count()));
        }
        return versions;
    }

    /// Reads what `names` and `rest` wrote.
    ///
    /// @throws IllegalArgumentException if it is anything else
    static RecordPack decode(long firstId, Team team, boolean own, Instant storedAt, Bytes names, Bytes rest) {
        Reader in = new Reader(rest.array());
        List<StoredRecord> records = new ArrayList<>();
        for (RecordVersion version : versions(team, names)) {
            Digest leaf = Digest.wrap(in.bytes(Digest.LENGTH).array());
            int ledgerEpoch = in.count();
            long index = in.number();
            long evidence = in.number();
            Tlp marking = marking(in.count());
            long contentBytes = in.number();
            String name = in.bytes(in.count()).utf8();
            records.add(new StoredRecord(
                    firstId + records.size(),
                    version,
                    ledgerEpoch,
                    index,
                    leaf,
                    evidence,
                    marking,
                    name,
                    contentBytes,
                    own,
                    storedAt));
        }
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("a pack of records with bytes behind its end");
        }
        return new RecordPack(team, own, storedAt, records);
    }

    /// The stored code of a marking: it stays when the enum's order changes.
    private static int code(Tlp marking) {
        return switch (marking) {
            case CLEAR -> 1;
            case GREEN -> 2;
            case AMBER -> 3;
            case AMBER_STRICT -> 4;
            case RED -> 5;
        };
    }

    private static Tlp marking(int code) {
        for (Tlp marking : Tlp.values()) {
            if (code(marking) == code) {
                return marking;
            }
        }
        throw new IllegalArgumentException("a record with an unknown marking");
    }

    private static final class Writer {
        private byte[] bytes;
        private int at;

        Writer(int room) {
            bytes = new byte[room];
        }

        void bytes(byte[] more) {
            room(more.length);
            System.arraycopy(more, 0, bytes, at, more.length);
            at += more.length;
        }

        void number(long number) {
            room(Long.BYTES + 1);
            long rest = number;
            while (rest > 0x7f) {
                bytes[at++] = (byte) ((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            bytes[at++] = (byte) rest;
        }

        private void room(int more) {
            if (more > bytes.length - at) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + more));
            }
        }

        Bytes written() {
            return Bytes.copyOf(bytes, 0, at);
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean isAtEnd() {
            return at == bytes.length;
        }

        Bytes bytes(int length) {
            int from = at;
            if (length > bytes.length - from) {
                throw new IllegalArgumentException("a pack of records that is cut short");
            }
            at += length;
            return Bytes.copyOf(bytes, from, at);
        }

        int count() {
            long number = number();
            if (number > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a number that is too large");
            }
            return (int) number;
        }

        long number() {
            long number = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                if (isAtEnd()) {
                    throw new IllegalArgumentException("a pack of records that is cut short");
                }
                byte next = bytes[at++];
                number |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a number that does not end");
        }
    }
}

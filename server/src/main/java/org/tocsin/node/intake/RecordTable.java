package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table of record versions that are held, own and received.
public final class RecordTable {
    static final String NAME = "record_version";

    private static final String COLUMNS =
            "content_id, team, epoch, local_id, version, ledger_epoch, ledger_index, leaf,"
                    + " marking, name, content_bytes, own, stored_at";
    private static final String SELECT = "select " + COLUMNS + " from record_version ";

    private RecordTable() {}

    /// What became of a version that was to be written.
    public sealed interface Insertion {
        /// It is written.
        record Inserted() implements Insertion {}

        /// This very statement is held already; nothing was written.
        record SameLeaf() implements Insertion {}

        /// Another statement of the same record and version is held; nothing was written.
        record Conflict(Digest heldLeaf) implements Insertion {}
    }

    /// Writes a version, unless one of its number is held.
    public static Insertion insert(Session session, StoredRecord record) {
        Optional<Digest> held = session.first(
                "select leaf from record_version where team = ? and epoch = ? and local_id = ? and version = ?",
                row -> row.digest(1),
                record.version().record().team().domain(),
                record.version().record().epoch(),
                record.version().record().localId(),
                record.version().version());
        if (held.isPresent()) {
            return held.get().equals(record.leafHash()) ? new Insertion.SameLeaf() : new Insertion.Conflict(held.get());
        }
        session.update(
                "insert into record_version (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                record.contentId(),
                record.version().record().team().domain(),
                record.version().record().epoch(),
                record.version().record().localId(),
                record.version().version(),
                record.ledgerEpoch(),
                record.index(),
                record.leafHash(),
                record.marking(),
                record.name(),
                record.contentBytes(),
                record.own(),
                record.storedAt());
        return new Insertion.Inserted();
    }

    public static Optional<StoredRecord> find(Session session, RecordVersion version) {
        return session.first(
                SELECT + "where team = ? and epoch = ? and local_id = ? and version = ?",
                RecordTable::read,
                version.record().team().domain(),
                version.record().epoch(),
                version.record().localId(),
                version.version());
    }

    public static Optional<StoredRecord> findByLeaf(Session session, Digest leaf) {
        return session.first(SELECT + "where leaf = ?", RecordTable::read, leaf);
    }

    /// The highest version of a record that is held.
    public static Optional<StoredRecord> newest(Session session, RecordId record) {
        return session.first(
                SELECT + "where team = ? and epoch = ? and local_id = ? order by version desc limit 1",
                RecordTable::read,
                record.team().domain(),
                record.epoch(),
                record.localId());
    }

    /// The newest versions of the records whose local id starts with these hex digits; of two records at most.
    public static List<StoredRecord> startingWith(Session session, String hex) {
        int missing = 2 * RecordId.LOCAL_ID_BYTES - hex.length();
        return session.list(
                SELECT + "r where local_id >= ? and local_id <= ? and version = (select max(version)"
                        + " from record_version o where o.team = r.team and o.epoch = r.epoch"
                        + " and o.local_id = r.local_id) order by local_id limit 2",
                RecordTable::read,
                Bytes.ofHex(hex + "0".repeat(missing)),
                Bytes.ofHex(hex + "f".repeat(missing)));
    }

    /// Records behind a place in the order of storing, of one team if it is named.
    public static List<StoredRecord> page(Session session, Optional<Team> from, long afterContentId, int most) {
        if (from.isPresent()) {
            return session.list(
                    SELECT + "where team = ? and content_id > ? order by content_id limit ?",
                    RecordTable::read,
                    from.get().domain(),
                    afterContentId,
                    most);
        }
        return session.list(
                SELECT + "where content_id > ? order by content_id limit ?", RecordTable::read, afterContentId, most);
    }

    /// As `page`, of all teams but one's own.
    public static List<StoredRecord> pageReceived(Session session, long afterContentId, int most) {
        return session.list(
                SELECT + "where content_id > ? and own = 0 order by content_id limit ?",
                RecordTable::read,
                afterContentId,
                most);
    }

    private static StoredRecord read(Row row) {
        return new StoredRecord(
                row.number(1),
                new RecordVersion(new RecordId(new Team(row.text(2)), row.count(3), row.bytes(4)), row.count(5)),
                row.count(6),
                row.number(7),
                row.digest(8),
                Tlp.valueOf(row.text(9)),
                row.text(10),
                row.number(11),
                row.truth(12),
                row.instant(13));
    }
}

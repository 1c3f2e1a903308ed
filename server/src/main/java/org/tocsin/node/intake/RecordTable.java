package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The tables of record versions that are held, own and received: `record_pack` holds them, `record_name` finds them.
/// Whoever writes records does it through `RecordBatch`.
public final class RecordTable {
    static final String PACKS = "record_pack";
    static final String NAMES = "record_name";

    private static final String SELECT = "select id, team, own, stored_at, records from record_pack ";

    private RecordTable() {}

    /// Writes records that belong into one pack. Their names are written apart.
    static void insert(Session session, List<StoredRecord> records) {
        StoredRecord first = records.getFirst();
        Team team = first.version().record().team();
        RecordPack pack = new RecordPack(team, first.own(), first.storedAt(), records);
        session.enqueue(
                "insert into record_pack (id, team, own, stored_at, records) values (?, ?, ?, ?, ?)",
                pack.firstId(),
                team.domain(),
                pack.own(),
                pack.storedAt(),
                pack.encode());
    }

    /// A version of a record that is held.
    public static Optional<StoredRecord> find(Session session, RecordVersion version) {
        return RecordNames.find(session, version).flatMap(contentId -> find(session, contentId));
    }

    /// The record whose content has a number.
    public static Optional<StoredRecord> find(Session session, long contentId) {
        return containing(session, contentId).map(pack -> pack.records()
                .get(Math.toIntExact(contentId - pack.firstId())));
    }

    /// The highest version of a record that is held.
    public static Optional<StoredRecord> newest(Session session, RecordId record) {
        return RecordNames.newest(session, record).flatMap(named -> find(session, named.contentId()));
    }

    /// The versions of a record that are held, up to one, ascending.
    static List<StoredRecord> upTo(Session session, RecordId record, int version) {
        return RecordNames.upTo(session, record, version).stream()
                .flatMap(contentId -> find(session, contentId).stream())
                .toList();
    }

    /// The newest versions of the records whose local id starts with these hex digits; of two records at most.
    public static List<StoredRecord> startingWith(Session session, String hex) {
        return RecordNames.startingWith(session, hex).stream()
                .flatMap(contentId -> find(session, contentId).stream())
                .toList();
    }

    /// Records behind a place in the order of storing, of one team if it is named.
    public static List<StoredRecord> page(Session session, Optional<Team> from, long afterContentId, int most) {
        if (from.isEmpty()) {
            return page(session, "", afterContentId, most);
        }
        return page(session, " and team = ?", afterContentId, most, from.get().domain());
    }

    /// As `page`, of all teams but one's own.
    public static List<StoredRecord> pageReceived(Session session, long afterContentId, int most) {
        return page(session, " and own = 0", afterContentId, most);
    }

    private static List<StoredRecord> page(Session session, String which, long after, int most, Object... values) {
        List<StoredRecord> page = new ArrayList<>();
        Optional<RecordPack> next = pack(session, "where id <= ?" + which + " order by id desc limit 1", after, values);
        if (next.isEmpty()) {
            next = pack(session, "where id > ?" + which + " order by id limit 1", after, values);
        }
        while (next.isPresent() && page.size() < most) {
            for (StoredRecord record : next.get().records()) {
                if (record.contentId() > after && page.size() < most) {
                    page.add(record);
                }
            }
            next = pack(session, "where id > ?" + which + " order by id limit 1", next.get().firstId(), values);
        }
        return page;
    }

    private static Optional<RecordPack> pack(Session session, String condition, long id, Object... more) {
        return more.length == 0
                ? session.first(SELECT + condition, RecordTable::read, id)
                : session.first(SELECT + condition, RecordTable::read, id, more[0]);
    }

    private static Optional<RecordPack> containing(Session session, long contentId) {
        return session.first(SELECT + "where id <= ? order by id desc limit 1", RecordTable::read, contentId)
                .filter(pack -> contentId < pack.firstId() + pack.records().size());
    }

    /// Leaves the skeleton of a record whose content is erased.
    static void strip(Session session, long contentId) {
        RecordPack pack =
                containing(session, contentId).orElseThrow(() -> new IllegalStateException("no record to strip"));
        List<StoredRecord> records = new ArrayList<>(pack.records());
        records.replaceAll(record -> record.contentId() == contentId ? record.skeleton() : record);
        session.update(
                "update record_pack set records = ? where id = ?",
                new RecordPack(pack.team(), pack.own(), pack.storedAt(), records).encode(),
                pack.firstId());
    }

    /// Visits all records, in the order of storing.
    static void each(Session session, Consumer<StoredRecord> visitor) {
        session.each(SELECT + "order by id", row -> read(row).records().forEach(visitor));
    }

    private static RecordPack read(Row row) {
        return RecordPack.decode(
                row.number(1), new Team(row.text(2)), row.truth(3), row.instant(4), row.bytes(5));
    }
}

package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table of record versions that are held, own and received, `record_pack`, in which `RecordIndex` finds them.
/// Whoever writes records does it through `RecordBatch`.
public final class RecordTable {
    static final String PACKS = "record_pack";

    private static final String SELECT = "select id, team, own, stored_at, names, records from record_pack ";

    private RecordTable() {}

    /// Writes records that belong into one pack.
    static void insert(Session session, List<StoredRecord> records) {
        StoredRecord first = records.getFirst();
        Team team = first.version().record().team();
        RecordPack pack = new RecordPack(team, first.own(), first.storedAt(), records);
        session.enqueue(
                "insert into record_pack (id, team, own, stored_at, names, records) values (?, ?, ?, ?, ?, ?)",
                pack.firstId(),
                team.domain(),
                pack.own(),
                pack.storedAt(),
                pack.names(),
                pack.rest());
    }

    /// A version of a record that is held.
    public static Optional<StoredRecord> find(Session session, RecordVersion version) {
        return first(
                session,
                RecordIndex.of(session).find(version),
                record -> record.version().equals(version));
    }

    /// The record whose content has a number.
    public static Optional<StoredRecord> find(Session session, long contentId) {
        return containing(session, contentId)
                .map(pack -> pack.records().get(Math.toIntExact(contentId - pack.firstId())));
    }

    /// The highest version of a record that is held.
    public static Optional<StoredRecord> newest(Session session, RecordId record) {
        return first(
                session,
                RecordIndex.of(session).find(record),
                found -> found.version().record().equals(record));
    }

    /// The versions of a record that are held, up to one, ascending.
    static List<StoredRecord> upTo(Session session, RecordId record, int version) {
        return RecordIndex.of(session).find(record).reversed().stream()
                .flatMap(contentId -> find(session, contentId).stream())
                .filter(found -> found.version().record().equals(record)
                        && found.version().version() <= version)
                .toList();
    }

    /// The newest versions of the records whose local id starts with these hex digits, 8 or more; of two records at
    /// most.
    public static List<StoredRecord> startingWith(Session session, String hex) {
        Bytes start = Bytes.ofHex(hex.substring(0, 8));
        Map<RecordId, StoredRecord> newest = new LinkedHashMap<>();
        for (long contentId : RecordIndex.of(session).startingWith(start)) {
            find(session, contentId)
                    .map(found -> found.version().record())
                    .filter(record -> record.localId().hex().startsWith(hex))
                    .flatMap(record -> newest(session, record))
                    .ifPresent(found -> newest.put(found.version().record(), found));
            if (newest.size() == 2) {
                break;
            }
        }
        return List.copyOf(newest.values());
    }

    private static Optional<StoredRecord> first(Session session, List<Long> contents, Predicate<StoredRecord> isMeant) {
        for (long contentId : contents) {
            Optional<StoredRecord> found = find(session, contentId).filter(isMeant);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Visits the names of all records, with the numbers of their contents.
    static void eachName(Session session, ObjLongConsumer<RecordVersion> visitor) {
        session.each("select id, team, names from record_pack order by id", row -> {
            long contentId = row.number(1);
            for (RecordVersion version : RecordPack.versions(new Team(row.text(2)), row.bytes(3))) {
                visitor.accept(version, contentId++);
            }
        });
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
            next = pack(
                    session,
                    "where id > ?" + which + " order by id limit 1",
                    next.get().firstId(),
                    values);
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
                new RecordPack(pack.team(), pack.own(), pack.storedAt(), records).rest(),
                pack.firstId());
    }

    /// Visits all records, in the order of storing.
    static void each(Session session, Consumer<StoredRecord> visitor) {
        session.each(SELECT + "order by id", row -> read(row).records().forEach(visitor));
    }

    private static RecordPack read(Row row) {
        return RecordPack.decode(
                row.number(1), new Team(row.text(2)), row.truth(3), row.instant(4), row.bytes(5), row.bytes(6));
    }
}

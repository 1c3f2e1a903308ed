package org.tocsin.node.ledger;

import java.util.Optional;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table `ledger_segment`.
final class SegmentTable {
    private static final String COLUMNS =
            "epoch, first_index, entry_count, committed_at, places, statements, seal from ledger_segment";

    private SegmentTable() {}

    static long lastId(Session session) {
        return session.number("select max(id) from ledger_segment");
    }

    static void insert(Session session, long id, Segment segment) {
        session.update(
                "insert into ledger_segment"
                        + " (id, epoch, first_index, entry_count, committed_at, places, statements, seal)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                segment.epoch(),
                segment.firstIndex(),
                segment.entryCount(),
                segment.at(),
                segment.places(),
                segment.statements(),
                segment.seal());
    }

    /// The segment in which an index stands, or would stand if it were the last one.
    static Optional<Segment> containing(Session session, int epoch, long index) {
        return session.first(
                "select " + COLUMNS + " where epoch = ? and first_index <= ? order by first_index desc limit 1",
                row -> read(row, 1),
                epoch,
                index);
    }

    /// The segment of an epoch that begins at an index or behind it, with its row number: to walk them all, one at a
    /// time.
    ///
    /// @throws IllegalArgumentException if the row has not the shape of a segment
    static Optional<Numbered> next(Session session, int epoch, long fromIndex) {
        return session.first(
                "select id, " + COLUMNS + " where epoch = ? and first_index >= ? order by first_index limit 1",
                row -> new Numbered(row.number(1), read(row, 2)),
                epoch,
                fromIndex);
    }

    /// A segment and the number of its row.
    record Numbered(long id, Segment segment) {}

    static long count(Session session) {
        return session.number("select count(*) from ledger_segment");
    }

    private static Segment read(Row row, int from) {
        return new Segment(
                row.count(from),
                row.number(from + 1),
                row.count(from + 2),
                row.instant(from + 3),
                row.bytes(from + 4),
                row.bytes(from + 5),
                row.digest(from + 6));
    }
}

package org.tocsin.node.intake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The tables `record_name` and `record_ledger`: which content is which version of which record. It is the one index
/// with entries in no order, and what keeps a version from being stored twice (R-ADM-5).
final class RecordNames {
    static final int BYTES = RecordId.LOCAL_ID_BYTES + 2 * Integer.BYTES;

    private static final int RECORD_BYTES = BYTES - Integer.BYTES;

    /// All names of a commit in one statement: a call for each would cost more than the tree.
    private static final String INSERT = "insert into record_name (name, content_id)"
            + " with recursive place (n) as (select 0 union all select n + 1 from place where n + 1 < ?)"
            + " select substr(?, n * " + BYTES + " + 1, " + BYTES + "), ? + n from place where n < ?"
            + " on conflict do nothing";

    private RecordNames() {}

    /// A version by its content's number.
    record Named(int version, long contentId) {}

    /// Gives versions that are not held successive numbers of contents, in their order.
    ///
    /// @return which of them were not held
    static BitSet reserve(Session session, List<RecordVersion> versions, long firstId) {
        BitSet reserved = new BitSet(versions.size());
        if (versions.isEmpty()) {
            return reserved;
        }
        byte[] names = names(session, versions);
        if (insert(session, names, firstId) == versions.size()) {
            reserved.set(0, versions.size());
            return reserved;
        }
        long next = firstId;
        for (int i = 0; i < versions.size(); i++) {
            session.update(
                    "delete from record_name where name = ? and content_id >= ?",
                    Bytes.copyOf(names, i * BYTES, (i + 1) * BYTES),
                    firstId);
        }
        for (int i = 0; i < versions.size(); i++) {
            if (insert(session, Bytes.copyOf(names, i * BYTES, (i + 1) * BYTES).array(), next) == 1) {
                reserved.set(i);
                next++;
            }
        }
        return reserved;
    }

    private static int insert(Session session, byte[] names, long firstId) {
        int count = names.length / BYTES;
        return session.update(INSERT, count, names, firstId, count);
    }

    private static byte[] names(Session session, List<RecordVersion> versions) {
        Map<RecordLedger, Integer> numbers = new HashMap<>();
        ByteBuffer names = ByteBuffer.allocate(versions.size() * BYTES);
        for (RecordVersion version : versions) {
            RecordLedger ledger = RecordLedger.of(version.record());
            int number = numbers.computeIfAbsent(ledger, absent -> number(session, absent));
            names.put(name(version.record(), number, version.version()));
        }
        return names.array();
    }

    static Optional<Long> find(Session session, RecordVersion version) {
        return known(session, RecordLedger.of(version.record()))
                .flatMap(ledger -> session.first(
                        "select content_id from record_name where name = ?",
                        row -> row.number(1),
                        name(version.record(), ledger, version.version())));
    }

    /// The highest version of a record that is held.
    static Optional<Named> newest(Session session, RecordId record) {
        return known(session, RecordLedger.of(record))
                .flatMap(ledger -> newest(session, Bytes.copyOf(name(record, ledger, 0), 0, RECORD_BYTES)));
    }

    private static Optional<Named> newest(Session session, Bytes record) {
        return session.first(
                "select name, content_id from record_name where name >= ? and name <= ? order by name desc limit 1",
                row -> new Named(versionOf(row), row.number(2)),
                padded(record, 0),
                padded(record, 0xff));
    }

    /// The contents of the versions of a record that are held, up to one, ascending.
    static List<Long> upTo(Session session, RecordId record, int version) {
        return known(session, RecordLedger.of(record))
                .map(ledger -> session.list(
                        "select content_id from record_name where name >= ? and name <= ? order by name",
                        row -> row.number(1),
                        name(record, ledger, 0),
                        name(record, ledger, version)))
                .orElse(List.of());
    }

    /// The contents of the newest versions of the records whose local id starts with these hex digits; of two at most.
    static List<Long> startingWith(Session session, String hex) {
        boolean odd = hex.length() % 2 == 1;
        byte[] low = padded(Bytes.ofHex(odd ? hex + "0" : hex), 0);
        byte[] high = padded(Bytes.ofHex(odd ? hex + "f" : hex), 0xff);
        List<Long> found = new ArrayList<>();
        Optional<Bytes> record = first(session, low, high);
        while (record.isPresent() && found.size() < 2) {
            found.add(newest(session, record.get()).orElseThrow().contentId());
            record = first(session, padded(record.get(), 0xff), high);
        }
        return found;
    }

    private static Optional<Bytes> first(Session session, byte[] low, byte[] high) {
        return session.first(
                "select name from record_name where name >= ? and name <= ? order by name limit 1",
                row -> row.bytes(1).slice(0, RECORD_BYTES),
                low,
                high);
    }

    private static int versionOf(Row row) {
        return ByteBuffer.wrap(row.array(1)).getInt(RECORD_BYTES);
    }

    private static byte[] name(RecordId record, int ledger, int version) {
        return ByteBuffer.allocate(BYTES)
                .put(record.localId().array())
                .putInt(ledger)
                .putInt(version)
                .array();
    }

    private static byte[] padded(Bytes start, int with) {
        byte[] name = new byte[BYTES];
        java.util.Arrays.fill(name, start.length(), BYTES, (byte) with);
        System.arraycopy(start.array(), 0, name, 0, start.length());
        return name;
    }

    /// What record ids are relative to.
    private record RecordLedger(Team team, int epoch) {
        static RecordLedger of(RecordId record) {
            return new RecordLedger(record.team(), record.epoch());
        }
    }

    private static Optional<Integer> known(Session session, RecordLedger ledger) {
        return session.first(
                "select id from record_ledger where team = ? and epoch = ?",
                row -> row.count(1),
                ledger.team().domain(),
                ledger.epoch());
    }

    private static int number(Session session, RecordLedger ledger) {
        return known(session, ledger).orElseGet(() -> {
            int next = Math.toIntExact(session.number("select max(id) from record_ledger") + 1);
            session.update(
                    "insert into record_ledger (id, team, epoch) values (?, ?, ?)",
                    next,
                    ledger.team().domain(),
                    ledger.epoch());
            return next;
        });
    }
}

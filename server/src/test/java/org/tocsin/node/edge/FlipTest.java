package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Tlp;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.checkup.Finding;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.StoreException;

/// The whole store of a node that published, received, withdrew, narrowed and was called at night: whatever somebody
/// changes in it, with another program or as bytes of its file, a checkup names, or every row reads as before. Which
/// tables and columns there are is read from the store. With `-Dlong` every row and every byte; `-Dslice=0/4` to
/// `3/4` does a fourth of the bytes each, `-Dfrom=141000` those behind. Threats S-ALTERED, T38 and T42.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlipTest {
    private static final boolean LONG = System.getProperty("long") != null;
    /// What has a row of its own under no seal, and is not made again either: bytes that a cipher's tag covers.
    private static final List<String> BY_THE_LEDGER = List.of("content_segment");

    private static final List<String> NOT_THE_NODES = List.of("flyway_schema_history", "store_seal");
    private static final int BYTES = 25;

    private OperatorRig node;
    private Path file;

    @BeforeAll
    void makeTheStoreOfANodeThatDidAllSortsOfThings(@TempDir Path directory) throws Exception {
        try (EmergencyScene scene = new EmergencyScene(directory, 5, "", 0)) {
            node = scene.jp;
            file = node.home.resolve("tocsin.db");
            for (int i = 0; i < 4; i++) {
                publish(scene.es, i);
                publish(scene.jp, 10 + i);
            }
            NodeRig.until(
                    "jp holds what es published",
                    () -> record(scene.jp, scene.es, 3).isPresent());
            NodeRig.until(
                    "es holds what jp published",
                    () -> record(scene.es, scene.jp, 3).isPresent());
            OperatorRig.must(scene.jp.type(
                    "record", "mark", record(scene.jp, scene.es, 0).orElseThrow(), "accepted"));
            OperatorRig.must(scene.es.type(
                    "record", "withdraw", record(scene.es, scene.es, 1).orElseThrow()));
            OperatorRig.must(scene.es.type(
                    "record", "narrow", record(scene.es, scene.es, 2).orElseThrow(), "--marking", "AMBER"));
            OperatorRig.must(scene.jp.type(
                    "record", "withdraw", record(scene.jp, scene.jp, 1).orElseThrow()));
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            var raised = scene.raise(Emergency.Kind.REAL, Precedence.FLASH);
            scene.until(scene.jp, raised.id(), Life.State.SUMMONING);
            scene.acknowledge(raised.id(), "Ana");
            scene.until(scene.es, raised.id(), Life.State.ACKNOWLEDGED);
            NodeRig.until("the withdrawal came", () -> rows("withdrawal") == 2);
            NodeRig.until("the narrowing came", () -> rows("narrowing") == 1);
        }
        if (LONG) {
            makeSmall();
        }
        assertEquals(List.of(), checkup());
    }

    /// The same rows on pages of an eighth: most of a page of SQLite's usual length would be empty.
    private void makeSmall() throws SQLException {
        try (ForeignHand hand = new ForeignHand(file)) {
            hand.read("pragma journal_mode = delete");
            hand.write("pragma page_size = 512");
            hand.write("vacuum");
        }
    }

    @Test
    void everyTableIsSealedOrMadeAgainOrWalked() throws Exception {
        TreeSet<String> unsealed = new TreeSet<>(tables());
        unsealed.removeIf(table -> columns(table).contains("row_seal"));
        TreeSet<String> expected = new TreeSet<>(BY_THE_LEDGER);
        expected.addAll(NOT_THE_NODES);
        OperatorRig.projections(node.team).forEach(projection -> expected.addAll(projection.tables()));
        assertEquals(expected, unsealed);
    }

    @Test
    void everyColumnOfEveryRowThatIsChangedIsNamed() throws Exception {
        SealsFirst seals = new SealsFirst(file, tables(), this::isNamed);
        ChangedValues values = new ChangedValues(file, LONG, table -> LONG ? seals.isNamed(table) : isNamed());
        for (String table : tables()) {
            boolean isSealed = columns(table).contains("row_seal");
            if (!LONG
                    && (NOT_THE_NODES.contains(table)
                            || (isSealed && covered(table).isEmpty()))) {
                continue;
            }
            for (String column : isSealed && !LONG ? covered(table) : columns(table)) {
                values.change(table, column);
                if (LONG) {
                    assertEquals(List.of(), checkup(), table + "." + column);
                }
            }
        }
        System.out.println("values changed: " + values.changes());
        assertEquals(Map.of(), values.unseen());
        assertEquals(List.of(), checkup());
        assertTrue(values.changes() > (LONG ? 1_000 : 40), "values changed: " + values.changes());
    }

    /// Another type, by one bit of a record's head, or another number that is no less a truth: the driver reads it as
    /// before, other programs do not.
    @Test
    void valuesThatReadAsTheRightOnesAreNamed() throws Exception {
        for (String column : List.of("received_segment.body", "record_pack.names", "content_segment.body")) {
            String[] of = column.split("\\.", 2);
            byte[] sound;
            try (ForeignHand hand = new ForeignHand(file)) {
                sound = (byte[]) hand.read("select " + of[1] + " from " + of[0]
                                + " where rowid = (select min(rowid) from " + of[0] + ")")
                        .getFirst()
                        .getFirst();
                hand.write("update " + of[0] + " set " + of[1] + " = cast(" + of[1]
                        + " as text) where rowid = (select min(rowid) from " + of[0] + ")");
            }
            assertTrue(
                    checkup().stream().anyMatch(finding -> finding.where().contains("holds text, not blob")), column);
            try (ForeignHand hand = new ForeignHand(file)) {
                hand.write(
                        "update " + of[0] + " set " + of[1] + " = ? where rowid = (select min(rowid) from " + of[0]
                                + ")",
                        sound);
            }
        }
        try (ForeignHand hand = new ForeignHand(file)) {
            hand.write("update record_pack set own = x'' where own = 0");
            assertTrue(checkup().stream().anyMatch(finding -> finding.where().contains("holds blob, not integer")));
            hand.write("update record_pack set own = 0 where own = x''");
            hand.write("update record_pack set own = 2 where own = 1");
            assertTrue(checkup().stream()
                    .anyMatch(finding ->
                            finding.where().equals("database") && finding.what().contains("is 2, neither 0 nor 1")));
            hand.write("update record_pack set own = 1 where own = 2");
        }
        assertEquals(List.of(), checkup());
    }

    /// Bytes where the schema had text: the table is there for whoever names it, and in no list of tables.
    @Test
    void aTableThatIsInNoListAnyMoreIsNamed() throws Exception {
        for (String column : List.of("type", "name", "tbl_name", "sql")) {
            schema("cast(" + column + " as blob)", column);
            assertTrue(
                    checkup().stream().anyMatch(finding -> finding.where().equals("table record_mark was changed")),
                    column);
            schema("cast(" + column + " as text)", column);
        }
        schema("'record_work'", "tbl_name");
        assertTrue(isNamed());
        schema("'record_mark'", "tbl_name");
        assertEquals(List.of(), checkup());
    }

    /// Changes a column of the row that SQLite keeps of a table.
    private void schema(String expression, String column) throws SQLException {
        try (ForeignHand hand = new ForeignHand(file)) {
            hand.write("pragma writable_schema = on");
            int rows = hand.write("update sqlite_master set " + column + " = " + expression
                    + " where cast(sql as text) like 'create table record_mark%'");
            assertEquals(1, rows, column);
        }
    }

    @Test
    void rowsThatAreDeletedPutInOrSwappedAreNamed() throws Exception {
        List<String> unseen = new ArrayList<>();
        SealsFirst seals = new SealsFirst(file, tables(), this::isNamed);
        int changes = 0;
        for (String table : tables()) {
            if (!LONG && (NOT_THE_NODES.contains(table) || columns(table).contains("row_seal"))) {
                continue;
            }
            MovedRows rows = new MovedRows(file, table, () -> LONG ? seals.isNamed(table) : isNamed());
            rows.delete(LONG);
            if (LONG || rows.changes() == 0) {
                rows.insert();
            }
            rows.swap(LONG);
            if (rows.changes() == 0) {
                unseen.add("nothing could be changed in " + table);
            }
            unseen.addAll(rows.unseen());
            changes += rows.changes();
            if (LONG) {
                assertEquals(List.of(), checkup(), table);
            }
        }
        System.out.println("rows deleted, put in or swapped: " + changes);
        assertEquals(List.of(), unseen);
        assertEquals(List.of(), checkup());
        assertTrue(changes > (LONG ? 500 : 15), "changes: " + changes);
    }

    @Test
    void everyByteOfTheFileThatIsChangedIsNamedOrEveryRowReadsAsBefore() throws Exception {
        Map<String, List<List<Object>>> before = dump();
        if (LONG) {
            String[] slice = System.getProperty("slice", "0/1").split("/", 2);
            try (Database open = Database.openToRead(new Database.Address.SqliteFile(file));
                    ByteFlips flips = new ByteFlips(file, () -> walks(open), this::isNamed, () -> reads(before))) {
                assertEquals(
                        List.of(),
                        flips.run(Long.getLong("from", 0), Integer.parseInt(slice[0]), Integer.parseInt(slice[1])));
                System.out.println(flips);
                assertTrue(flips.named() > 0, flips.toString());
            }
            return;
        }
        byte[] sound = Files.readAllBytes(file);
        Random random = new Random(42);
        List<String> wrong = new ArrayList<>();
        int named = 0;
        for (int i = 0; i < BYTES; i++) {
            int at = i < 20 ? i * 5 : random.nextInt(sound.length);
            int bit = 1 << random.nextInt(Byte.SIZE);
            put(at, (byte) (sound[at] ^ bit));
            if (isNamed()) {
                named++;
            } else if (!reads(before)) {
                wrong.add("byte " + at + ", bit " + bit);
            }
            put(at, sound[at]);
        }
        assertEquals(List.of(), wrong);
        assertTrue(named > 0, "nothing was named");
        assertEquals(List.of(), checkup());
    }

    /// Columns that no seal is over, since something else covers them.
    private static List<String> covered(String table) {
        return switch (table) {
            case "ledger_epoch" -> List.of("checkpoint");
            case "ledger_segment" -> List.of("statements", "places");
            case "received_segment" -> List.of("body");
            case "lane_out" -> List.of("receipt");
            case "relayed_record" -> List.of("evidence");
            default -> List.of();
        };
    }

    private boolean isNamed() {
        try {
            return !checkup().isEmpty();
        } catch (StoreException notEvenOpened) {
            return true;
        }
    }

    /// Whether the ledger and the evidence are found to be sound.
    private boolean walks(Database open) {
        try {
            return node.walk(open).bad().isEmpty();
        } catch (RuntimeException damaged) {
            // As in a checkup.
            return false;
        }
    }

    private List<Finding> checkup() {
        return node.checkup(Checkup.Watching.nobody()).findings();
    }

    private boolean reads(Map<String, List<List<Object>>> before) {
        try {
            Map<String, List<List<Object>>> now = dump();
            return now.keySet().equals(before.keySet())
                    && now.entrySet().stream()
                            .allMatch(one -> same(one.getValue(), before.getOrDefault(one.getKey(), List.of())));
        } catch (SQLException unreadable) {
            return false;
        }
    }

    private static boolean same(List<List<Object>> one, List<List<Object>> other) {
        return Arrays.deepEquals(
                one.stream().map(List::toArray).toArray(),
                other.stream().map(List::toArray).toArray());
    }

    private Map<String, List<List<Object>>> dump() throws SQLException {
        Map<String, List<List<Object>>> all = new TreeMap<>();
        try (ForeignHand hand = new ForeignHand(file)) {
            for (List<Object> table : hand.read("select name from sqlite_master where type = 'table'")) {
                all.put(
                        table.getFirst().toString(),
                        hand.read("select * from " + table.getFirst() + " order by rowid"));
            }
        }
        return all;
    }

    private void put(int at, byte octet) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write(octet);
        }
    }

    private List<String> tables() throws SQLException {
        try (ForeignHand hand = new ForeignHand(file)) {
            return hand.read("select name from sqlite_master where type = 'table' order by name").stream()
                    .map(row -> row.getFirst().toString())
                    .toList();
        }
    }

    private List<String> columns(String table) {
        try (ForeignHand hand = new ForeignHand(file)) {
            return hand.read("select name from pragma_table_info('" + table + "') order by cid").stream()
                    .map(row -> row.getFirst().toString())
                    .toList();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long rows(String table) {
        return node.database.transactions().read(session -> session.number("select count(*) from " + table));
    }

    private static void publish(OperatorRig by, int number) throws Exception {
        Path bundle = by.home.resolve("record-" + number + ".json");
        Files.write(bundle, SampleRecords.bundle(number, Tlp.GREEN).array());
        OperatorRig.must(by.type("record", "publish", bundle.toString()));
    }

    /// The name of the n-th record of a team that a node holds.
    private static Optional<String> record(OperatorRig at, OperatorRig of, int number) {
        OperatorRig.Typed list = at.type("record", "list", "--from", of.team.domain(), "--output", "json");
        assertEquals(ExitCode.OK, list.exit(), list.err());
        return list.lines().stream()
                .skip(number)
                .findFirst()
                .map(line -> line.replaceFirst(".*\"record\":\"([^\"]*)\".*", "$1"));
    }
}

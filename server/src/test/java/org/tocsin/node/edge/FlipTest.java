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
import org.tocsin.node.store.StoreException;

/// The whole store of a node that published, received, withdrew, narrowed and was called at night: whatever somebody
/// changes in it, with another program or as bytes of its file, a checkup names, or every row reads as before. Which
/// tables and columns there are is read from the store. With `-Dlong` every row and every byte; `-Dslice=0/4` to
/// `3/4` does a fourth of the bytes each. Threats S-ALTERED, T38
/// and T42.
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
        Map<String, String> unseen = new TreeMap<>();
        int flips = 0;
        for (String table : tables()) {
            boolean isSealed = columns(table).contains("row_seal");
            if (NOT_THE_NODES.contains(table)
                    || (isSealed && !LONG && covered(table).isEmpty())) {
                continue;
            }
            for (String column : isSealed && !LONG ? covered(table) : columns(table)) {
                flips += flip(table, column, unseen);
            }
        }
        assertEquals(Map.of(), unseen);
        assertEquals(List.of(), checkup());
        assertTrue(flips > (LONG ? 1_000 : 40), "flips: " + flips);
    }

    /// One bit of a record's head: the driver reads it as before, other programs do not.
    @Test
    void bytesThatBecameTextAreNamed() throws Exception {
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
        }
        assertEquals(List.of(), checkup());
    }

    @Test
    void rowsThatAreDeletedOrPutInAreNamed() throws Exception {
        List<String> unseen = new ArrayList<>();
        for (String table : tables()) {
            if (NOT_THE_NODES.contains(table) || (columns(table).contains("row_seal") && !LONG)) {
                continue;
            }
            List<List<Object>> rows;
            try (ForeignHand hand = new ForeignHand(file)) {
                rows = hand.read("select rowid, * from " + table + " order by rowid");
                if (rows.isEmpty()) {
                    hand.write("insert into " + table + " default values");
                } else {
                    hand.write(
                            "delete from " + table + " where rowid = ?",
                            rows.getLast().getFirst());
                }
            } catch (SQLException theSchemaRefuses) {
                invent(table);
                rows = List.of();
            }
            if (checkup().isEmpty()) {
                unseen.add(table);
            }
            try (ForeignHand hand = new ForeignHand(file)) {
                if (rows.isEmpty()) {
                    hand.write("delete from " + table);
                } else {
                    String marks = "?, ".repeat(rows.getLast().size() - 1) + "?";
                    hand.write(
                            "insert into " + table + " (rowid, " + String.join(", ", columns(table)) + ") values ("
                                    + marks + ")",
                            rows.getLast().toArray());
                }
            }
            if (LONG) {
                assertEquals(List.of(), checkup(), table);
            }
        }
        assertEquals(List.of(), unseen);
        assertEquals(List.of(), checkup());
    }

    @Test
    void everyByteOfTheFileThatIsChangedIsNamedOrEveryRowReadsAsBefore() throws Exception {
        Map<String, List<List<Object>>> before = dump();
        if (LONG) {
            String[] slice = System.getProperty("slice", "0/1").split("/", 2);
            try (ByteFlips flips = new ByteFlips(file, this::isNamed, () -> reads(before))) {
                assertEquals(List.of(), flips.run(Integer.parseInt(slice[0]), Integer.parseInt(slice[1])));
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

    private int flip(String table, String column, Map<String, String> unseen) throws SQLException {
        List<List<Object>> rows;
        try (ForeignHand hand = new ForeignHand(file)) {
            rows = hand.read("select rowid, " + column + " from " + table + " order by rowid");
        }
        int flips = 0;
        for (List<Object> row : LONG ? rows : rows.subList(0, Math.min(1, rows.size()))) {
            Object value = row.get(1);
            for (Object other : others(value)) {
                try (ForeignHand hand = new ForeignHand(file)) {
                    hand.write("update " + table + " set " + column + " = ? where rowid = ?", other, row.get(0));
                } catch (SQLException theSchemaRefuses) {
                    continue;
                }
                flips++;
                // A row number is a key: there it is another row now.
                Object now = column.equals("id") && value instanceof Number ? other : row.get(0);
                if (!isNamed()) {
                    unseen.put(table + "." + column, "row " + row.get(0) + ": " + other);
                }
                try (ForeignHand hand = new ForeignHand(file)) {
                    int back = hand.write("update " + table + " set " + column + " = ? where rowid = ?", value, now);
                    if (back == 0) {
                        hand.write("update " + table + " set " + column + " = ? where rowid = ?", value, row.get(0));
                    }
                }
            }
        }
        return flips;
    }

    private static List<Object> others(Object value) {
        return switch (value) {
            case null -> List.of(7L);
            case byte[] bytes -> {
                List<Object> others = new ArrayList<>();
                int places = LONG ? 20 : 2;
                for (int i = 0; i < places && bytes.length > 0; i++) {
                    byte[] other = bytes.clone();
                    other[(int) ((long) (bytes.length - 1) * i / (places - 1))] ^= (byte) (1 << i % 8);
                    others.add(other);
                }
                others.add(Arrays.copyOf(bytes, bytes.length + 1));
                yield others;
            }
            case Number number ->
                LONG ? List.of(number.longValue() + 1, number.longValue() - 1) : List.of(number.longValue() + 1);
            case String text -> List.of(text + "x");
            default -> throw new IllegalStateException(value.getClass().getName());
        };
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

    /// A row of a table, by the types of its columns.
    private void invent(String table) throws SQLException {
        try (ForeignHand hand = new ForeignHand(file)) {
            List<Object> row = new ArrayList<>();
            for (List<Object> column : hand.read("select type from pragma_table_info('" + table + "')")) {
                row.add(
                        column.getFirst().equals("text")
                                ? "x"
                                : column.getFirst().equals("blob") ? new byte[32] : 1L);
            }
            String marks = "?, ".repeat(row.size() - 1) + "?";
            hand.write("insert into " + table + " values (" + marks + ")", row.toArray());
        }
    }

    private boolean isNamed() {
        try {
            return !checkup().isEmpty();
        } catch (StoreException notEvenOpened) {
            return true;
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

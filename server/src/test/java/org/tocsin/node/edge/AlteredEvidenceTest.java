package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneInspector;
import org.tocsin.node.directory.DirectoryInspector;
import org.tocsin.node.intake.ReceivedInspector;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.testing.FreePorts;

/// What two nodes wrote down about each other is altered, a byte at a time, and `ledger verify` names the table. Threat
/// S-ALTERED.
class AlteredEvidenceTest {
    /// Of each altered column, the places that are altered: enough to meet every part of what it holds.
    private static final int PLACES = 20;

    private static final List<String> BLOBS = List.of(
            "pinned_team.root_fingerprint",
            "team_manifest.manifest",
            "team_manifest.signature",
            "agreement_evidence.proof",
            "agreement_evidence.terms",
            "agreement_evidence.leaf",
            "lane_out.receipt",
            "lane_out.last_hash",
            "lane_pack.entries",
            "lane_pack.hash_before",
            "lane_pack.agreement_id",
            "seen_head.checkpoint",
            "seen_head.root",
            "received_segment.body",
            "received_segment.admitted");

    private static final List<String> NUMBERS = List.of(
            "agreement_evidence.version",
            "lane_out.last_sequence",
            "lane_out.receipted",
            "lane_out.lane_epoch",
            "lane_out.packs",
            "lane_pack.first_sequence",
            "lane_pack.first_index",
            "lane_pack.last_index",
            "lane_pack.pack",
            "lane_pack.released",
            "lane_pack.agreement_version",
            "lane_pack.ledger_epoch",
            "lane_pack.lane_epoch",
            "lane_withheld.records",
            "seen_head.size",
            "seen_head.epoch",
            "received_segment.epoch");

    @TempDir
    Path directory;

    private OperatorRig es;
    private Database database;

    @BeforeEach
    void makeTheDatabaseOfANodeThatSharedAndReceived() throws Exception {
        InstantSource clock = InstantSource.system();
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), clock);
        try (OperatorRig jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), clock)) {
            OperatorRig.connect(es, jp, "GREEN", "GREEN");
            for (int i = 0; i < 4; i++) {
                publish(es, i, i == 1 ? Tlp.AMBER : Tlp.GREEN);
                publish(jp, 10 + i, Tlp.GREEN);
            }
            NodeRig.until("es is receipted", () -> receipted(es, jp) == 3);
            NodeRig.until("jp is receipted", () -> receipted(jp, es) == 4);
        } finally {
            es.close();
        }
        database = Database.open(new Database.Address.SqliteFile(es.home.resolve("tocsin.db")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyAlteredByteOfEvidenceIsNamed() throws Exception {
        try (HighWaterFile file = HighWaterFile.open(new FileDisk(), es.home.resolve("high-water"))) {
            HighWaterFile.Mark mark = file.mark();
            var sound = assertInstanceOf(Verdict.Sound.class, verify(mark));
            assertTrue(sound.evidence() > 8, "checked: " + sound.evidence());
            Map<String, String> wrong = new TreeMap<>();
            for (String column : BLOBS) {
                byte[] before = blob(column);
                for (int place = 0; place < Math.min(PLACES, before.length); place++) {
                    byte[] after = before.clone();
                    int at = (int) ((long) (before.length - 1) * place / Math.min(PLACES - 1, before.length));
                    after[at] ^= (byte) (1 << place % 8);
                    write(column, after);
                    judge(column, " at " + at + " of " + before.length, verify(mark), wrong);
                }
                write(column, before);
            }
            for (String column : NUMBERS) {
                long before = number(column);
                write(column, before + 1);
                judge(column, "", verify(mark), wrong);
                write(column, before);
            }
            // Another number names another content, which is then what does not fit.
            wrong.entrySet()
                    .removeIf(one -> one.getKey().startsWith("received_segment.admitted")
                            && one.getValue().equals("content"));
            assertEquals(Map.of(), wrong);
            assertEquals(sound, verify(mark));
        }
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        try (HighWaterFile file = HighWaterFile.open(new FileDisk(), es.home.resolve("high-water"))) {
            Map<String, String> wrong = new TreeMap<>();
            for (String table : List.of("received_segment", "pinned_team", "lane_pack", "lane_out")) {
                Path whole = Files.copy(es.home.resolve("tocsin.db"), directory.resolve(table + ".db"));
                try (Database copy = Database.open(new Database.Address.SqliteFile(whole))) {
                    copy.transactions().writing(session -> session.update("delete from " + table));
                    judge(table + ".", "", verify(copy, file.mark()), wrong);
                }
            }
            // What hangs on a missing row is what is left to be seen.
            assertEquals("content", wrong.remove("received_segment."));
            assertEquals("team_manifest", wrong.remove("pinned_team."));
            assertEquals("lane_out", wrong.remove("lane_pack."));
            assertEquals("lane_pack", wrong.remove("lane_out."));
            assertEquals(Map.of(), wrong);
        }
    }

    private static void judge(String column, String at, Verdict verdict, Map<String, String> wrong) {
        String table = table(column);
        String named = verdict instanceof Verdict.Bad bad ? bad.table() : verdict.toString();
        if (!named.equals(table)) {
            wrong.put(column + at, named);
        }
    }

    private Verdict verify(HighWaterFile.Mark mark) {
        return verify(database, mark);
    }

    private Verdict verify(Database of, HighWaterFile.Mark mark) {
        DirectoryInspector teams = new DirectoryInspector();
        return new LedgerVerifier(
                        of.transactions(),
                        es.team,
                        head -> es.papers.pinned().everSigned(head.checkpoint(), head.origin(), head.tree()),
                        List.of(teams, new ReceivedInspector(teams::team), new LaneInspector(es.team, teams::team)))
                .verify(mark, Progress.none());
    }

    private static void publish(OperatorRig node, int number, Tlp tlp) throws Exception {
        Path file = node.home.resolve("record-" + number + ".json");
        Files.write(file, SampleRecords.bundle(number, tlp).array());
        OperatorRig.must(node.type("record", "publish", file.toString()));
    }

    private static long receipted(OperatorRig from, OperatorRig to) {
        return from.lanes.status(to.team).map(status -> status.receipted()).orElse(0L);
    }

    private byte[] blob(String column) {
        return database.transactions()
                .read(session -> session.first(select(column), row -> row.array(1)))
                .orElseThrow();
    }

    private long number(String column) {
        return database.transactions().read(session -> session.number(select(column)));
    }

    private static String select(String column) {
        return "select " + name(column) + " from " + table(column) + " where " + one(column);
    }

    private void write(String column, Object value) {
        database.transactions()
                .writing(session -> session.update(
                        "update " + table(column) + " set " + name(column) + " = ? where " + one(column), value));
    }

    /// One row: the last one that was written; of lanes the routine one, which has everything.
    private static String one(String column) {
        String routine = table(column).equals("lane_out") ? " where lane = 'ROUTINE'" : "";
        return "rowid = (select max(rowid) from " + table(column) + routine + ")";
    }

    private static String table(String column) {
        return column.substring(0, column.indexOf('.'));
    }

    private static String name(String column) {
        return column.substring(column.indexOf('.') + 1);
    }
}

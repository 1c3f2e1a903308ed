package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.ledger.StartGate.PartnerHead;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.StoreException;
import org.tocsin.node.store.TestStore;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.TreeDomain;

/// `ledger verify`, `ledger reopen` and `node rebuild`, on either engine. Threat S-ALTERED, rule R-LED-8,
/// invariants I11 and I13.
abstract class VerifierContractTest {
    private static final Team PARTNER = new Team("cert-es.example");
    private static final TeamManifest.Signed MANIFEST =
            new TeamManifest.Signed(Bytes.ofUtf8("manifest"), Bytes.ofUtf8("signature"));

    /// Bytes, numbers and texts of my tables; the key first.
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "ledger_epoch",
                    List.of("epoch", "team", "size", "root", "checkpoint", "closed_size", "closed_root", "seal"),
            "ledger_segment",
                    List.of(
                            "id",
                            "epoch",
                            "first_index",
                            "entry_count",
                            "committed_at",
                            "places",
                            "statements",
                            "seal"),
            "content_segment", List.of("id", "body"),
            "content", List.of("id", "slots"),
            "partner_head", List.of("partner", "epoch", "size", "root", "checkpoint", "heard_at", "seal"));

    /// Columns that only say in which row something stands: any number does.
    private static final Set<String> NAMES = Set.of("ledger_segment.id");

    @TempDir
    Path directory;

    private LedgerFixture node;

    abstract TestStore store(Path directory);

    @BeforeEach
    void open() {
        node = new LedgerFixture(store(directory), directory);
        node.open();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aSoundLedgerIsFoundSoundAlsoWhileItRuns() {
        node.appendMany(40);
        node.append(Draft.of(node.record("{}").statement(), Statement.Kind.RECORD));
        List<Long> seen = new ArrayList<>();
        assertEquals(
                new Verdict.Sound(41, 40, 0, 0),
                verifier(node.database()).verify(node.highWater().mark(), (done, total) -> {
                    seen.add(done);
                    assertEquals(41, total);
                }));
        assertEquals(41L, seen.getLast());
        try (Database reading = Database.openToRead(node.store.address())) {
            assertInstanceOf(
                    Verdict.Sound.class,
                    verifier(reading).verify(node.highWater().mark(), Progress.none()));
        }
        new ContentStore(node.database().transactions()).erase(3);
        assertEquals(new Verdict.Sound(41, 39, 1, 0), verify());
    }

    @Test
    void everyFlippedColumnOfEveryRowIsNamed() throws IOException {
        twoEpochs();
        assertInstanceOf(Verdict.Sound.class, verify());
        int flips = 0;
        for (Map.Entry<String, List<String>> table : COLUMNS.entrySet()) {
            String key = table.getValue().getFirst();
            for (Object row : keys(table.getKey(), key)) {
                for (String column : table.getValue()) {
                    if (!NAMES.contains(table.getKey() + "." + column)) {
                        flips += flip(table.getKey(), key, row, column);
                    }
                }
            }
        }
        assertInstanceOf(Verdict.Sound.class, verify());
        assertTrue(flips > 100, "flips: " + flips);
    }

    @Test
    void everyDeletedRowIsMissed() throws IOException {
        twoEpochs();
        for (String table : List.of("ledger_epoch", "ledger_segment", "content_segment", "content")) {
            String key = table.equals("ledger_epoch") ? "epoch" : "id";
            for (Object row : keys(table, key)) {
                Verdict verdict =
                        changed(session -> session.update("delete from " + table + " where " + key + " = ?", row));
                assertInstanceOf(Verdict.Bad.class, verdict, table + " row " + row);
            }
        }
        assertInstanceOf(Verdict.Sound.class, verify());
    }

    @Test
    void whatWasInsertedOrMovedIsFound() {
        node.appendMany(10);
        node.append(node.record("{}"));
        Segment forged = Segment.of(1, 11, LedgerFixture.START, List.of(node.record("{}")), List.of(0L));
        assertBad("ledger_epoch", session -> SegmentTable.insert(session, 77, forged));
        Segment gap = Segment.of(1, 50, LedgerFixture.START, List.of(node.record("{}")), List.of(0L));
        assertBad("ledger_segment", session -> SegmentTable.insert(session, 77, gap));
        Segment elsewhere = Segment.of(9, 0, LedgerFixture.START, List.of(node.record("{}")), List.of(0L));
        assertBad("ledger_segment", session -> SegmentTable.insert(session, 77, elsewhere));
        SealedContent content = node.cipher.seal(Digest.ZERO, Bytes.ofUtf8("x"));
        assertBad("content", session -> ContentTable.insert(session, 900, List.of(content)));
        assertBad(
                "content_segment",
                session -> session.update("insert into content_segment (id, body) values (900, ?)", Bytes.EMPTY));
        assertBad(
                "content",
                session -> session.update("update content set id = 500 where id = (select max(id) from content)"));
    }

    @Test
    void aCheckpointByAnotherKeyIsFoundEvenIfEverythingFits() {
        node.append(node.record("{}"));
        node.close();
        LedgerFixture other = new LedgerFixture(node.store, directory);
        node.open();
        Head head = node.ledger().head();
        Bytes forged =
                new CheckpointSigner(LedgerFixture.TEAM, other.key).sign(new Checkpoint(head.origin(), head.tree()));
        Verdict.Bad bad = assertBad("ledger_epoch", session -> {
            session.update("delete from ledger_epoch");
            EpochTable.insert(session, new Head(head.origin(), head.tree(), forged));
        });
        assertEquals("checkpoint", bad.column());
    }

    @Test
    void aDatabaseBehindItsHighWaterFileIsNotSound() {
        node.append(node.record("{}"));
        Head head = node.ledger().head();
        Verdict verdict = verifier(node.database())
                .verify(new HighWaterFile.Mark.At(head.origin(), new TreeHead(2, Digest.ZERO)), Progress.none());
        assertTrue(assertInstanceOf(Verdict.Bad.class, verdict).why().contains("restored"));
    }

    /// Also where the high-water file is as old as the database: nobody vouches for it. Rule R-LED-7.
    @Test
    void aDatabaseThatIsOlderThanWhatWasSeenOfPartnersDoesNotSignOn() {
        node.append(node.record("{}"));
        Head head = node.ledger().head();
        node.database().transactions().writing(LedgerView::markAsOutdated);
        for (int start = 0; start < 2; start++) {
            StartGate gate = new StartGate(
                    node.ledger().view(),
                    new HighWaterFile.Mark.At(head.origin(), head.tree()),
                    StartGate.Asking.nobody(),
                    node.clock);
            var refused = assertInstanceOf(StartGate.State.Refused.class, gate.state());
            assertTrue(refused.why().contains("older than what this node had seen"), refused.why());
        }
    }

    @Test
    void aDamagedLedgerIsNotOpened() {
        node.appendMany(3);
        node.close();
        try (Database database = node.store.open()) {
            database.transactions().writing(session -> {
                byte[] bytes = session.first(
                                "select statements from ledger_segment where first_index = 0", row -> row.array(1))
                        .orElseThrow();
                bytes[10] ^= 1;
                session.update("update ledger_segment set statements = ? where first_index = 0", bytes);
            });
            assertThrows(
                    LedgerDamaged.class,
                    () -> LedgerView.load(database.transactions(), LedgerFixture.TEAM, node.key.publicKey()));
        }
    }

    @Test
    void aReopenedLedgerEndsTheOldEpochAtTheHighestHeadKnownAndGoesOnInTheNext() throws IOException {
        node.appendMany(3);
        Head own = node.ledger().head();
        TreeHead beyond = new TreeHead(5, TreeDomain.LEDGER.leaf(Bytes.ofUtf8("what the partner saw")));
        PartnerHead held = new PartnerHead(PARTNER, own.origin(), beyond, sign(own, beyond));
        node.ledger().gate().heard(PARTNER, List.of(held));
        assertFalse(node.ledger().gate().isSigning());

        Reopening.Ending ending = reopen();
        assertEquals(new Reopening.Ending(own.origin(), beyond, PARTNER.domain()), ending);

        node.open();
        LedgerView view = node.ledger().view();
        assertTrue(node.ledger().gate().isSigning());
        assertEquals(ending.next(), view.head().origin());
        assertEquals(Statement.Kind.EPOCH, view.entry(2, 0).orElseThrow().kind());
        assertEquals(1, node.append(node.draft("{}", 2)).index());
        assertEquals(Optional.of(own), view.head(1));
        assertEquals(Optional.of(beyond), view.closedAt(1));
        assertEquals(
                own.checkpoint(), view.evidence(1, 2, Bytes.EMPTY).orElseThrow().checkpoint());
        assertEquals(own.tree().root(), view.root(1, 3));
        assertThrows(IllegalArgumentException.class, () -> view.shared(1, new long[] {3}, 4));
        assertInstanceOf(Verdict.Sound.class, verify());

        // A partner that still holds the old epoch's head does not stop the new one.
        node.ledger().gate().heard(PARTNER, List.of(held));
        assertTrue(node.ledger().gate().isSigning());
        // And a copy from before the reopening is refused by the file.
        node.reopen();
        assertEquals(2, node.ledger().head().tree().size());
        StartGate gate = new StartGate(
                node.ledger().view(),
                new HighWaterFile.Mark.At(new Origin(LedgerFixture.TEAM, 3), beyond),
                StartGate.Asking.nobody(),
                node.clock);
        assertInstanceOf(StartGate.State.Refused.class, gate.state());
    }

    @Test
    void aRebuiltProjectionEqualsTheLiveOne() {
        node.database()
                .transactions()
                .writing(session -> session.update("create table test_projection"
                        + " (epoch bigint, place bigint, kind text, fragments bigint, primary key (epoch, place))"));
        for (int i = 0; i < 25; i++) {
            Draft draft = node.record("{\"i\":" + i + "}");
            Probe probe = new Probe(true, batch -> {
                Batch.Appended appended = batch.append(draft);
                TestProjection.insert(batch.session(), 1, appended.index(), draft.kind(), 1);
                return appended;
            });
            node.ledger().submit(probe);
            probe.await();
        }
        Rebuild rebuild = new Rebuild(node.ledger().view(), List.of(new TestProjection()));
        Rebuild.Report report = rebuild.run(Progress.none());
        assertEquals(new Rebuild.Report(25, List.of(new Rebuild.Table("test_projection", 25, 25, true))), report);
        assertEquals(report, compared());

        node.database()
                .transactions()
                .writing(session -> session.update("delete from test_projection where place = 7"));
        node.database()
                .transactions()
                .writing(session -> session.update("update test_projection set kind = 'X' where place = 8"));
        // To compare changes nothing.
        assertEquals(
                List.of(new Rebuild.Table("test_projection", 24, 25, false)),
                compared().tables());
        assertEquals(
                List.of(new Rebuild.Table("test_projection", 24, 25, false)),
                compared().tables());
        assertFalse(rebuild.run(Progress.none()).same());
        assertTrue(rebuild.run(Progress.none()).same());
        assertTrue(compared().same());
        // A segment that does not go on from the one before it ends the comparison: a damaged index could go in a ring.
        node.database()
                .transactions()
                .writing(session -> session.update(
                        "update ledger_segment set first_index = first_index + 100 where first_index > 0"));
        assertThrows(IllegalStateException.class, this::compared);
    }

    private Rebuild.Report compared() {
        return Rebuild.compare(transactions(), List.of(new TestProjection()), Progress.none());
    }

    private static final class TestProjection implements Projection {
        static void insert(Session session, int epoch, long place, Statement.Kind kind, int held) {
            session.enqueue("insert into test_projection values (?, ?, ?, ?)", epoch, place, kind, held);
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public List<String> tables() {
            return List.of("test_projection");
        }

        @Override
        public void replay(Session session, Entry entry, ContentStore contents) {
            boolean held =
                    contents.get(session, entry.contentId(), entry.leafHash()) instanceof ContentStore.Content.Held;
            insert(session, entry.epoch(), entry.index(), entry.kind(), held ? 1 : 0);
        }
    }

    /// Two epochs, a few segments, contents, and a partner's head.
    private void twoEpochs() throws IOException {
        node.appendMany(3);
        node.append(node.record("{}"));
        Head own = node.ledger().head();
        TreeHead beyond = new TreeHead(9, Digest.ZERO);
        node.ledger().gate().heard(PARTNER, List.of(new PartnerHead(PARTNER, own.origin(), beyond, sign(own, beyond))));
        reopen();
        node.open();
        node.append(node.draft("{}", 2));
    }

    private Reopening.Ending reopen() throws IOException {
        node.close();
        try (Database database = node.store.open();
                HighWaterFile file = HighWaterFile.open(node.disk, node.highWaterPath)) {
            Reopening reopening = new Reopening(database.transactions(), LedgerFixture.TEAM, file);
            Reopening.Ending ending = reopening.ending(List.of());
            reopening.begin(
                    ending,
                    MANIFEST,
                    new CheckpointSigner(LedgerFixture.TEAM, node.key),
                    node.random,
                    LedgerFixture.START);
            return ending;
        }
    }

    private Bytes sign(Head own, TreeHead head) {
        return new CheckpointSigner(LedgerFixture.TEAM, node.key).sign(new Checkpoint(own.origin(), head));
    }

    private int flip(String table, String key, Object row, String column) {
        List<Object> values = new ArrayList<>();
        Optional<Object> original = value(table, key, row, column);
        switch (original.orElse("")) {
            case byte[] bytes -> {
                for (int at : new int[] {0, bytes.length / 2, bytes.length - 1}) {
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= 4;
                    values.add(flipped);
                }
                values.add(new byte[0]);
            }
            case Long number -> values.addAll(List.of(number + 1, number - 1, number + (1L << 20)));
            case String text -> values.addAll(text.isEmpty() ? List.of() : List.of(text + "x", "cert-xx.example", "?"));
            default -> throw new IllegalStateException(column);
        }
        for (Object value : values) {
            Verdict verdict = changed(session ->
                    session.update("update " + table + " set " + column + " = ? where " + key + " = ?", value, row));
            assertInstanceOf(
                    Verdict.Bad.class, verdict, table + "." + column + " of row " + row + " was flipped unseen");
        }
        return values.size();
    }

    private List<Object> keys(String table, String key) {
        return transactions()
                .read(session -> session.list(
                        "select " + key + " from " + table,
                        row -> table.equals("partner_head") ? (Object) row.text(1) : (Object) row.number(1)));
    }

    private Optional<Object> value(String table, String key, Object of, String column) {
        Set<String> binary =
                Set.of("root", "checkpoint", "closed_root", "seal", "places", "statements", "body", "slots");
        return transactions()
                .read(session -> session.first(
                        "select " + column + " from " + table + " where " + key + " = ?",
                        row -> row.isNull(1)
                                ? (Object) ""
                                : binary.contains(column)
                                        ? row.array(1)
                                        : Set.of("team", "partner").contains(column)
                                                ? (Object) row.text(1)
                                                : (Object) row.number(1),
                        of));
    }

    private Verdict.Bad assertBad(String table, Consumer<Session> change) {
        Verdict.Bad bad = assertInstanceOf(Verdict.Bad.class, changed(change));
        assertEquals(table, bad.table(), bad.toString());
        return bad;
    }

    /// Verifies after a change, and takes the change back. A change that the schema itself refuses is found, too.
    private Verdict changed(Consumer<Session> change) {
        Map<String, List<List<Object>>> saved = Snapshot.take(transactions(), COLUMNS);
        try {
            transactions().writing(change);
            return verify();
        } catch (StoreException e) {
            return new Verdict.Bad("schema", 0, "", 0, String.valueOf(e.getMessage()));
        } finally {
            Snapshot.restore(transactions(), COLUMNS, saved);
        }
    }

    private Transactions transactions() {
        return node.database().transactions();
    }

    private Verdict verify() {
        return verifier(node.database()).verify(node.highWater().mark(), Progress.none());
    }

    private LedgerVerifier verifier(Database database) {
        return new LedgerVerifier(
                database.transactions(),
                LedgerFixture.TEAM,
                head -> CheckpointVerifier.verify(head.checkpoint(), head.origin(), node.key.publicKey())
                        instanceof CheckpointVerdict.Verified,
                List.of());
    }
}

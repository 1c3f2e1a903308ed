package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TestStore;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;

/// A database that is not what this node left is not gone on with, whatever is wrong with it. Threat S-ALTERED.
class LedgerLoadTest {
    @TempDir
    Path directory;

    private LedgerFixture node;

    @BeforeEach
    void open() {
        node = new LedgerFixture(TestStore.sqlite(directory), directory);
        node.open();
        node.append(node.record("{\"n\":1}"));
        node.append(node.record("{\"n\":2}"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Transactions transactions() {
        return node.database().transactions();
    }

    private LedgerDamaged refused(Team team) {
        return assertThrows(LedgerDamaged.class, () -> LedgerView.load(transactions(), team, node.key.publicKey()));
    }

    private void says(String what) {
        String why = String.valueOf(refused(LedgerFixture.TEAM).getMessage());
        assertTrue(why.contains(what), why);
    }

    @Test
    void anotherTeamsLedgerIsNotLoaded() {
        String why = String.valueOf(refused(new Team("cert-es.example")).getMessage());
        assertTrue(why.contains("holds the ledger of cert-jp.example, not of cert-es.example"), why);
    }

    @Test
    void aLedgerUnderAnotherKeyIsNotLoaded() {
        LedgerFixture other = new LedgerFixture(node.store, directory);
        LedgerDamaged refused = assertThrows(
                LedgerDamaged.class, () -> LedgerView.load(transactions(), LedgerFixture.TEAM, other.key.publicKey()));
        assertTrue(String.valueOf(refused.getMessage()).contains("not signed by the key"), refused.getMessage());
    }

    @Test
    void aDatabaseWithoutAnyLedgerIsNamed() {
        transactions().writing(session -> session.update("delete from ledger_epoch"));
        LedgerDamaged refused =
                assertThrows(LedgerDamaged.class, () -> LedgerView.loadUnsigned(transactions(), LedgerFixture.TEAM));
        assertTrue(String.valueOf(refused.getMessage()).contains("holds no ledger"), refused.getMessage());
        Verdict.Bad bad = assertInstanceOf(Verdict.Bad.class, verified(LedgerFixture.TEAM));
        assertEquals("ledger_epoch", bad.table());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update ledger_epoch set root = zeroblob(32)              | make another tree
            update ledger_epoch set size = 1                         | make another tree
            update ledger_segment set seal = zeroblob(32)            | is damaged
            update ledger_segment set entry_count = 2                | is damaged
            update ledger_segment set statements = zeroblob(9)       | is damaged
            update ledger_segment set first_index = first_index + 5  | is damaged
            delete from ledger_segment where first_index = 1         | make another tree
            update ledger_epoch set checkpoint = zeroblob(0)         | is not of its head
            """)
    void whatWasChangedIsNotLoaded(String change, String what) {
        transactions().writing(session -> session.update(change));
        says(what);
    }

    @Test
    void aCheckpointOfAnotherHeadIsNotLoadedThoughItIsSigned() {
        Head head = node.ledger().head();
        CheckpointSigner signer = new CheckpointSigner(LedgerFixture.TEAM, node.key);
        Bytes other = signer.sign(new Checkpoint(head.origin(), new TreeHead(1, Digest.ZERO)));
        transactions().writing(session -> session.update("update ledger_epoch set checkpoint = ?", other));
        says("is not of its head");
    }

    @Test
    void aSegmentThatWentMissingWhileTheNodeRunsIsNamedWhenItIsRead() {
        for (int i = 0; i < 40; i++) {
            node.append(node.record("{}"));
        }
        assertEquals(1, node.ledger().view().entries(1, 1, 1).size());
        transactions().writing(session -> session.update("delete from ledger_segment where first_index <= 1"));
        LedgerView view = node.ledger().view();
        for (long index : new long[] {0, 1}) {
            assertThrows(LedgerDamaged.class, () -> view.entries(1, index, 1));
        }
        assertEquals(1, view.entries(1, 2, 1).size());
    }

    @Test
    void whatIsNotInTheLedgerIsNotProven() {
        LedgerView view = node.ledger().view();
        assertEquals(Optional.empty(), view.evidence(2, 0, Bytes.EMPTY));
        assertEquals(Optional.empty(), view.evidence(1, 2, Bytes.EMPTY));
        assertEquals(Optional.empty(), view.entry(1, -1));
        assertEquals(List.of(), view.entries(1, -3, 2));
        assertEquals(Optional.empty(), view.head(2));
        assertEquals(List.of(1), view.epochs());
        assertThrows(IllegalArgumentException.class, () -> view.root(2, 0));
    }

    private Verdict verified(Team team) {
        return new LedgerVerifier(transactions(), team, head -> true, List.of())
                .verify(node.highWater().mark(), Progress.none());
    }

    @Test
    void anotherTeamsLedgerIsNotVerifiedAsOnesOwn() {
        Verdict.Bad bad = assertInstanceOf(Verdict.Bad.class, verified(new Team("cert-es.example")));
        assertEquals("team", bad.column());
    }

    /// What stands where a content was erased would be what the erasure was to remove.
    @Test
    void somethingWhereAContentWasErasedIsFound() {
        new ContentStore(transactions()).erase(1);
        assertInstanceOf(Verdict.Sound.class, verified(LedgerFixture.TEAM));
        transactions().writing(session -> {
            byte[] body = ContentTable.segment(session, 1).orElseThrow().array().clone();
            body[3] = 1;
            session.update("update content_segment set body = ? where id = 1", body);
        });
        Verdict.Bad bad = assertInstanceOf(Verdict.Bad.class, verified(LedgerFixture.TEAM));
        assertEquals("content_segment", bad.table());
        assertEquals(3, bad.offset());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update content set slots = zeroblob(0) where id = 1
            update content set slots = zeroblob(7) where id = 1
            update content set id = 5000000000 where id = 2
            update content set id = -4 where id = 2
            """)
    void slotsThatAreNoneAreFound(String change) {
        transactions().writing(session -> session.update(change));
        assertInstanceOf(Verdict.Bad.class, verified(LedgerFixture.TEAM));
    }

    @Test
    void aContentOfAnotherStatementIsNotTakenForItsOwn() {
        Segment held = transactions()
                .read(session -> SegmentTable.containing(session, 1, 0).orElseThrow());
        for (long odd : new long[] {-1, 5_000_000_000L, 77}) {
            transactions().writing(session -> renumbered(session, held, odd));
            assertInstanceOf(Verdict.Bad.class, verified(LedgerFixture.TEAM), "content " + odd);
        }
    }

    /// Whoever can write the file can make its seal, too.
    private static void renumbered(Session session, Segment held, long contentId) {
        Bytes places = held.places();
        byte[] changed = places.array().clone();
        ByteBuffer.wrap(changed).putLong(1 + Integer.BYTES, contentId);
        Bytes packed = Bytes.wrap(changed);
        session.update(
                "update ledger_segment set places = ?, seal = ? where first_index = 0",
                packed,
                Segment.seal(held.epoch(), 0, held.entryCount(), held.at(), packed));
    }

    @Test
    void aStatementKeepsItsContentThoughAnothersFollowsIt() {
        Draft draft = Draft.of(node.record("{}").statement(), Statement.Kind.RECORD);
        long index = node.append(draft).index();
        assertEquals(
                Draft.NO_CONTENT,
                node.ledger().view().entry(1, index).orElseThrow().contentId());
    }
}

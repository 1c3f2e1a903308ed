package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Team;
import org.tocsin.node.store.TestStore;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;

/// What the ledger promises, on either engine.
abstract class LedgerContractTest {
    @TempDir
    Path directory;

    LedgerFixture node;

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
    void anEntryIsProvenByItsCheckpointAlone() {
        for (int i = 0; i < 5; i++) {
            node.append(node.record("{\"i\":" + i + "}"));
        }
        for (long index = 0; index < 5; index++) {
            Evidence evidence =
                    node.ledger().view().evidence(1, index, Bytes.EMPTY).orElseThrow();
            CheckpointVerdict verdict = CheckpointVerifier.verify(
                    evidence.checkpoint(), node.ledger().head().origin(), node.key.publicKey());
            Digest root = assertInstanceOf(CheckpointVerdict.Verified.class, verdict)
                    .checkpoint()
                    .root();
            assertEquals(
                    root,
                    MerkleProofs.sharedRoot(
                                    TreeDomain.LEDGER,
                                    5,
                                    new long[] {index},
                                    List.of(TreeDomain.LEDGER.leaf(evidence.statement())),
                                    evidence.proof())
                            .orElseThrow());
        }
    }

    @Test
    void everyHeadExtendsTheOneBefore() {
        List<Head> heads = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            heads.add(node.append(node.record("{}")).head());
        }
        Head last = heads.getLast();
        for (Head head : heads) {
            assertTrue(MerkleProofs.verifyConsistency(
                    TreeDomain.LEDGER,
                    head.tree().size(),
                    head.tree().root(),
                    last.tree().size(),
                    last.tree().root(),
                    node.ledger()
                            .view()
                            .consistency(1, head.tree().size(), last.tree().size())));
        }
    }

    @Test
    void everythingIsThereAfterAStart() {
        node.appendMany(300);
        Draft last = node.record("{\"last\":\"ñandú 事案\"}");
        Ledger.Done done = node.append(last);
        Head before = node.ledger().head();
        assertEquals(301, before.tree().size());

        node.reopen();
        assertEquals(before, node.ledger().head());
        assertTrue(node.ledger().gate().isSigning());
        Entry entry = node.ledger().view().entry(1, done.index()).orElseThrow();
        assertEquals(last.statement(), entry.statement());
        assertEquals(last.leafHash(), entry.leafHash());
        assertEquals(LedgerFixture.START, entry.at());
        assertEquals(301, node.ledger().view().entries(1, 0, 1_000).size());
        assertEquals(
                List.of(5L, 6L, 7L),
                node.ledger().view().entries(1, 5, 3).stream().map(Entry::index).toList());
        assertEquals(List.of(), node.ledger().view().entries(1, 301, 3));
        assertEquals(List.of(), node.ledger().view().entries(2, 0, 3));

        assertEquals(301, node.append(node.record("{}")).index());
    }

    @Test
    void aContentComesBackByteForByteUntilItIsErased() {
        Bytes fragments = Bytes.ofUtf8("some fragments, some fragments, some fragments".repeat(50));
        Digest leaf = TreeDomain.LEDGER.leaf(Bytes.ofUtf8("x"));
        Probe storing = new Probe(false, batch -> batch.store(node.cipher.seal(leaf, fragments)));
        node.ledger().submit(storing);
        storing.await();
        long id = (long) storing.result();
        ContentStore contents = new ContentStore(node.database().transactions());

        assertEquals(new ContentStore.Content.Held(fragments), contents.get(id, leaf));
        assertInstanceOf(ContentStore.Content.Damaged.class, contents.get(id, Digest.ZERO));
        assertInstanceOf(ContentStore.Content.Damaged.class, contents.get(id + 1, leaf));

        assertTrue(contents.erase(id));
        assertEquals(new ContentStore.Content.Erased(), contents.get(id, leaf));
        assertEquals(false, contents.erase(id));
    }

    /// What was just stated is kept in the clear, and no longer than the database can still open it.
    @Test
    void aContentThatWasJustStatedIsReadUntilItIsErased() {
        Draft draft = node.record("{}");
        Bytes fragments = draft.content().orElseThrow().plain().orElseThrow().content();
        Probe stating = new Probe(true, batch -> batch.append(draft).contentId());
        node.ledger().submit(stating);
        stating.await();
        long id = (long) stating.result();
        ContentStore contents = node.ledger().view().contents();

        assertEquals(new ContentStore.Content.Held(fragments), contents.get(id, draft.leafHash()));
        assertInstanceOf(ContentStore.Content.Damaged.class, contents.get(id, Digest.ZERO));
        Probe erasing = new Probe(false, batch -> batch.erase(id));
        node.ledger().submit(erasing);
        erasing.await();
        assertEquals(new ContentStore.Content.Erased(), contents.get(id, draft.leafHash()));
    }

    @Test
    void worksThatStateNothingMakeNoCheckpoint() {
        node.append(node.record("{}"));
        Head before = node.ledger().head();
        Probe rows = new Probe(false, batch -> batch.store(node.cipher.seal(Digest.ZERO, Bytes.ofUtf8("x"))));
        node.ledger().submit(rows);
        assertEquals(before, rows.await());
        assertEquals(before, node.reopen().head());
        // Numbers go on behind what is stored.
        Probe more = new Probe(false, batch -> batch.store(node.cipher.seal(Digest.ZERO, Bytes.ofUtf8("y"))));
        node.ledger().submit(more);
        more.await();
        assertEquals((long) rows.result() + 1, (long) more.result());
    }

    @Test
    void aWorkThatThrowsFailsAlone() {
        try (Held held = hold()) {
            Probe good = new Probe(true, batch -> batch.append(node.record("{\"good\":1}")));
            Probe bad = new Probe(true, batch -> {
                batch.append(node.record("{\"bad\":1}"));
                throw new IllegalStateException("a bug");
            });
            Probe constraint = new Probe(true, batch -> {
                batch.append(node.record("{\"bad\":2}"));
                return batch.session()
                        .update(
                                "insert into content_segment (id, body) values (?, ?), (?, ?)",
                                900,
                                Bytes.EMPTY,
                                900,
                                Bytes.EMPTY);
            });
            Probe late = new Probe(true, batch -> {
                batch.session().enqueue("insert into content_segment (id, body) values (?, ?)", 901, Bytes.EMPTY);
                batch.session().enqueue("insert into content_segment (id, body) values (?, ?)", 901, Bytes.EMPTY);
                return batch.append(node.record("{\"bad\":3}"));
            });
            Probe alsoGood = new Probe(true, batch -> batch.append(node.record("{\"good\":2}")));
            for (Probe probe : List.of(good, bad, constraint, late, alsoGood)) {
                node.ledger().submit(probe);
            }
            held.release();
            for (Probe probe : List.of(bad, constraint, late)) {
                assertEquals(
                        LedgerException.Reason.WORK_FAILED,
                        assertThrows(LedgerException.class, probe::await).reason());
            }
            good.await();
            alsoGood.await();
        }
        assertEquals(2, node.ledger().head().tree().size());
        assertEquals(2, node.reopen().head().tree().size());
    }

    @Test
    void worksOfABatchShareOneClosing() {
        class Sum implements Batch.Closing {
            int sum;
            int told;

            @Override
            public void close(Batch batch) {
                batch.append(node.record("{\"sum\":" + sum + "}"));
            }

            @Override
            public void committed(Head head) {
                told++;
            }
        }
        List<Sum> sums = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        try (Held held = hold()) {
            for (int i = 1; i <= 10; i++) {
                int value = i;
                Probe probe = new Probe(true, batch -> {
                    Sum sum = batch.closing("lane", Sum.class, Sum::new);
                    sum.sum += value;
                    sums.add(sum);
                    if (value == 7) {
                        throw new IllegalStateException("not this one");
                    }
                    return value;
                });
                probes.add(probe);
                node.ledger().submit(probe);
            }
            held.release();
            assertThrows(LedgerException.class, probes.get(6)::await);
            probes.getFirst().await();
            probes.getLast().await();
        }
        assertEquals(1, node.ledger().head().tree().size());
        assertEquals(48, sums.getLast().sum);
        assertEquals(1, sums.getLast().told);
        assertEquals(0, sums.getFirst().told);
    }

    @Test
    void whatWaitsWhileACommitRunsIsOneBatch() {
        List<CompletableFuture<Ledger.Done>> futures = new ArrayList<>();
        List<Head> heads = new ArrayList<>();
        node.ledger().onHead(heads::add);
        try (Held held = hold()) {
            for (int i = 0; i < 1_000; i++) {
                futures.add(node.ledger().append(node.record("{\"i\":" + i + "}")));
            }
            held.release();
            futures.forEach(LedgerFixture::done);
        }
        assertEquals(1_000, node.ledger().head().tree().size());
        assertTrue(heads.size() <= 4, "commits: " + heads.size());
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, LedgerFixture.done(futures.get(i)).index());
        }
        // And when nothing else waits, a statement has a commit of its own at once.
        node.append(node.record("{}"));
        node.ledger().close();
        assertEquals(1_001, heads.getLast().tree().size());
    }

    @Test
    void whoHasTooMuchWaitingIsToldSoAndNobodyElse() {
        WorkOrigin flooding = new WorkOrigin.Partner(new Team("cert-flood.example"));
        WorkOrigin other = new WorkOrigin.Partner(new Team("cert-other.example"));
        List<Probe> taken = new ArrayList<>();
        try (Held held = hold()) {
            LedgerException thrown = assertThrows(LedgerException.class, () -> {
                for (int i = 0; i <= WorkQueue.ORIGIN_WORKS_MAX; i++) {
                    Probe probe = new Probe(flooding, false, batch -> 1);
                    node.ledger().submit(probe);
                    taken.add(probe);
                }
            });
            assertEquals(LedgerException.Reason.BUSY, thrown.reason());
            assertEquals(WorkQueue.ORIGIN_WORKS_MAX, taken.size());
            Probe polite = new Probe(other, false, batch -> 2);
            node.ledger().submit(polite);
            taken.add(polite);
            held.release();
            taken.forEach(Probe::await);
        }
    }

    @Test
    void aPartnerWaitsForOneCommitOfAnotherAtMostHoweverMuchThatOneHandsOver() {
        WorkOrigin flooding = new WorkOrigin.Partner(new Team("cert-flood.example"));
        WorkOrigin other = new WorkOrigin.Partner(new Team("cert-other.example"));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Batch> commits = new ArrayList<>();
        try (Held held = hold()) {
            List<Probe> all = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                all.add(new Probe(flooding, false, batch -> {
                    if (commits.isEmpty() || commits.getLast() != batch) {
                        commits.add(batch);
                    }
                    return order.add("flood in commit " + commits.size());
                }));
            }
            all.add(new Probe(other, false, batch -> order.add("other")));
            all.forEach(node.ledger()::submit);
            held.release();
            all.forEach(Probe::await);
        }
        // What runs while it is handed over is the held commit; the next one has it, behind one work of the other's.
        assertEquals(List.of("flood in commit 1", "other", "flood in commit 1"), order.subList(0, 3));
        assertTrue(commits.size() >= 3, "commits: " + commits.size());
    }

    @Test
    void aClosedLedgerHasCommittedWhatItTook() {
        CompletableFuture<Ledger.Done> future = node.ledger().append(node.record("{}"));
        node.ledger().close();
        assertEquals(0, LedgerFixture.done(future).index());
        LedgerException thrown =
                assertThrows(LedgerException.class, () -> node.ledger().append(node.record("{}")));
        assertEquals(LedgerException.Reason.STOPPED, thrown.reason());
    }

    @Test
    void twoProcessesOnOneDatabaseNeverSignTwoHistories() {
        node.append(node.record("{}"));
        try (LedgerFixture twin = node.twin()) {
            twin.open();
            Head ours = node.append(node.record("{}")).head();
            LedgerException thrown = assertThrows(LedgerException.class, () -> twin.append(twin.record("{}")));
            assertEquals(LedgerException.Reason.STOPPED, thrown.reason());
            assertEquals(1, twin.ledger().head().tree().size());
            assertEquals(ours, node.ledger().head());
            node.append(node.record("{}"));
        }
    }

    /// Keeps the committer busy until released, so that what is submitted meanwhile waits together.
    private Held hold() {
        Held held = new Held();
        node.ledger().submit(held);
        held.started();
        return held;
    }

    private static final class Held extends Probe implements AutoCloseable {
        private final CountDownLatch started;
        private final CountDownLatch released;

        Held() {
            this(new CountDownLatch(1), new CountDownLatch(1));
        }

        private Held(CountDownLatch started, CountDownLatch released) {
            super(false, batch -> {
                started.countDown();
                Probe.await(released);
                return 0;
            });
            this.started = started;
            this.released = released;
        }

        void started() {
            Probe.await(started);
        }

        void release() {
            released.countDown();
        }

        @Override
        public void close() {
            release();
        }
    }
}

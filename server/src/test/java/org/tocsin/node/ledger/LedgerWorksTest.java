package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.store.TestStore;

/// What becomes of works that fail, erase, or come when the ledger may not sign. Rules R-LED-5 and R-LED-7.
class LedgerWorksTest {
    @TempDir
    Path directory;

    private LedgerFixture node;

    @BeforeEach
    void open() {
        node = new LedgerFixture(TestStore.sqlite(directory), directory);
        node.open();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Probe submitted(Probe probe) {
        node.ledger().submit(probe);
        return probe;
    }

    private Object did(Function<Batch, Object> body) {
        Probe probe = submitted(new Probe(false, body));
        probe.await();
        return probe.result();
    }

    private static LedgerException failed(Probe probe) {
        return assertThrows(LedgerException.class, probe::await);
    }

    /// The caller learns what was wrong with its work, as it was said.
    @ParameterizedTest
    @EnumSource(Fault.Reason.class)
    void aWorkThatIsRefusedIsToldWhy(Fault.Reason reason) {
        FaultException refused =
                Fault.of(reason, reason == Fault.Reason.INTERNAL ? "" : "no").exception();
        LedgerException told = failed(submitted(new Probe(false, batch -> {
            throw refused;
        })));
        assertEquals(LedgerException.Reason.WORK_FAILED, told.reason());
        assertSame(refused, told.getCause());
        node.append(node.record("{}"));
    }

    @Test
    void aWorkThatFailsWithTheLedgersOwnWordsIsToldThose() {
        LedgerException said = new LedgerException(LedgerException.Reason.BUSY, "not now");
        assertSame(said, failed(submitted(new Probe(false, batch -> {
            throw said;
        }))));
    }

    /// Nobody can say which of them is to blame, so each is tried by itself.
    @Test
    void worksWhoseClosingFailsAreTriedOneByOne() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        submitted(new Probe(false, batch -> {
            started.countDown();
            Probe.await(released);
            return 0;
        }));
        Probe.await(started);
        class Full implements Batch.Closing {
            private int works;

            @Override
            public void close(Batch batch) {
                if (works > 1) {
                    throw new IllegalStateException("too many at once");
                }
            }
        }
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            probes.add(submitted(new Probe(true, batch -> {
                batch.closing("shared", Full.class, Full::new).works++;
                return batch.append(node.record("{}"));
            })));
        }
        released.countDown();
        probes.forEach(Probe::await);
        assertEquals(3, node.ledger().head().tree().size());
    }

    @Test
    void aWorkWhoseOwnClosingFailsIsLeftOut() {
        Probe bad = submitted(new Probe(true, batch -> {
            batch.closing("own", Batch.Closing.class, () -> closed -> {
                throw new IllegalStateException("a bug");
            });
            return batch.append(node.record("{}"));
        }));
        assertEquals(LedgerException.Reason.WORK_FAILED, failed(bad).reason());
        assertEquals(0, node.ledger().head().tree().size());
        node.append(node.record("{}"));
    }

    @Test
    void aContentIsErasedOnceAlsoInTheBatchThatStoredIt() {
        long before = (long) did(batch -> batch.store(node.cipher.seal(Digest.ZERO, Bytes.ofUtf8("before"))));
        List<Object> erased = new ArrayList<>();
        long stored = (long) did(batch -> {
            long id = batch.store(node.cipher.seal(Digest.ZERO, Bytes.ofUtf8("secret")));
            erased.addAll(List.of(
                    batch.erase(id), batch.erase(id), batch.erase(id + 1), batch.erase(before), batch.erase(before)));
            return id;
        });
        assertEquals(List.of(true, false, false, true, false), erased);
        ContentStore contents = node.ledger().view().contents();
        assertEquals(new ContentStore.Content.Erased(), contents.get(stored, Digest.ZERO));
        assertEquals(new ContentStore.Content.Erased(), contents.get(before, Digest.ZERO));
    }

    /// R-LED-7: what is not stated goes on while partners are asked, and nothing is slipped in beside it.
    @Test
    void aWorkThatSaysItStatesNothingCannotStateWhileTheLedgerMayNotSign() {
        node.append(node.record("{}"));
        node.close();
        node.asking = new StartGate.Asking(Set.of(new Team("cert-es.example")), Set.of(), false);
        node.open();
        assertEquals(
                LedgerException.Reason.NOT_SIGNING,
                assertThrows(LedgerException.class, () -> node.append(node.record("{}")))
                        .reason());
        LedgerException told = failed(submitted(new Probe(false, batch -> batch.append(node.record("{}")))));
        assertEquals(LedgerException.Reason.NOT_SIGNING, told.reason());
        assertEquals(false, did(Batch::signs));
        assertEquals(1, node.ledger().head().tree().size());
    }

    @Test
    void aKeyThatIsClosedUnderAnotherKindIsABug() {
        class One implements Batch.Closing {
            @Override
            public void close(Batch batch) {}
        }
        class Two implements Batch.Closing {
            @Override
            public void close(Batch batch) {}
        }
        Probe bad = submitted(new Probe(false, batch -> {
            batch.closing("key", One.class, One::new);
            return batch.closing("key", Two.class, Two::new);
        }));
        assertInstanceOf(ClassCastException.class, failed(bad).getCause());
    }
}

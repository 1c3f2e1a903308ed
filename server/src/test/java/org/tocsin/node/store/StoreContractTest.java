package org.tocsin.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.node.store.StoreException.Cause;
import org.tocsin.proof.Sha256;

/// What both engines promise to the rooms.
abstract class StoreContractTest {
    private static final String INSERT = "insert into content_segment (id, body) values (?, ?)";
    private static final String COUNT = "select count(*) from content_segment";

    private TestStore store;
    private Database database;
    private Transactions transactions;

    abstract TestStore store();

    @BeforeEach
    void open() {
        store = store();
        database = store.open();
        transactions = database.transactions();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        transactions.writing(session -> session.update(INSERT, 1, Bytes.ofUtf8("one")));
        database.close();
        database = store.open();
        assertEquals(
                Optional.of("one"),
                database.transactions()
                        .read(session -> session.first(
                                "select body from content_segment where id = ?",
                                row -> row.bytes(1).utf8(),
                                1L)));
    }

    @Test
    void whatAThrowingBodyWroteIsRolledBack() {
        assertThrows(
                IllegalStateException.class,
                () -> transactions.write(session -> {
                    session.update(INSERT, 1, Bytes.ofUtf8("one"));
                    session.enqueue(INSERT, 2, Bytes.ofUtf8("two"));
                    throw new IllegalStateException("no");
                }));
        assertEquals(0, rows());
        transactions.writing(session -> session.update(INSERT, 1, Bytes.ofUtf8("one")));
        assertEquals(1, rows());
    }

    @Test
    void enqueuedRowsAreThereForTheNextQueryAndForTheCommit() {
        long inside = transactions.write(session -> {
            for (int i = 1; i <= 300; i++) {
                session.enqueue(INSERT, i, Bytes.ofUtf8("row " + i));
            }
            long seen = session.number(COUNT);
            session.enqueue(INSERT, 301, Bytes.ofUtf8("last"));
            return seen;
        });
        assertEquals(300, inside);
        assertEquals(301, rows());
    }

    @Test
    void aBrokenConstraintIsToldFromABrokenDisk() {
        transactions.writing(session -> session.update(INSERT, 1, Bytes.ofUtf8("one")));
        StoreException thrown = assertThrows(
                StoreException.class,
                () -> transactions.writing(session -> session.update(INSERT, 1, Bytes.ofUtf8("again"))));
        assertEquals(Cause.CONSTRAINT, thrown.kind());
        thrown = assertThrows(
                StoreException.class,
                () -> transactions.writing(session -> session.enqueue(INSERT, 1, Bytes.ofUtf8("again"))));
        assertEquals(Cause.CONSTRAINT, thrown.kind());
        thrown = assertThrows(
                StoreException.class, () -> transactions.read(session -> session.number("select x from nowhere")));
        assertEquals(Cause.OTHER, thrown.kind());
        assertEquals(1, rows());
    }

    @Test
    void everyTypeOfValueComesBackAsItWas() {
        Digest digest = Sha256.of(Bytes.ofUtf8("x"));
        Instant instant = Instant.ofEpochMilli(1_700_000_000_123L);
        transactions.writing(session -> session.update(
                "insert into partner_head (partner, epoch, size, root, checkpoint, heard_at, seal)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                "テスト \u0001 ' \" ;--",
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                digest,
                new byte[] {0, -1, 1},
                instant,
                Digest.ZERO));
        boolean same = transactions.read(session -> session.first(
                        "select partner, epoch, size, root, checkpoint, heard_at, seal from partner_head",
                        row -> row.text(1).equals("テスト \u0001 ' \" ;--")
                                && row.count(2) == Integer.MAX_VALUE
                                && row.number(3) == Long.MAX_VALUE
                                && row.digest(4).equals(digest)
                                && row.bytes(5).hex().equals("00ff01")
                                && row.instant(6).equals(instant)
                                && !row.isNull(7))
                .orElseThrow());
        assertTrue(same);
    }

    @Test
    void aTruthIsNoughtOrOneAndNothingElse() {
        assertEquals(Optional.of(false), truthOf("select 0"));
        assertEquals(Optional.of(true), truthOf("select 1"));
        assertThrows(StoreException.class, () -> truthOf("select 2"));
        assertThrows(StoreException.class, () -> truthOf("select -1"));
    }

    private Optional<Boolean> truthOf(String sql) {
        return transactions.read(session -> session.first(sql, row -> row.truth(1)));
    }

    @Test
    void aReaderSeesOneSnapshotWhileAWriterCommits() throws InterruptedException {
        transactions.writing(session -> session.update(INSERT, 1, Bytes.ofUtf8("one")));
        CountDownLatch seen = new CountDownLatch(1);
        Thread writer = Thread.ofPlatform().start(() -> {
            await(seen);
            transactions.writing(session -> session.update(INSERT, 2, Bytes.ofUtf8("two")));
        });
        List<Long> counts = transactions.read(session -> {
            long before = session.number(COUNT);
            seen.countDown();
            join(writer);
            return List.of(before, session.number(COUNT));
        });
        assertEquals(1L, counts.getFirst());
        assertEquals(1L, counts.getLast());
        assertEquals(2, rows());
    }

    @Test
    void aReadingTransactionLeavesNothingBehind() {
        for (int i = 0; i < 50; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> transactions.read(session -> {
                        session.number(COUNT);
                        throw new IllegalStateException("no");
                    }));
        }
        assertEquals(0, rows());
    }

    @Test
    void aWriteInsideAWriteIsABugAndSaysSo() {
        assertThrows(
                IllegalStateException.class,
                () -> transactions.writing(session -> transactions.writing(inner -> inner.number(COUNT))));
        assertEquals(0, rows());
    }

    @Test
    void aDatabaseOfANewerSchemaIsRefusedAndNotTouched() {
        transactions.writing(session -> session.update(
                "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success) values (900, '900', 'future', 'SQL',"
                        + " 'V900__future.sql', 1, 'x', 1, " + truth() + ")"));
        database.close();
        StoreException thrown = assertThrows(StoreException.class, () -> store.open());
        assertEquals(Cause.REFUSED, thrown.kind());
        assertTrue(String.valueOf(thrown.getMessage()).contains("newer program"), thrown.toString());
        thrown = assertThrows(StoreException.class, () -> Database.openToRead(store.address()));
        assertEquals(Cause.REFUSED, thrown.kind());
    }

    @Test
    void overwrittenBytesCanBeMadeToLeave() {
        transactions.writing(session -> session.update(INSERT, 1, Bytes.ofUtf8("one")));
        assertTrue(transactions.scrub(Duration.ofSeconds(60)));
        assertEquals(1, rows());
    }

    @Test
    void whoeverOpensToReadCannotWrite() {
        try (Database reading = Database.openToRead(store.address())) {
            assertEquals(0, (long) reading.transactions().read(session -> session.number(COUNT)));
            assertThrows(
                    StoreException.class,
                    () -> reading.transactions().writing(session -> session.update(INSERT, 1, Bytes.ofUtf8("one"))));
        }
        assertFalse(rows() > 0);
    }

    /// How this engine spells a truth in the table of migrations.
    String truth() {
        return "true";
    }

    private long rows() {
        return transactions.read(session -> session.number(COUNT));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

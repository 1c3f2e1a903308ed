package org.tocsin.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;

class SqliteStoreTest extends StoreContractTest {
    private static final int SECRET_AT = 20;

    @TempDir
    Path directory;

    @Override
    TestStore store() {
        return TestStore.sqlite(directory);
    }

    @Test
    void theWriterRunsWithTheSettingsThatDurabilityRestsOn() {
        try (SqliteConnections connections = SqliteConnections.open(directory.resolve("other.db"), false)) {
            Session writer = connections.writer();
            assertEquals(
                    "wal",
                    writer.first("pragma journal_mode", row -> row.text(1)).orElseThrow());
            assertEquals(2, writer.number("pragma synchronous"));
            assertEquals(1, writer.number("pragma secure_delete"));
        }
    }

    @Test
    void overwrittenBytesAreInNoFileAfterScrubbing() throws IOException {
        Path file = directory.resolve("secrets.db");
        String secret = "a secret that was overwritten";
        try (Database database = Database.open(new Database.Address.SqliteFile(file))) {
            Transactions transactions = database.transactions();
            transactions.writing(session ->
                    session.update("insert into content_segment (id, body) values (1, ?)", Bytes.ofUtf8(secret)));
            assertTrue(found(secret));
            transactions.writing(session ->
                    session.update("update content_segment set body = ? where id = 1", new byte[secret.length()]));
            assertTrue(transactions.scrub(Duration.ofSeconds(60)));
            assertFalse(found(secret));
        }
    }

    /// A copy is written row by row, and a table that grows beyond its first page leaves what stood there: so the pages
    /// of a copy, too, are to be wiped of what they no longer hold, or an erasure in it would miss that.
    @Test
    void overwrittenBytesAreInNoFileOfACopyThatIsRestored() throws IOException {
        Path file = directory.resolve("original.db");
        Path copy = directory.resolve("copy.db");
        String secret = "a secret that was copied";
        try (Database database = Database.open(new Database.Address.SqliteFile(file))) {
            database.transactions().writing(session -> {
                for (int id = 1; id < 100; id++) {
                    session.update(
                            "insert into content_segment (id, body) values (?, ?)",
                            id,
                            id == SECRET_AT ? Bytes.ofUtf8(secret) : Bytes.wrap(new byte[100]));
                }
            });
        }
        try (Database reading = Database.openToRead(new Database.Address.SqliteFile(file))) {
            reading.copyTo(copy, (done, total) -> {});
        }
        Files.delete(file);
        assertTrue(found(secret));
        try (Database database = Database.open(new Database.Address.SqliteFile(copy))) {
            database.transactions()
                    .writing(session -> session.update(
                            "update content_segment set body = ? where id = ?", new byte[secret.length()], SECRET_AT));
            assertTrue(database.transactions().scrub(Duration.ofSeconds(60)));
            assertFalse(found(secret));
        }
    }

    private boolean found(String secret) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aDirectoryIsLockedOnce() {
        DirectoryLock held = DirectoryLock.take(directory);
        StoreException thrown = assertThrows(StoreException.class, () -> DirectoryLock.take(directory));
        assertEquals(StoreException.Cause.REFUSED, thrown.kind());
        held.close();
        DirectoryLock.take(directory).close();
    }
}

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
            assertTrue(transactions.scrub(Duration.ofSeconds(1)));
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

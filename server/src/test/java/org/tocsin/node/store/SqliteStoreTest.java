package org.tocsin.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void aDirectoryIsLockedOnce() {
        try (DirectoryLock held = DirectoryLock.take(directory)) {
            StoreException thrown = assertThrows(StoreException.class, () -> DirectoryLock.take(directory));
            assertEquals(StoreException.Cause.REFUSED, thrown.kind());
        }
        DirectoryLock.take(directory).close();
    }
}

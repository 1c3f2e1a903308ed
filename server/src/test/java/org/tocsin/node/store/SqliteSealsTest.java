package org.tocsin.node.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// Seals in SQLite.
class SqliteSealsTest extends SealsContractTest {
    @TempDir
    Path directory;

    @Override
    TestStore store() {
        return TestStore.sqlite(directory);
    }

    @Override
    Engine engine() {
        return Engine.SQLITE;
    }
}

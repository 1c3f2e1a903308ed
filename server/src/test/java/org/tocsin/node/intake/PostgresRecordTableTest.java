package org.tocsin.node.intake;

import java.nio.file.Path;
import org.tocsin.node.store.TestStore;

class PostgresRecordTableTest extends RecordTableContractTest {
    @Override
    TestStore store(Path where) {
        return TestStore.postgres();
    }
}

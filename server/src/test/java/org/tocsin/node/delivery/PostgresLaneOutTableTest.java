package org.tocsin.node.delivery;

import java.nio.file.Path;
import org.tocsin.node.store.TestStore;

class PostgresLaneOutTableTest extends LaneOutTableContractTest {
    @Override
    TestStore store(Path where) {
        return TestStore.postgres();
    }
}

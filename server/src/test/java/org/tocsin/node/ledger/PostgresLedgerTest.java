package org.tocsin.node.ledger;

import java.nio.file.Path;
import org.tocsin.node.store.TestStore;

class PostgresLedgerTest extends LedgerContractTest {
    @Override
    TestStore store(Path directory) {
        return TestStore.postgres();
    }
}

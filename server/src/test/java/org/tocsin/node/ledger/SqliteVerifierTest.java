package org.tocsin.node.ledger;

import java.nio.file.Path;
import org.tocsin.node.store.TestStore;

class SqliteVerifierTest extends VerifierContractTest {
    @Override
    TestStore store(Path directory) {
        return TestStore.sqlite(directory);
    }
}

package org.tocsin.node.store;

class PostgresStoreTest extends StoreContractTest {
    @Override
    TestStore store() {
        return TestStore.postgres();
    }
}

package org.tocsin.node.store;

/// Seals in PostgreSQL.
class PostgresSealsTest extends SealsContractTest {
    @Override
    TestStore store() {
        return TestStore.postgres();
    }

    @Override
    Engine engine() {
        return Engine.POSTGRESQL;
    }
}

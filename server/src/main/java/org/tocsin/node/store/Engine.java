package org.tocsin.node.store;

import java.util.Map;

/// The two database engines. One SQL text serves both; what differs in it stands here.
enum Engine {
    SQLITE("blob", "integer primary key", "without rowid"),
    POSTGRESQL("bytea", "bigint primary key", "");

    private final String bytes;
    private final String rowKey;
    private final String byKey;

    Engine(String bytes, String rowKey, String byKey) {
        this.bytes = bytes;
        this.rowKey = rowKey;
        this.byKey = byKey;
    }

    /// What stands for `${…}` in a migration: `bytes` is the type of binary columns, `row_key` declares a key column of
    /// 64 bits whose values the program gives (in SQLite that is the row's own number, which costs no index), `by_key`
    /// keeps a table in the order of its key, without a second tree where the engine can.
    Map<String, String> placeholders() {
        return Map.of("bytes", bytes, "row_key", rowKey, "by_key", byKey);
    }
}

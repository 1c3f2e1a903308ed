package org.tocsin.node.store;

import java.util.Map;

/// The two database engines. One SQL text serves both; what differs in it stands here.
enum Engine {
    SQLITE("blob", "integer primary key"),
    POSTGRESQL("bytea", "bigint primary key");

    private final String bytes;
    private final String rowKey;

    Engine(String bytes, String rowKey) {
        this.bytes = bytes;
        this.rowKey = rowKey;
    }

    /// What stands for `${…}` in a migration: `bytes` is the type of binary columns, `row_key` declares a key column of
    /// 64 bits whose values the program gives (in SQLite that is the row's own number, which costs no index).
    Map<String, String> placeholders() {
        return Map.of("bytes", bytes, "row_key", rowKey);
    }
}

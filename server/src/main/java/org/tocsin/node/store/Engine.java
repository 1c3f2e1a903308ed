package org.tocsin.node.store;

import java.util.Map;

/// The two database engines. One SQL text serves both; what differs in it stands here.
enum Engine {
    SQLITE(Map.of("bytes", "blob", "row_key", "integer primary key")),
    POSTGRESQL(Map.of("bytes", "bytea", "row_key", "bigint primary key"));

    private final Map<String, String> placeholders;

    Engine(Map<String, String> placeholders) {
        this.placeholders = placeholders;
    }

    /// What stands for `${…}` in a migration: `bytes` is the type of binary columns, `row_key` declares a key column of
    /// 64
    /// bits whose values the program gives (in SQLite that is the row's own number, which costs no index).
    Map<String, String> placeholders() {
        return placeholders;
    }
}

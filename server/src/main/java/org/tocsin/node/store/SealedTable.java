package org.tocsin.node.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table whose rows are sealed: which columns are sealed, and what names a row.
///
/// @param key columns of the primary key
/// @param sealed columns under a row's seal, in the table's order
/// @param defaults what a column has that an insert does not name, as the schema's text
record SealedTable(String name, List<String> key, List<String> sealed, Map<String, String> defaults) {
    static final String SEAL = "row_seal";
    static final String ROOT = "store_seal";
    static final String HISTORY = "flyway_schema_history";

    /// What is made again from the ledger and the evidence: compared with what is made, not sealed.
    static final Set<String> DERIVED = Set.of(
            "record_pack",
            "record_mark",
            "withdrawal",
            "withdrawn_statement",
            "narrowing",
            "narrowed_statement",
            "check_in",
            "agreement_signed",
            "agreement_act",
            "team_profile",
            "emergency",
            "emergency_called",
            "emergency_step");

    /// Nothing but an id, and bytes that a cipher's tag covers: a row that is missing, of another id, or put in is
    /// found
    /// by what the ledger says of contents.
    private static final Set<String> BODIES = Set.of("content_segment");

    /// Long columns that something stronger covers: a signature, a tree, a cipher's tag. Left out, so that no byte of a
    /// record is hashed once more.
    private static final Set<String> COVERED = Set.of(
            "ledger_epoch.checkpoint",
            "ledger_segment.statements",
            "ledger_segment.places",
            "received_segment.body",
            "lane_out.receipt",
            "relayed_record.evidence");

    SealedTable {
        key = List.copyOf(key);
        sealed = List.copyOf(sealed);
        defaults = Map.copyOf(defaults);
    }

    /// A column as the schema has it.
    record Column(
            String table,
            String name,
            boolean isKey,
            @Nullable String whatElse) {}

    /// Tables of the schema that are sealed, whether they have the column for it yet or not.
    static Map<String, SealedTable> of(List<Column> columns) {
        Map<String, List<Column>> tables = new TreeMap<>(columns.stream()
                .filter(column -> isSealed(column.table()))
                .collect(Collectors.groupingBy(Column::table)));
        Map<String, SealedTable> sealed = new TreeMap<>();
        tables.forEach((name, all) -> sealed.put(
                name,
                new SealedTable(
                        name,
                        all.stream().filter(Column::isKey).map(Column::name).toList(),
                        all.stream()
                                .map(Column::name)
                                .filter(column -> !column.equals(SEAL) && !COVERED.contains(name + "." + column))
                                .toList(),
                        all.stream()
                                .collect(Collectors.toMap(
                                        Column::name,
                                        column -> column.whatElse() == null ? "null" : column.whatElse())))));
        return sealed;
    }

    private static boolean isSealed(String table) {
        return !DERIVED.contains(table)
                && !BODIES.contains(table)
                && !table.equals(ROOT)
                && !table.equals(HISTORY)
                && !table.startsWith("sqlite_");
    }

    /// Selects the key, then the seal, then what is sealed.
    String columns() {
        return String.join(", ", key) + ", " + SEAL + ", " + String.join(", ", sealed);
    }

    String whereKey() {
        return key.stream().map(column -> column + " = ?").collect(Collectors.joining(" and "));
    }
}

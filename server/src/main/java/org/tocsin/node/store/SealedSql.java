package org.tocsin.node.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// How a statement that writes is done where rows are sealed.
sealed interface SealedSql {
    /// It writes to no table that is sealed.
    record Plain() implements SealedSql {}

    /// It inserts one row, all of which is known beforehand: the seal is one more value.
    ///
    /// @param values of the sealed columns: a place among what is bound, or a constant
    record Insert(SealedTable table, String sql, List<Value> values) implements SealedSql {
        public Insert {
            values = List.copyOf(values);
        }
    }

    /// It gives back the rows that it wrote, or deleted.
    record Returning(SealedTable table, String sql, boolean isDelete) implements SealedSql {}

    /// @param place among what is bound, from 0; -1: it is the constant
    record Value(int place, @Nullable Object constant) {
        @Nullable
        Object in(@Nullable Object[] bound) {
            return place < 0 ? constant : stored(bound[place]);
        }
    }

    Pattern TABLE = Pattern.compile("\\s*(insert\\s+into|update|delete\\s+from)\\s+(\\w+)\\b.*", Pattern.DOTALL);
    Pattern INSERT = Pattern.compile(
            "\\s*insert\\s+into\\s+\\w+\\s*\\(([^()]*)\\)\\s*values\\s*\\(([^()]*)\\)\\s*", Pattern.DOTALL);
    Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
    /// PostgreSQL says of which type a constant is.
    Pattern TEXT = Pattern.compile("'([^']*)'(::\\w+)?");

    static SealedSql of(String sql, Map<String, SealedTable> tables) {
        Matcher of = TABLE.matcher(sql);
        if (!of.matches() || !tables.containsKey(of.group(2))) {
            return new Plain();
        }
        SealedTable table = tables.get(of.group(2));
        return insert(sql, table)
                .orElseGet(() -> new Returning(
                        table,
                        sql + " returning " + table.columns(),
                        of.group(1).startsWith("delete")));
    }

    private static Optional<SealedSql> insert(String sql, SealedTable table) {
        Matcher parts = INSERT.matcher(sql);
        if (!parts.matches()) {
            return Optional.empty();
        }
        List<String> names = words(parts.group(1));
        List<String> given = words(parts.group(2));
        if (names.size() != given.size()) {
            return Optional.empty();
        }
        List<Value> values = new ArrayList<>();
        for (String column : table.sealed()) {
            int at = names.indexOf(column);
            String text = at < 0 ? table.defaults().getOrDefault(column, "?") : given.get(at);
            Optional<Value> value = text.equals("?") && at >= 0
                    ? Optional.of(new Value(
                            (int) given.subList(0, at).stream()
                                    .filter("?"::equals)
                                    .count(),
                            null))
                    : constant(text);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        String more = "insert into " + table.name() + " (" + parts.group(1) + ", " + SealedTable.SEAL + ") values ("
                + parts.group(2) + ", ?)";
        return Optional.of(new Insert(table, more, values));
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).toList();
    }

    private static Optional<Value> constant(String text) {
        if (text.equalsIgnoreCase("null")) {
            return Optional.of(new Value(-1, null));
        }
        if (NUMBER.matcher(text).matches()) {
            return Optional.of(new Value(-1, Long.valueOf(text)));
        }
        Matcher quoted = TEXT.matcher(text);
        return quoted.matches() ? Optional.of(new Value(-1, quoted.group(1))) : Optional.empty();
    }

    /// A value as it comes back from the database.
    static @Nullable Object stored(@Nullable Object bound) {
        return switch (bound) {
            case null -> null;
            case Bytes bytes -> bytes.array();
            case Digest digest -> digest.array();
            case Boolean truth -> truth ? 1L : 0L;
            case Instant instant -> instant.toEpochMilli();
            case Enum<?> constant -> constant.name();
            default -> bound;
        };
    }
}

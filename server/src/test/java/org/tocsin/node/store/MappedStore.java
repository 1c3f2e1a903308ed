package org.tocsin.node.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteDataSource;

/// A SQLite file as its bytes are at each look: nothing but the schema is kept from one to the next, so that one
/// connection sees every byte that somebody changes behind it. For pages that hold no schema. Most are looked at where
/// the file is mapped; the file's last page is not, since SQLite keeps clear of the mapping's end, and would be kept.
public final class MappedStore implements AutoCloseable {
    /// More than a small store has: who reads on has lost its way among damaged pages.
    private static final int ROWS_MAX = 100_000;

    /// A page's tree.
    ///
    /// @param index whether it is an index of the table, or the table itself
    public record Owner(String table, boolean index) {}

    private final SQLiteDataSource source = new SQLiteDataSource();
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private Connection connection;

    public MappedStore(Path file) throws SQLException {
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath().toUri() + "?immutable=1");
        this.connection = source.getConnection();
        read("pragma mmap_size = 1073741824");
    }

    /// Whether the schema is the one that this program makes; of a connection of its own, since the schema is kept.
    public static boolean isShapedAsItWas(Path file) {
        try (MappedStore fresh = new MappedStore(file)) {
            fresh.connection.setAutoCommit(false);
            return Shape.wrong(new Session(fresh.connection, Engine.SQLITE, Map.of()))
                    .isEmpty();
        } catch (SQLException | StoreException unreadable) {
            return false;
        }
    }

    /// By page, from 1; the schema's pages and unused ones have none.
    public Map<Integer, Owner> owners() throws SQLException {
        Map<Integer, Owner> owners = new HashMap<>();
        for (List<Object> row : read("select pageno, m.tbl_name, m.type = 'index' from dbstat d"
                + " join sqlite_master m on m.name = d.name order by pageno")) {
            owners.put(
                    (Integer) row.get(0),
                    new Owner(row.get(1).toString(), row.get(2).equals(1)));
        }
        return owners;
    }

    /// The rows of a table, without help of its indexes.
    public List<List<Object>> rows(String table) throws SQLException {
        return read("select * from " + table + " not indexed order by rowid");
    }

    /// Whether a table and its indexes agree.
    public boolean isWhole(String table) {
        try {
            return read("pragma integrity_check('" + table + "')").equals(List.of(List.of("ok")));
        } catch (SQLException damaged) {
            return false;
        }
    }

    /// A connection that met damage is not asked again.
    private void anew() throws SQLException {
        connection.close();
        statements.clear();
        connection = source.getConnection();
        read("pragma mmap_size = 1073741824");
    }

    /// Whether a table is as it was written, by its seals; one that has none is not known to be.
    public boolean isSealedAsItWas(String table) throws SQLException {
        connection.setAutoCommit(false);
        try {
            return Seals.check(
                            new Session(connection, Engine.SQLITE, Map.of()),
                            Engine.SQLITE,
                            Optional.empty(),
                            1,
                            rows -> {},
                            table::equals)
                    .isEmpty();
        } catch (StoreException unreadable) {
            return false;
        } finally {
            anew();
        }
    }

    private List<List<Object>> read(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma shrink_memory");
            return all(sql);
        } catch (SQLException damaged) {
            anew();
            throw damaged;
        }
    }

    private List<List<Object>> all(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        try (ResultSet rows = statement.executeQuery()) {
            int columns = rows.getMetaData().getColumnCount();
            List<List<Object>> all = new ArrayList<>();
            while (rows.next() && all.size() < ROWS_MAX) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(rows.getObject(i));
                }
                all.add(row);
            }
            return all;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

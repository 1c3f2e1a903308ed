package org.tocsin.node.edge;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.tocsin.node.store.MappedStore;

/// Whether a checkup names anything, where one table of a SQLite file was changed: its seals are asked first, as a
/// checkup does, and the whole checkup where they say nothing, and now and then besides.
final class SealsFirst {
    /// Of what seals named, each so manieth is shown to the whole checkup as well.
    private static final int COUNTERCHECK = 41;

    private final Path file;
    private final BooleanSupplier isNamed;
    private final Set<String> sealed = new HashSet<>();
    private int bySeals;

    /// @param tables all of them, as they were written
    /// @param isNamed whether the whole checkup names anything
    SealsFirst(Path file, List<String> tables, BooleanSupplier isNamed) throws SQLException {
        this.file = file;
        this.isNamed = isNamed;
        try (MappedStore store = new MappedStore(file)) {
            for (String table : tables) {
                if (store.isSealedAsItWas(table)) {
                    sealed.add(table);
                }
            }
        }
    }

    /// @param table the only one that was changed
    boolean isNamed(String table) {
        if (!sealed.contains(table) || isSealedAsItWas(table)) {
            return isNamed.getAsBoolean();
        }
        bySeals++;
        return bySeals % COUNTERCHECK != 0 || isNamed.getAsBoolean();
    }

    private boolean isSealedAsItWas(String table) {
        try (MappedStore store = new MappedStore(file)) {
            return store.isSealedAsItWas(table);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

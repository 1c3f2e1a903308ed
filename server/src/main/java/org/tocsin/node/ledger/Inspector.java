package org.tocsin.node.ledger;

import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.node.store.Session;

/// Checks a room's primary tables for `ledger verify`: evidence that was received, for one.
public interface Inspector {
    /// What people call it.
    String name();

    /// Checks all rows; stops at the first bad one by throwing what `report.bad` makes.
    void inspect(Session session, Report report);

    /// Where an inspector tells what it finds.
    interface Report {
        /// One more row is checked.
        void checked();

        /// A content belongs to a statement with this leaf hash and fragments root: it is opened and its root compared.
        void content(String table, long row, long contentId, Digest leafHash, Digest fragmentsRoot);

        /// Compares bytes that must be equal; names the first one that differs.
        void equal(String table, long row, String column, Bytes expected, Bytes found);

        /// What to throw for a bad row. `offset` counts bytes in the column, 0 if the whole column is meant.
        RuntimeException bad(String table, long row, String column, long offset, String why);
    }
}

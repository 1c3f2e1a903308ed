package org.tocsin.node.acts;

import java.util.List;
import java.util.Optional;
import org.tocsin.local.LocalEntry;
import org.tocsin.local.MerkleFrontier;
import org.tocsin.model.Bytes;
import org.tocsin.model.TreeHead;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.proof.TreeDomain;

/// The tables `local_entry`, `local_head` and `local_open`.
final class LocalTable {
    private static final Bytes NOTHING = Bytes.ofUtf8("");

    private LocalTable() {}

    /// The one row of `local_head`.
    record Tip(MerkleFrontier tree, long signedSize, Bytes checkpoint) {}

    /// Appends an entry, in whatever transaction the session is of.
    ///
    /// @return its index
    static long append(Session session, LocalEntry entry) {
        Tip tip = tip(session);
        long index = tip.tree().head().size();
        Bytes bytes = entry.encode();
        tip.tree().append(TreeDomain.LEDGER.leaf(bytes));
        TreeHead head = tip.tree().head();
        session.update(
                "insert into local_entry (entry_index, entry, root) values (?, ?, ?)", index, bytes, head.root());
        if (index == 0) {
            session.update(
                    "insert into local_head (id, size, edge, signed_size, checkpoint) values (1, ?, ?, 0, ?)",
                    head.size(),
                    tip.tree().bytes(),
                    NOTHING);
        } else {
            session.update(
                    "update local_head set size = ?, edge = ? where id = 1",
                    head.size(),
                    tip.tree().bytes());
        }
        if (entry.kind() == LocalEntry.Kind.BEGUN) {
            session.update("insert into local_open (act) values (?)", index);
        }
        if (entry.kind() == LocalEntry.Kind.ENDED) {
            entry.act().ifPresent(act -> session.update("delete from local_open where act = ?", act));
        }
        return index;
    }

    static Tip tip(Session session) {
        return session.first(
                        "select size, edge, signed_size, checkpoint from local_head where id = 1",
                        row -> new Tip(
                                MerkleFrontier.of(TreeDomain.LEDGER, row.number(1), row.bytes(2)),
                                row.number(3),
                                row.bytes(4)))
                .orElseGet(() -> new Tip(new MerkleFrontier(TreeDomain.LEDGER), 0, NOTHING));
    }

    static void signed(Session session, long size, Bytes checkpoint) {
        session.update("update local_head set signed_size = ?, checkpoint = ? where id = 1", size, checkpoint);
    }

    /// Acts that began and did not end.
    static List<Long> open(Session session) {
        return session.list("select act from local_open order by act", row -> row.number(1));
    }

    static List<LocalLedger.Held> page(Session session, long from, long until, int most) {
        return session.list(
                "select entry_index, entry, root from local_entry where entry_index >= ? and entry_index < ?"
                        + " order by entry_index limit " + most,
                LocalTable::held,
                from,
                until);
    }

    static Optional<LocalEntry> entry(Session session, long index) {
        return session.first(
                        "select entry_index, entry, root from local_entry where entry_index = ?",
                        LocalTable::held,
                        index)
                .flatMap(held -> LocalEntry.decode(held.entry()));
    }

    private static LocalLedger.Held held(Row row) {
        return new LocalLedger.Held(row.number(1), row.bytes(2), row.digest(3));
    }
}

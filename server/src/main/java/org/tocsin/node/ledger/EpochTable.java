package org.tocsin.node.ledger;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.RowSeal;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.StoreException;

/// The table `ledger_epoch`.
final class EpochTable {
    private EpochTable() {}

    /// One epoch: its stored head, and where it was closed.
    record EpochRow(Head head, Optional<TreeHead> closed, Digest seal) {
        boolean isSealed() {
            return seal.equals(EpochTable.sealOf(head, closed));
        }
    }

    private static Digest sealOf(Head head, Optional<TreeHead> closed) {
        return RowSeal.over(
                head.origin().toString(),
                head.tree().size(),
                head.tree().root(),
                head.checkpoint(),
                closed.map(TreeHead::size).orElse(-1L),
                closed.map(TreeHead::root).orElse(Digest.ZERO));
    }

    /// All epochs, ascending.
    static List<EpochRow> all(Session session) {
        return session.list(
                "select epoch, team, size, root, checkpoint, closed_size, closed_root, seal"
                        + " from ledger_epoch order by epoch",
                EpochTable::read);
    }

    static void insert(Session session, Head head) {
        session.update(
                "insert into ledger_epoch (epoch, team, size, root, checkpoint, seal) values (?, ?, ?, ?, ?, ?)",
                head.origin().epoch(),
                head.origin().team().domain(),
                head.tree().size(),
                head.tree().root(),
                head.checkpoint(),
                sealOf(head, Optional.empty()));
    }

    /// Takes the ledger for this transaction, if its head is where this process believes it to be: the row is the lock.
    static void take(Session session, Head head) {
        int touched = session.update(
                "update ledger_epoch set size = size where epoch = ? and size = ? and closed_size is null",
                head.origin().epoch(),
                head.tree().size());
        requireTaken(touched, head.tree().size());
    }

    private static void requireTaken(int touched, long size) {
        if (touched != 1) {
            throw new StoreException(
                    StoreException.Cause.MEDIUM, "another process moved the ledger: its head is not at " + size);
        }
    }

    /// Moves the head on, if it is where this process believes it to be.
    static void advance(Session session, long fromSize, Head head) {
        int touched = session.update(
                "update ledger_epoch set size = ?, root = ?, checkpoint = ?, seal = ?"
                        + " where epoch = ? and size = ? and closed_size is null",
                head.tree().size(),
                head.tree().root(),
                head.checkpoint(),
                sealOf(head, Optional.empty()),
                head.origin().epoch(),
                fromSize);
        requireTaken(touched, fromSize);
    }

    static void close(Session session, Head head, TreeHead at) {
        session.update(
                "update ledger_epoch set closed_size = ?, closed_root = ?, seal = ? where epoch = ?",
                at.size(),
                at.root(),
                sealOf(head, Optional.of(at)),
                head.origin().epoch());
    }

    /// @throws IllegalArgumentException if a row has not the shape of an epoch
    private static EpochRow read(Row row) {
        Origin origin = new Origin(new Team(row.text(2)), row.count(1));
        Bytes checkpoint = row.bytes(5);
        Optional<TreeHead> closed =
                row.isNull(6) ? Optional.empty() : Optional.of(new TreeHead(row.number(6), row.digest(7)));
        return new EpochRow(
                new Head(origin, new TreeHead(row.number(3), row.digest(4)), checkpoint), closed, row.digest(8));
    }
}

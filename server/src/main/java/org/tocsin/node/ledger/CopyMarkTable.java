package org.tocsin.node.ledger;

import java.util.Optional;
import org.tocsin.node.store.Session;

/// The table `copy_mark`: one row, in databases that are copies.
final class CopyMarkTable {
    private CopyMarkTable() {}

    static Optional<CopyMark> find(Session session) {
        return session.first("select made_at from copy_mark where id = 1", row -> new CopyMark(row.instant(1)));
    }

    static void put(Session session, CopyMark mark) {
        clear(session);
        session.update("insert into copy_mark (id, made_at) values (1, ?)", mark.madeAt());
    }

    static void clear(Session session) {
        session.update("delete from copy_mark");
    }
}

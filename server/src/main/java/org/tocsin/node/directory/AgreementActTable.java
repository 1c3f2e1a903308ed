package org.tocsin.node.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.WireException;

/// The table of what parties stated alone about agreements.
final class AgreementActTable {
    static final String NAME = "agreement_act";

    private static final String COLUMNS = "select agreement_id, stated_by, number, document, leaf, ledger_epoch,"
            + " ledger_index, held_at from agreement_act";

    private AgreementActTable() {}

    /// An act, and where it stands in its team's ledger.
    record Held(
            Bytes agreement, Team by, int number, Bytes document, Digest leaf, int epoch, long index, Instant heldAt) {
        AgreementAct act() {
            try {
                return AgreementActCodec.decodeAct(document);
            } catch (WireException changed) {
                throw new DirectoryDamaged("an act about an agreement cannot be read: " + changed.getMessage());
            }
        }
    }

    static void insert(Session session, Held act) {
        session.update(
                "insert into agreement_act (agreement_id, stated_by, number, document, leaf, ledger_epoch,"
                        + " ledger_index, held_at) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                act.agreement(),
                act.by().domain(),
                act.number(),
                act.document(),
                act.leaf(),
                act.epoch(),
                act.index(),
                act.heldAt());
    }

    static List<Held> all(Session session) {
        return session.list(COLUMNS + " order by agreement_id, stated_by, number", AgreementActTable::read);
    }

    /// What was stated about an agreement, by party, then number.
    static List<Held> of(Session session, Bytes agreement) {
        return session.list(
                COLUMNS + " where agreement_id = ? order by stated_by, number", AgreementActTable::read, agreement);
    }

    static Optional<Held> find(Session session, Bytes agreement, Team by, int number) {
        return session.first(
                COLUMNS + " where agreement_id = ? and stated_by = ? and number = ?",
                AgreementActTable::read,
                agreement,
                by.domain(),
                number);
    }

    /// The highest number that a party gave to an act about an agreement, or 0.
    static int last(Session session, Bytes agreement, Team by) {
        return (int) session.number(
                "select coalesce(max(number), 0) from agreement_act where agreement_id = ? and stated_by = ?",
                agreement,
                by.domain());
    }

    private static Held read(Row row) {
        return new Held(
                row.bytes(1),
                new Team(row.text(2)),
                row.count(3),
                row.bytes(4),
                row.digest(5),
                row.count(6),
                row.number(7),
                row.instant(8));
    }
}

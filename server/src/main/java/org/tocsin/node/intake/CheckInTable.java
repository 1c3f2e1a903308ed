package org.tocsin.node.intake;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.node.store.Session;

/// The table `check_in`: the latest signs of life to and from each partner.
final class CheckInTable {
    static final String NAME = "check_in";

    private static final String EMPTY = "insert into check_in (partner, sent_epoch, sent_index, sent_at, heard_epoch,"
            + " heard_index, heard_at) values (?, 0, -1, 0, 0, -1, 0) on conflict do nothing";

    private CheckInTable() {}

    /// What is known of a partner.
    record Row(Optional<Instant> sentAt, int sentEpoch, long sentIndex, Optional<Instant> heardAt) {}

    /// @return whether it is later than what was noted before
    static boolean sent(Session session, Team partner, Stating stating) {
        return note(
                session,
                "update check_in set sent_epoch = ?, sent_index = ?, sent_at = ? where partner = ?"
                        + " and (sent_epoch < ? or (sent_epoch = ? and sent_index < ?))",
                partner,
                stating);
    }

    /// @return whether it is later than what was noted before
    static boolean heard(Session session, Stating stating) {
        return note(
                session,
                "update check_in set heard_epoch = ?, heard_index = ?, heard_at = ? where partner = ?"
                        + " and (heard_epoch < ? or (heard_epoch = ? and heard_index < ?))",
                stating.team(),
                stating);
    }

    private static boolean note(Session session, String update, Team partner, Stating stating) {
        session.update(EMPTY, partner.domain());
        return session.update(
                        update,
                        stating.ledgerEpoch(),
                        stating.index(),
                        stating.at(),
                        partner.domain(),
                        stating.ledgerEpoch(),
                        stating.ledgerEpoch(),
                        stating.index())
                == 1;
    }

    static Optional<Row> find(Session session, Team partner) {
        return session.first(
                "select sent_at, sent_epoch, sent_index, heard_at, heard_index from check_in where partner = ?",
                row -> new Row(
                        row.number(3) < 0 ? Optional.empty() : Optional.of(row.instant(1)),
                        row.count(2),
                        row.number(3),
                        row.number(5) < 0 ? Optional.empty() : Optional.of(row.instant(4))),
                partner.domain());
    }
}

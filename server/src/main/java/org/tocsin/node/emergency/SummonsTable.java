package org.tocsin.node.emergency;

import java.util.List;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.node.store.Session;

/// The table `summons_attempt`: attempts at reaching officers, each written before it is made. Rule R-EMG-8.
final class SummonsTable {
    /// What is shown of an attempt whose outcome is not known.
    static final String PENDING = "pending";
    /// What is shown of one that was taken.
    static final String DELIVERED = "delivered";

    private SummonsTable() {}

    static List<Occurrence> occurrences(Session session, Digest emergency) {
        return session.list(
                "select officer, channel, round, rung, outcome, said, made_at from summons_attempt"
                        + " where emergency = ? order by made_at, attempt",
                row -> new Occurrence(
                        emergency,
                        row.instant(7),
                        new Occurrence.Detail.Attempted(
                                row.text(1),
                                row.text(2),
                                row.count(3),
                                row.count(4),
                                row.isNull(5) ? PENDING : row.text(5),
                                row.text(6))),
                emergency);
    }
}

package org.tocsin.node.ledger;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.StartGate.PartnerHead;
import org.tocsin.node.store.RowSeal;
import org.tocsin.node.store.Session;

/// The table `partner_head`: what partners hold of this ledger and this database does not.
final class PartnerHeadTable {
    private PartnerHeadTable() {}

    /// A row, and whether it is as it was written.
    record Kept(PartnerHead head, boolean sealed) {}

    static List<PartnerHead> all(Session session, Team own) {
        return kept(session, own).stream().map(Kept::head).toList();
    }

    static List<Kept> kept(Session session, Team own) {
        return session.list(
                "select partner, epoch, size, root, checkpoint, heard_at, seal from partner_head"
                        + " order by epoch, size, partner",
                row -> {
                    PartnerHead head = new PartnerHead(
                            new Team(row.text(1)),
                            new Origin(own, row.count(2)),
                            new TreeHead(row.number(3), row.digest(4)),
                            row.bytes(5));
                    return new Kept(head, seal(head, row.instant(6)).equals(row.digest(7)));
                });
    }

    static void insert(Session session, PartnerHead head, Instant heardAt) {
        session.update(
                "insert into partner_head (partner, epoch, size, root, checkpoint, heard_at, seal)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                head.partner().domain(),
                head.origin().epoch(),
                head.head().size(),
                head.head().root(),
                head.checkpoint(),
                heardAt,
                seal(head, heardAt));
    }

    private static Digest seal(PartnerHead head, Instant heardAt) {
        return RowSeal.over(
                head.partner().domain(),
                head.origin().toString(),
                head.head().size(),
                head.head().root(),
                head.checkpoint(),
                heardAt.toEpochMilli());
    }
}

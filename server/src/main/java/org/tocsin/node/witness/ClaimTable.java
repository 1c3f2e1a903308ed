package org.tocsin.node.witness;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.store.RowSeal;
import org.tocsin.node.store.Session;

/// Heads that a partner signed and of which nobody has shown yet that they belong to what was seen of its ledger: the
/// table `seen_claim`. Of what one source brings the latest counts, since each follows from the one before it. Primary
/// data.
final class ClaimTable {
    static final String NAME = "seen_claim";

    private ClaimTable() {}

    /// One head.
    ///
    /// @param source a partner's domain, or a lane of ours
    record Claim(Origin origin, String source, TreeHead head, Bytes checkpoint, Instant at) {}

    /// A row, and whether it is as it was written.
    record Kept(Claim claim, boolean isSealed) {}

    static List<Kept> kept(Session session) {
        return session.list(
                "select team, epoch, source, size, root, checkpoint, at, seal from seen_claim"
                        + " order by team, epoch, source",
                row -> {
                    Claim claim = new Claim(
                            new Origin(new Team(row.text(1)), row.count(2)),
                            row.text(3),
                            new TreeHead(row.number(4), row.digest(5)),
                            row.bytes(6),
                            row.instant(7));
                    return new Kept(claim, seal(claim).equals(row.digest(8)));
                });
    }

    static List<Claim> all(Session session) {
        return kept(session).stream().map(Kept::claim).toList();
    }

    static void note(Session session, Claim claim) {
        session.update(
                "insert into seen_claim (team, epoch, source, size, root, checkpoint, at, seal)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (team, epoch, source) do update set"
                        + " size = excluded.size, root = excluded.root, checkpoint = excluded.checkpoint,"
                        + " at = excluded.at, seal = excluded.seal",
                claim.origin().team().domain(),
                claim.origin().epoch(),
                claim.source(),
                claim.head().size(),
                claim.head().root(),
                claim.checkpoint(),
                claim.at(),
                seal(claim));
    }

    /// It is settled, one way or the other, unless the source has brought another since.
    static void settle(Session session, Claim claim) {
        session.update(
                "delete from seen_claim where team = ? and epoch = ? and source = ? and size = ? and root = ?",
                claim.origin().team().domain(),
                claim.origin().epoch(),
                claim.source(),
                claim.head().size(),
                claim.head().root());
    }

    private static Digest seal(Claim claim) {
        return RowSeal.over(
                claim.origin().toString(),
                claim.source(),
                claim.head().size(),
                claim.head().root(),
                claim.checkpoint(),
                claim.at().toEpochMilli());
    }
}

package org.tocsin.node.witness;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.store.RowSeal;
import org.tocsin.node.store.Session;

/// Of which partners' ledgers the witnesses are to be told, and when they were told last: the table `sighting`.
final class SightingTable {
    static final String NAME = "sighting";

    private SightingTable() {}

    /// @param isDue whether something was seen since
    record Sight(Team team, boolean isDue, Instant toldAt) {}

    /// A row, and whether it is as it was written.
    record Kept(Sight sight, boolean isSealed) {}

    static List<Kept> kept(Session session) {
        return session.list("select team, due, told_at, seal from sighting order by team", row -> {
            Sight sight = new Sight(new Team(row.text(1)), row.truth(2), row.instant(3));
            return new Kept(sight, seal(sight).equals(row.digest(4)));
        });
    }

    static List<Sight> all(Session session) {
        return kept(session).stream().map(Kept::sight).toList();
    }

    static void put(Session session, Sight sight) {
        session.update(
                "insert into sighting (team, due, told_at, seal) values (?, ?, ?, ?) on conflict (team) do update"
                        + " set due = excluded.due, told_at = excluded.told_at, seal = excluded.seal",
                sight.team().domain(),
                sight.isDue(),
                sight.toldAt(),
                seal(sight));
    }

    private static Digest seal(Sight sight) {
        return RowSeal.over(
                sight.team().domain(), sight.isDue() ? 1 : 0, sight.toldAt().toEpochMilli());
    }
}

package org.tocsin.node.witness;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.RowSeal;
import org.tocsin.node.store.Session;
import org.tocsin.node.witness.Doubt.Decision;

/// What speaks against partners, and what officers decided: the table `doubt`. Primary data.
final class DoubtTable {
    static final String NAME = "doubt";
    private static final String GOES_ON = "goes-on";
    private static final String STAYS = "stays";

    private DoubtTable() {}

    /// A row, and whether it is as it was written.
    record Kept(Doubt doubt, boolean isSealed) {}

    /// All, in the order in which they were found.
    static List<Kept> kept(Session session) {
        return session.list(
                "select id, team, kind, epoch, what, document, told_by, found_at, told, decision, decided_by, decided_at,"
                        + " seal from doubt order by found_at, id",
                row -> {
                    Doubt doubt = doubt(row);
                    return new Kept(doubt, seal(doubt).equals(row.digest(13)));
                });
    }

    static List<Doubt> all(Session session) {
        return kept(session).stream().map(Kept::doubt).toList();
    }

    static Optional<Doubt> find(Session session, Digest id) {
        return all(session).stream().filter(doubt -> doubt.id().equals(id)).findFirst();
    }

    static long count(Session session, Team team) {
        return session.number("select count(*) from doubt where team = ?", team.domain());
    }

    /// Writes one; in the place of the one with its id, if there is one.
    static void put(Session session, Doubt doubt) {
        session.update(
                "insert into doubt (id, team, kind, epoch, what, document, told_by, found_at, told, decision, decided_by,"
                        + " decided_at, seal) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (id) do update set told = excluded.told, decision = excluded.decision,"
                        + " decided_by = excluded.decided_by, decided_at = excluded.decided_at, seal = excluded.seal",
                doubt.id(),
                doubt.team().domain(),
                doubt.kind(),
                doubt.epoch(),
                doubt.what(),
                doubt.document(),
                toldBy(doubt),
                doubt.foundAt(),
                doubt.isTold(),
                decision(doubt),
                officer(doubt),
                decidedAt(doubt),
                seal(doubt));
    }

    private static Doubt doubt(Row row) {
        String toldBy = row.text(7);
        String decision = row.text(10);
        if (!List.of("", GOES_ON, STAYS).contains(decision)) {
            throw new IllegalArgumentException("no such decision");
        }
        return new Doubt(
                row.digest(1),
                new Team(row.text(2)),
                Doubt.Kind.valueOf(row.text(3)),
                row.count(4),
                row.text(5),
                row.bytes(6),
                toldBy.isEmpty() ? Optional.empty() : Optional.of(new Team(toldBy)),
                row.instant(8),
                row.truth(9),
                decision.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Decision(decision.equals(GOES_ON), row.text(11), row.instant(12))));
    }

    private static String toldBy(Doubt doubt) {
        return doubt.toldBy().map(Team::domain).orElse("");
    }

    private static String decision(Doubt doubt) {
        return doubt.decision().map(made -> made.goesOn() ? GOES_ON : STAYS).orElse("");
    }

    private static String officer(Doubt doubt) {
        return doubt.decision().map(Decision::officer).orElse("");
    }

    private static Instant decidedAt(Doubt doubt) {
        return doubt.decision().map(Decision::at).orElse(Instant.EPOCH);
    }

    private static Digest seal(Doubt doubt) {
        return RowSeal.over(
                doubt.id(),
                doubt.team().domain(),
                doubt.kind().name(),
                doubt.epoch(),
                doubt.what(),
                doubt.document(),
                toldBy(doubt),
                doubt.foundAt().toEpochMilli(),
                doubt.isTold() ? 1 : 0,
                decision(doubt),
                officer(doubt),
                decidedAt(doubt).toEpochMilli());
    }

    static Digest idOf(Bytes document) {
        return RowSeal.over(document);
    }
}

package org.tocsin.node.directory;

import java.util.List;
import org.tocsin.model.Team;
import org.tocsin.node.directory.Introductions.Introduced;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.WireException;

/// The table of introductions: the last one of each team by each partner.
final class IntroductionTable {
    private IntroductionTable() {}

    static void keep(Session session, Introduced introduced) {
        session.update(
                "insert into introduction (team, introducer, root_fingerprint, document, introduced_at)"
                        + " values (?, ?, ?, ?, ?) on conflict (team, introducer) do update set"
                        + " root_fingerprint = excluded.root_fingerprint, document = excluded.document,"
                        + " introduced_at = excluded.introduced_at",
                introduced.introduction().team().domain(),
                introduced.introducer().domain(),
                introduced.fingerprint(),
                ControlCodec.encode(introduced.introduction()),
                introduced.at());
    }

    /// By team, then by introducer.
    static List<Introduced> all(Session session) {
        return session.list(
                "select introducer, root_fingerprint, document, introduced_at from introduction"
                        + " order by team, introducer",
                IntroductionTable::read);
    }

    private static Introduced read(Row row) {
        try {
            return new Introduced(
                    new Team(row.text(1)),
                    ControlCodec.decodeIntroduction(row.bytes(3)),
                    row.digest(2),
                    row.instant(4));
        } catch (WireException changed) {
            throw new DirectoryDamaged("an introduction cannot be read: " + changed.getMessage());
        }
    }
}

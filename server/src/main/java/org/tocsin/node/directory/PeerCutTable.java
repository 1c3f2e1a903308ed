package org.tocsin.node.directory;

import java.util.Map;
import java.util.TreeMap;
import org.tocsin.model.Team;
import org.tocsin.node.directory.DirectoryView.Cut;
import org.tocsin.node.store.Session;

/// The table of teams that are cut off. Rule R-PEER-6.
final class PeerCutTable {
    private PeerCutTable() {}

    static Map<Team, Cut> all(Session session) {
        Map<Team, Cut> cuts = new TreeMap<>();
        session.each(
                "select team, cut_at, officer, reason from peer_cut",
                row -> cuts.put(new Team(row.text(1)), new Cut(row.instant(2), row.text(3), row.text(4))));
        return cuts;
    }

    static void cut(Session session, Team team, Cut cut) {
        session.update(
                "insert into peer_cut (team, cut_at, officer, reason) values (?, ?, ?, ?) on conflict do nothing",
                team.domain(),
                cut.at(),
                cut.officer(),
                cut.reason());
    }

    static void restore(Session session, Team team) {
        session.update("delete from peer_cut where team = ?", team.domain());
    }
}

package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.node.store.Session;

/// The tables `emergency_officer` and `emergency_tried`: what only this node knows of emergencies.
final class EmergencyNoteTable {
    private EmergencyNoteTable() {}

    static void raisedBy(Session session, Digest emergency, String officer) {
        session.update(
                "insert into emergency_officer (emergency, officer) values (?, ?) on conflict do nothing",
                emergency,
                officer);
    }

    static Optional<String> officer(Session session, Digest emergency) {
        return session.first(
                "select officer from emergency_officer where emergency = ?", row -> row.text(1), emergency);
    }

    /// @return false if the same was tried before
    static boolean tried(Session session, Digest emergency, Team team, String what, Instant at, String said) {
        return session.update(
                        "insert into emergency_tried (emergency, team, what, at, said) values (?, ?, ?, ?, ?)"
                                + " on conflict do nothing",
                        emergency,
                        team.domain(),
                        what,
                        at,
                        said)
                > 0;
    }

    static List<Occurrence> tried(Session session, Digest emergency) {
        return session.list(
                "select team, what, at, said from emergency_tried where emergency = ? order by at",
                row -> new Occurrence(
                        emergency,
                        row.instant(3),
                        new Occurrence.Detail.Tried(new Team(row.text(1)), row.text(2), row.text(4))),
                emergency);
    }
}

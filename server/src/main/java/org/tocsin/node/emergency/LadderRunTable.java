package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.node.duty.LadderSnapshot;
import org.tocsin.node.store.Session;

/// The table `emergency_run`: the ladders that are climbed, as they were taken when the climb began.
final class LadderRunTable {
    private LadderRunTable() {}

    /// A climb.
    ///
    /// @param round the step that was taken last, and `rung`; 0 before the first
    /// @param rounds in which it ends
    record Run(Digest emergency, LadderSnapshot ladder, int round, int rung, int rounds) {}

    static void insert(Session session, Run run, Instant at) {
        session.update(
                "insert into emergency_run (emergency, snapshot, round, rung, rounds, began_at)"
                        + " values (?, ?, ?, ?, ?, ?)",
                run.emergency(),
                run.ladder().text(),
                run.round(),
                run.rung(),
                run.rounds(),
                at);
    }

    static void clear(Session session, Digest emergency) {
        session.update("delete from emergency_run where emergency = ?", emergency);
    }

    static void move(Session session, Run run) {
        session.update(
                "update emergency_run set round = ?, rung = ?, rounds = ? where emergency = ?",
                run.round(),
                run.rung(),
                run.rounds(),
                run.emergency());
    }

    static Optional<Run> find(Session session, Digest emergency) {
        return session.first(
                "select snapshot, round, rung, rounds from emergency_run where emergency = ?",
                row -> new Run(emergency, LadderSnapshot.parse(row.text(1)), row.count(2), row.count(3), row.count(4)),
                emergency);
    }
}

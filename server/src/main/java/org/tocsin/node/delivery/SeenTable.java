package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.Seen;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The highest head of each partner's ledgers that this node has verified, with its signed checkpoint: table
/// `seen_head`.
public final class SeenTable {
    private static final String COLUMNS = "select epoch, size, root, checkpoint, at from seen_head";

    private SeenTable() {}

    /// A head that was verified, and the signed checkpoint that says it.
    public record Witness(Seen seen, Bytes checkpoint) {}

    /// Everything seen of a team, by epoch.
    public static List<Witness> of(Session session, Team team) {
        return session.list(COLUMNS + " where team = ? order by epoch", row -> witness(team, row), team.domain());
    }

    /// Everything seen of all teams, by team, then epoch.
    public static List<Witness> all(Session session) {
        return session.list(
                "select epoch, size, root, checkpoint, at, team from seen_head order by team, epoch",
                row -> witness(new Team(row.text(6)), row));
    }

    /// The heads alone, by epoch.
    public static Map<Integer, TreeHead> heads(Session session, Team team) {
        Map<Integer, TreeHead> heads = new TreeMap<>();
        for (Witness witness : of(session, team)) {
            heads.put(witness.seen().origin().epoch(), witness.seen().head());
        }
        return heads;
    }

    /// The head of the newest epoch.
    public static Optional<Witness> newest(Session session, Team team) {
        return session.first(
                COLUMNS + " where team = ? order by epoch desc limit 1", row -> witness(team, row), team.domain());
    }

    /// Notes a head unless a higher one of its epoch is known, and gives the highest.
    ///
    /// @throws ContradictionException if another root is known for its size
    public static Seen note(Session session, Origin origin, TreeHead head, Bytes checkpoint, Instant at) {
        Optional<Witness> known = session.first(
                COLUMNS + " where team = ? and epoch = ?",
                row -> witness(origin.team(), row),
                origin.team().domain(),
                origin.epoch());
        if (known.isPresent()) {
            TreeHead before = known.get().seen().head();
            if (before.size() == head.size() && !before.root().equals(head.root())) {
                throw new ContradictionException(known.get(), head, checkpoint);
            }
            if (before.size() >= head.size()) {
                return known.get().seen();
            }
        }
        session.update(
                "insert into seen_head (team, epoch, size, root, checkpoint, at) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (team, epoch) do update set size = excluded.size, root = excluded.root,"
                        + " checkpoint = excluded.checkpoint, at = excluded.at",
                origin.team().domain(),
                origin.epoch(),
                head.size(),
                head.root(),
                checkpoint,
                at);
        return new Seen(origin, head, at);
    }

    private static Witness witness(Team team, Row row) {
        return new Witness(
                new Seen(new Origin(team, row.count(1)), new TreeHead(row.number(2), row.digest(3)), row.instant(5)),
                row.bytes(4));
    }

    /// Two signed checkpoints of one ledger and size with different roots: evidence that the team shows two histories.
    public static final class ContradictionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Witness held;
        private final transient TreeHead head;
        private final transient Bytes shown;

        ContradictionException(Witness held, TreeHead head, Bytes shown) {
            super("two roots for " + held.seen().origin() + " at size "
                    + held.seen().head().size());
            this.held = held;
            this.head = head;
            this.shown = shown;
        }

        public Witness held() {
            return held;
        }

        /// What `shown` is a checkpoint of.
        public TreeHead head() {
            return head;
        }

        public Bytes shown() {
            return shown;
        }
    }
}

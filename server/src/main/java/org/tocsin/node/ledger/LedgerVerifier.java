package org.tocsin.node.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.tocsin.model.Team;
import org.tocsin.node.store.StoreException;
import org.tocsin.node.store.Transactions;

/// Checks everything that a node's database holds as primary data: every entry of every epoch against its bytes, its
/// leaf
/// and the signed checkpoint; every content against its statement; heads of partners; and what the rooms' inspectors
/// check.
/// Stops at the first bad byte and names it. Sees one snapshot, so a node may run meanwhile.
public final class LedgerVerifier {
    private final Transactions transactions;
    private final Team team;
    private final Predicate<Head> signed;
    private final List<Inspector> inspectors;

    /// Is told how far a long walk is, now and then and at the end.
    @FunctionalInterface
    public interface Progress {
        void at(long done, long total);

        static Progress none() {
            return (done, total) -> {};
        }
    }

    /// What it comes to.
    public sealed interface Verdict {
        /// All is as it was written.
        ///
        /// @param erased contents that were erased on purpose, of which only the statements can be checked
        /// @param evidence rows that the inspectors checked
        record Sound(long entries, long contents, long erased, long evidence) implements Verdict {}

        /// The first thing found bad.
        ///
        /// @param row the row's key, 0 if the table as a whole is meant
        /// @param offset bytes into the column
        record Bad(String table, long row, String column, long offset, String why) implements Verdict {}
    }

    /// Carries the first bad finding out of the walk.
    static final class BadFinding extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Verdict.Bad bad;

        BadFinding(Verdict.Bad bad) {
            super(bad.why(), null, false, false);
            this.bad = bad;
        }
    }

    /// @param signed whether a head's checkpoint is signed by a key that the team's manifest names for it
    public LedgerVerifier(Transactions transactions, Team team, Predicate<Head> signed, List<Inspector> inspectors) {
        this.transactions = transactions;
        this.team = team;
        this.signed = signed;
        this.inspectors = List.copyOf(inspectors);
    }

    /// Everything that a walk which goes on behind what is bad found.
    ///
    /// @param counted what was checked
    /// @param bad the first bad thing of each part, in the order of the parts
    public record Findings(Verdict.Sound counted, List<Verdict.Bad> bad) {
        public Findings {
            bad = List.copyOf(bad);
        }
    }

    /// As `verify`, but goes on with the next part behind each bad one. What hangs on a bad part may be named for it.
    public Findings findings(HighWaterFile.Mark mark, Progress progress) {
        return transactions.read(session -> {
            LedgerWalk walk = new LedgerWalk(session, transactions, team, progress);
            List<Verdict.Bad> bad = new ArrayList<>();
            part(walk, bad, () -> walk.epochs(signed));
            part(walk, bad, () -> walk.mark(mark));
            part(walk, bad, walk::partnerHeads);
            inspectors.forEach(inspector -> part(walk, bad, () -> walk.inspect(inspector)));
            // Contents are claimed by what was walked: behind a part that broke off some would only seem to be strays.
            if (bad.isEmpty()) {
                part(walk, bad, walk::strays);
            }
            return new Findings(walk.sound(), bad);
        });
    }

    private static void part(LedgerWalk walk, List<Verdict.Bad> bad, Runnable part) {
        try {
            part.run();
        } catch (BadFinding e) {
            bad.add(e.bad);
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | StoreException e) {
            bad.add(new Verdict.Bad(walk.table(), walk.row(), "", 0, String.valueOf(e.getMessage())));
        }
    }

    /// @param mark what the high-water file said before this was called
    public Verdict verify(HighWaterFile.Mark mark, Progress progress) {
        return transactions.read(session -> {
            LedgerWalk walk = new LedgerWalk(session, transactions, team, progress);
            try {
                walk.epochs(signed);
                walk.mark(mark);
                walk.partnerHeads();
                inspectors.forEach(inspector -> walk.inspect(inspector));
                walk.strays();
                return walk.sound();
            } catch (BadFinding e) {
                return e.bad;
            } catch (IllegalArgumentException | StoreException e) {
                // A value that cannot even be read: a wrong length, not a number, a damaged page.
                return new Verdict.Bad(walk.table(), walk.row(), "", 0, String.valueOf(e.getMessage()));
            }
        });
    }
}

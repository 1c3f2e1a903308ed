package org.tocsin.node.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tocsin.model.Team;
import org.tocsin.node.checkup.Finding.Part;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.node.store.Database;

/// Computes everything that a node's database holds again, from bytes: pages and indexes, the ledger and what stands
/// under other teams' signatures, and what follows from both. Reads only; a node may write meanwhile, since each part
/// sees one snapshot. The database is opened for this alone.
public final class Checkup {
    /// Findings of one part beyond which no more are named.
    public static final int FINDINGS_MAX = 100;

    private final Database database;
    private final Database.Address address;
    private final Optional<Rooms> known;
    private final Watching watching;

    /// What the rooms contribute.
    ///
    /// @param signed whether a head's checkpoint is signed by a key that the team's manifest names for it
    public record Rooms(Team team, Predicate<Head> signed, List<Inspector> inspectors, List<Projection> projections) {
        public Rooms {
            inspectors = List.copyOf(inspectors);
            projections = List.copyOf(projections);
        }
    }

    /// Is told how far it is, now and then.
    @FunctionalInterface
    public interface Watching {
        void at(Part part, long done, long total);

        static Watching nobody() {
            return (part, done, total) -> {};
        }
    }

    /// A checkup of the node that asks for one.
    @FunctionalInterface
    public interface Run {
        Result run(Watching watching);
    }

    /// What it came to.
    ///
    /// @param entries of the ledger
    /// @param contents that were opened and belong to their statements
    /// @param erased contents that were erased on purpose
    /// @param evidence rows that stand under somebody's signature, or under what follows from one
    public record Result(List<Finding> findings, long entries, long contents, long erased, long evidence) {
        public Result {
            findings = List.copyOf(findings);
        }

        /// Where nothing was counted.
        public static Result of(List<Finding> findings) {
            return new Result(findings, 0, 0, 0, 0);
        }

        public boolean isSound() {
            return findings.isEmpty();
        }

        /// This, behind what was found elsewhere; what both found is named once.
        public Result behind(List<Finding> before) {
            List<Finding> all = new ArrayList<>(before);
            all.addAll(findings);
            return new Result(all.stream().distinct().toList(), entries, contents, erased, evidence);
        }
    }

    /// @param address the one that the database was opened with
    /// @param known empty: where the team's papers cannot be used
    public Checkup(Database database, Database.Address address, Optional<Rooms> known, Watching watching) {
        this.database = database;
        this.address = address;
        this.known = known;
        this.watching = watching;
    }

    /// @param mark what the high-water file said before this was called
    public Result run(HighWaterFile.Mark mark) {
        List<Finding> findings = new ArrayList<>();
        part(Part.DATABASE_FILE, findings, () -> file(findings));
        part(Part.SCHEMA, findings, () -> schema(findings));
        List<Verdict.Sound> counted = new ArrayList<>();
        known.ifPresentOrElse(
                rooms -> part(Part.EVIDENCE, findings, () -> counted.add(evidence(rooms, mark, findings))),
                () -> findings.add(new Finding(
                        Part.EVIDENCE,
                        "database",
                        "not looked at, nor what follows from it: the team's papers cannot be used",
                        "mend what is named of the files, and run this again")));
        part(Part.SEALS, findings, () -> seals(findings));
        known.ifPresent(rooms -> part(Part.PROJECTIONS, findings, () -> projections(rooms, findings)));
        Verdict.Sound sound = counted.isEmpty() ? new Verdict.Sound(0, 0, 0, 0) : counted.getFirst();
        return new Result(findings, sound.entries(), sound.contents(), sound.erased(), sound.evidence());
    }

    private void file(List<Finding> findings) {
        watching.at(Part.DATABASE_FILE, 0, 1);
        database.transactions().read(session -> session.integrity(FINDINGS_MAX)).stream()
                .limit(FINDINGS_MAX)
                .forEach(wrong -> findings.add(new Finding(
                        Part.DATABASE_FILE,
                        "database",
                        wrong.lines().findFirst().orElse(wrong),
                        Remedies.BACKUP)));
        watching.at(Part.DATABASE_FILE, 1, 1);
    }

    private void schema(List<Finding> findings) {
        watching.at(Part.SCHEMA, 0, 1);
        database.checkSchema().stream()
                .limit(FINDINGS_MAX)
                .forEach(wrong -> findings.add(
                        new Finding(Part.SCHEMA, wrong, "is not as this program makes it", Remedies.BACKUP)));
        watching.at(Part.SCHEMA, 1, 1);
    }

    private void seals(List<Finding> findings) {
        database.checkSeals(address, FINDINGS_MAX, rows -> watching.at(Part.SEALS, rows, -1))
                .forEach(fault -> findings.add(new Finding(
                        Part.SEALS,
                        "table " + fault.table() + (fault.row().isEmpty() ? "" : ", row " + fault.row()),
                        fault.what(),
                        Remedies.SEALS)));
    }

    private Verdict.Sound evidence(Rooms rooms, HighWaterFile.Mark mark, List<Finding> findings) {
        LedgerVerifier.Findings found = new LedgerVerifier(
                        database.transactions(), rooms.team(), rooms.signed(), rooms.inspectors())
                .findings(mark, (done, total) -> watching.at(Part.EVIDENCE, done, total));
        found.bad()
                .forEach(bad ->
                        findings.add(new Finding(Part.EVIDENCE, where(bad), bad.why(), Remedies.of(bad.table()))));
        return found.counted();
    }

    private void projections(Rooms rooms, List<Finding> findings) {
        for (Rebuild.Table table : Rebuild.compare(
                        database.transactions(),
                        rooms.projections(),
                        (done, total) -> watching.at(Part.PROJECTIONS, done, total))
                .tables()) {
            if (!table.same()) {
                findings.add(new Finding(
                        Part.PROJECTIONS,
                        "table " + table.name(),
                        table.rowsBefore() == table.rowsAfter()
                                ? "is not what follows from the ledger and the evidence"
                                : "has " + table.rowsBefore() + " rows, but " + table.rowsAfter()
                                        + " follow from the ledger and the evidence",
                        Remedies.REBUILD));
            }
        }
    }

    /// What cannot be read to its end is named, and the next part looked at.
    private static void part(Part part, List<Finding> findings, Runnable look) {
        try {
            look.run();
        } catch (FaultException nobodyWaits) {
            throw nobodyWaits;
        } catch (RuntimeException damaged) {
            // Whatever a room throws at bytes that it did not write.
            findings.add(new Finding(
                    part, "database", "cannot be read to its end: " + damaged.getMessage(), Remedies.BACKUP));
        }
    }

    private static String where(Verdict.Bad bad) {
        StringBuilder where = new StringBuilder("table ").append(bad.table());
        if (bad.row() != 0) {
            where.append(", row ").append(bad.row());
        }
        if (!bad.column().isEmpty()) {
            where.append(", column ").append(bad.column());
        }
        return bad.offset() == 0
                ? where.toString()
                : where.append(", byte ").append(bad.offset()).toString();
    }
}

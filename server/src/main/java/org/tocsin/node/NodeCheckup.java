package org.tocsin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.acts.LocalInspector;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.checkup.Finding;
import org.tocsin.node.checkup.Remedies;
import org.tocsin.node.config.ConfigProblem;
import org.tocsin.node.config.ConfigReader;
import org.tocsin.node.config.ConfigResult;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.delivery.LaneInspector;
import org.tocsin.node.directory.AgreementProjection;
import org.tocsin.node.directory.DirectoryDamaged;
import org.tocsin.node.directory.DirectoryInspector;
import org.tocsin.node.emergency.EmergencyProjection;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.ReceivedInspector;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.store.StoreException;
import org.tocsin.node.witness.SeenHeads;
import org.tocsin.node.witness.WitnessInspector;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.secret.FileModes;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.PinnedTeam;

/// A checkup of a whole node, stopped or running: its database, with what every room knows of its tables, and the files
/// beside it.
public final class NodeCheckup {
    private static final String HIGH_WATER =
            "if a copy of it is newer than the node's last start, put that one back; else delete what is left"
                    + " of it: the node asks its partners which heads they hold before it signs";
    private static final String HALF_LOST =
            "one of its two copies is not the one that was written last but one: a crash"
                    + " tore it, or it was damaged or put back; the other one is whole";
    private static final String REWRITTEN =
            "the node uses the whole one, and writes this one next; if no crash came before, look after the disk";
    private static final String RIGHTS = "check its rights and the disk, and run this again";

    private NodeCheckup() {}

    /// What follows from the ledger and the evidence. Each comes behind what it is made of.
    public static List<Projection> projections(NodeHome home) {
        return List.of(
                new RecordProjection(),
                new EmergencyProjection(home.team()),
                new ControlProjection(home.team()),
                new AgreementProjection(home.team()));
    }

    /// The directory comes first: the others check signatures by the teams that it verified.
    public static List<Inspector> inspectors(NodeHome home) {
        DirectoryInspector directory = new DirectoryInspector();
        return List.of(
                directory,
                new ReceivedInspector(directory::team),
                new LaneInspector(home.team(), directory::team),
                new WitnessInspector(directory::team),
                new LocalInspector(
                        home.team(),
                        home.own().current().ledgerKeys().stream()
                                .map(TeamManifest.KeyPeriod::key)
                                .toList()));
    }

    /// Whether a key that the team's manifest names for it signed a head's checkpoint.
    public static boolean signed(PinnedTeam own, Head head) {
        return own.keyPeriods().signers(head.origin(), head.tree()).stream()
                .anyMatch(signer -> CheckpointVerifier.verify(head.checkpoint(), head.origin(), signer.key())
                        instanceof CheckpointVerdict.Verified);
    }

    /// Looks at everything, and changes nothing. What cannot be opened or read is named, and the rest looked at.
    ///
    /// @param isStopped whether the caller keeps the node from starting
    public static Checkup.Result run(NodeConfig config, boolean isStopped, Checkup.Watching watching) {
        List<Finding> findings = new ArrayList<>();
        exposedKeys(config, findings);
        Optional<NodeHome> home = Optional.empty();
        try {
            home = Optional.of(NodeHome.toLookThrough(config));
        } catch (NodeHome.UnusableException unusable) {
            findings.addAll(of(unusable.problems()));
        }
        // Read first: what a running node releases meanwhile is then ahead of it, never behind.
        HighWaterFile.Mark mark = highWater(config.ledger().highWaterFile(), isStopped, findings);
        try {
            return database(config, home, isStopped, mark, watching).behind(findings);
        } catch (NodeHome.UnusableException unusable) {
            return Checkup.Result.of(of(unusable.problems())).behind(findings);
        }
    }

    private static Checkup.Result database(
            NodeConfig config,
            Optional<NodeHome> home,
            boolean isStopped,
            HighWaterFile.Mark mark,
            Checkup.Watching watching)
            throws NodeHome.UnusableException {
        Database.Address address = NodeHome.database(config);
        List<Finding> findings = new ArrayList<>();
        try (Database database = isStopped ? Database.openStill(address) : Database.openToRead(address)) {
            Checkup.Result result = new Checkup(database, address, home.map(NodeCheckup::rooms), watching).run(mark);
            if (mark instanceof HighWaterFile.Mark.Missing && result.entries() > 0) {
                findings.add(file(config.ledger().highWaterFile(), "is missing", HIGH_WATER));
            }
            home.ifPresent(known -> seenHeads(known, database, isStopped, findings));
            return result.behind(findings);
        } catch (StoreException unopened) {
            findings.add(unopened(address, mark, unopened));
            return Checkup.Result.of(findings);
        }
    }

    private static Checkup.Rooms rooms(NodeHome home) {
        return new Checkup.Rooms(home.team(), head -> signed(home.own(), head), inspectors(home), projections(home));
    }

    /// A database that cannot be opened at all.
    private static Finding unopened(Database.Address address, HighWaterFile.Mark mark, StoreException why) {
        String where = "database";
        String remedy = why.kind() == StoreException.Cause.MEDIUM ? Remedies.DISK : Remedies.BACKUP;
        if (address instanceof Database.Address.SqliteFile sqlite) {
            where = sqlite.path().toString();
            if (!Files.exists(sqlite.path()) || sqlite.path().toFile().length() == 0) {
                remedy = mark instanceof HighWaterFile.Mark.Missing ? Remedies.NOTHING_THERE : Remedies.BACKUP;
            }
        }
        return new Finding(Finding.Part.DATABASE_FILE, where, String.valueOf(why.getMessage()), remedy);
    }

    /// As `run`, for the node itself: with its papers as they are now.
    static Checkup.Result whileItRuns(Path directory, Checkup.Watching watching) {
        return switch (ConfigReader.read(directory)) {
            case ConfigResult.Unusable unusable -> Checkup.Result.of(of(unusable.problems()));
            case ConfigResult.Read read -> run(read.config(), false, watching);
        };
    }

    /// What is wrong with files.
    public static List<Finding> of(List<ConfigProblem> problems) {
        return problems.stream()
                .map(problem -> new Finding(Finding.Part.FILES, problem.where(), problem.what(), problem.remedy()))
                .toList();
    }

    private static Finding file(Path file, String what, String remedy) {
        return new Finding(Finding.Part.FILES, file.toString(), what, remedy);
    }

    private static void exposedKeys(NodeConfig config, List<Finding> findings) {
        try {
            for (Path exposed : NodeHome.papers(config).exposedKeys()) {
                KeyFault fault = FileModes.exposed(exposed);
                findings.add(new Finding(Finding.Part.FILES, fault.where(), fault.what(), fault.remedy()));
            }
        } catch (IOException unreadable) {
            findings.add(file(
                    config.directory().resolve("keys"), "cannot be looked at: " + unreadable.getMessage(), RIGHTS));
        }
    }

    private static void seenHeads(NodeHome home, Database database, boolean isStopped, List<Finding> findings) {
        Path file = NodeStorage.seenHeadsFile(home);
        try {
            SeenHeads seen = SeenHeads.open(FileDisk.toRead(), file, database.transactions());
            if (seen.isDamaged()) {
                findings.add(file(
                        file,
                        "neither of its two slots is whole",
                        "delete what is left of it: the node writes it again from the database"));
            }
            // A running node may be writing it.
            seen.lostSlot().filter(lost -> isStopped).ifPresent(lost -> findings.add(file(lost, HALF_LOST, REWRITTEN)));
            NodeStorage.beyondDatabase(seen, database.transactions())
                    .forEach(
                            head -> findings.add(
                                    file(
                                            file,
                                            "has entry " + head.seen().head().size() + " of "
                                                    + head.seen().origin()
                                                    + ", which the database has not seen: it was put back from a copy",
                                            "start the node, and do what its status says: it does not sign before tocsin ledger reopen")));
        } catch (IOException unreadable) {
            findings.add(file(file, "cannot be read: " + unreadable.getMessage(), RIGHTS));
        } catch (StoreException | DirectoryDamaged damaged) {
            // The directory's own part names what is damaged.
        }
    }

    /// What the file says; nothing, where it cannot be read.
    private static HighWaterFile.Mark highWater(Path path, boolean isStopped, List<Finding> findings) {
        try (HighWaterFile file = HighWaterFile.open(FileDisk.toRead(), path)) {
            if (file.mark() instanceof HighWaterFile.Mark.Damaged) {
                findings.add(file(path, "neither of its two slots is whole", HIGH_WATER));
            } else if (file.isHalfLost() && isStopped) {
                findings.add(file(path, HALF_LOST, REWRITTEN));
            }
            return file.mark();
        } catch (IOException unreadable) {
            findings.add(file(path, "cannot be read: " + unreadable.getMessage(), RIGHTS));
            return new HighWaterFile.Mark.Damaged();
        }
    }
}

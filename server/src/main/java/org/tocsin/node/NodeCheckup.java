package org.tocsin.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.acts.LocalInspector;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.checkup.Finding;
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
import org.tocsin.trust.PinnedTeam;

/// A checkup of a whole node, stopped or running: its database, with what every room knows of its tables, and the files
/// beside it.
public final class NodeCheckup {
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

    /// Looks at everything, and changes nothing.
    ///
    /// @param isStopped whether the caller keeps the node from starting
    /// @throws IOException if the high-water file cannot be read
    /// @throws NodeHome.UnusableException if it is not known how to reach the database
    public static Checkup.Result run(NodeHome home, boolean isStopped, Checkup.Watching watching)
            throws IOException, NodeHome.UnusableException {
        List<Finding> findings = new ArrayList<>();
        // Read first: what a running node releases meanwhile is then ahead of it, never behind.
        HighWaterFile.Mark mark;
        try (HighWaterFile file =
                HighWaterFile.open(FileDisk.toRead(), home.config().ledger().highWaterFile())) {
            mark = file.mark();
        }
        try (Database database =
                isStopped ? Database.openStill(home.database()) : Database.openToRead(home.database())) {
            Checkup.Rooms rooms = new Checkup.Rooms(
                    home.team(), head -> signed(home.own(), head), inspectors(home), projections(home));
            Checkup.Result result = new Checkup(database, home.database(), rooms, watching).run(mark);
            seenHeads(home, database, findings);
            highWater(home.config().ledger().highWaterFile(), mark, result.entries(), findings);
            return result.behind(findings);
        }
    }

    /// As `run`, for the node itself: with its papers as they are now.
    static Checkup.Result whileItRuns(Path directory, Checkup.Watching watching) {
        try {
            return run(NodeHome.read(directory), false, watching);
        } catch (IOException | NodeHome.UnusableException unreadable) {
            return new Checkup.Result(
                    List.of(new Finding(
                            Finding.Part.FILES,
                            directory.toString(),
                            String.valueOf(unreadable.getMessage()),
                            "mend the file, and look again")),
                    0,
                    0,
                    0,
                    0);
        }
    }

    private static void seenHeads(NodeHome home, Database database, List<Finding> findings) throws IOException {
        Path file = NodeStorage.seenHeadsFile(home);
        SeenHeads seen = SeenHeads.open(FileDisk.toRead(), file, database.transactions());
        if (seen.isDamaged()) {
            findings.add(new Finding(
                    Finding.Part.FILES,
                    file.toString(),
                    "neither of its two slots is whole",
                    "delete what is left of it: the node writes it again from the database"));
        }
        try {
            NodeStorage.beyondDatabase(seen, database.transactions())
                    .forEach(
                            head -> findings.add(
                                    new Finding(
                                            Finding.Part.FILES,
                                            file.toString(),
                                            "has entry " + head.seen().head().size() + " of "
                                                    + head.seen().origin()
                                                    + ", which the database has not seen: it was put back from a copy",
                                            "start the node, and do what its status says: it does not sign before tocsin ledger reopen")));
        } catch (StoreException | DirectoryDamaged damaged) {
            // The directory's own part names what is damaged.
        }
    }

    private static void highWater(Path file, HighWaterFile.Mark mark, long entries, List<Finding> findings) {
        String remedy =
                "if a copy of it is newer than the node's last start, put that one back; else delete what is left"
                        + " of it: the node asks its partners which heads they hold before it signs";
        switch (mark) {
            case HighWaterFile.Mark.At at -> {}
            case HighWaterFile.Mark.Damaged damaged ->
                findings.add(
                        new Finding(Finding.Part.FILES, file.toString(), "neither of its two slots is whole", remedy));
            case HighWaterFile.Mark.Missing missing -> {
                if (entries > 0) {
                    findings.add(new Finding(Finding.Part.FILES, file.toString(), "is missing", remedy));
                }
            }
        }
    }
}

package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.NewManifests;
import org.tocsin.node.NodeHome;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.ledger.LedgerDamaged;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.StoreException;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin node manifest FILE`: takes the team's newer manifests. Rule R-MAN-4.
@Command(
        name = "manifest",
        description = {
            "Takes the team's newer manifests, as the machine with the root key signed them. A running node uses them within",
            "seconds, without a restart, and gives them to every partner. A manifest that this node could not go on under is",
            "refused. With --node DIR of an officer who has a directory of their own: the manifests by which that officer",
            "knows the node."
        })
final class NodeManifestCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "FILE", description = "all manifests of the team")
    private Path file = Path.of("");

    NodeManifestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Path read = surroundings.workingDirectory().resolve(file);
        Path directory = surroundings.workingDirectory().resolve(node.directory());
        try {
            return isOfficers(directory)
                    ? takenByOfficer(OfficerFile.read(directory), read)
                    : takenByNode(NodeHome.read(directory), read);
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (IOException unusable) {
            throw OfflineLedger.fault(unusable);
        }
    }

    private static boolean isOfficers(Path directory) {
        return Files.exists(directory.resolve(OfficerFile.NAME)) && !Files.exists(directory.resolve(NodeConfig.FILE));
    }

    private ExitCode takenByNode(NodeHome home, Path read) throws NodeHome.UnusableException, IOException {
        PinnedTeam before = home.own();
        PinnedTeam next = following(before, read);
        if (isNewer(next, before)) {
            requireUsable(home, next);
            home.papers().saveManifests(next.signed());
        }
        return said(next, before);
    }

    private ExitCode takenByOfficer(OfficerFile officer, Path read) throws IOException {
        PinnedTeam before = OfficerLine.own(officer);
        PinnedTeam next = following(before, read);
        if (isNewer(next, before)) {
            PapersDirectory.writeManifests(officer.manifests(), next.signed());
        }
        return said(next, before);
    }

    private static boolean isNewer(PinnedTeam next, PinnedTeam before) {
        return next.current().version() > before.current().version();
    }

    private ExitCode said(PinnedTeam next, PinnedTeam before) {
        surroundings
                .console()
                .answer(Answer.of()
                        .put("team", next.team().domain())
                        .put("manifest_version", next.current().version())
                        .put("was", before.current().version()));
        return ExitCode.OK;
    }

    private PinnedTeam following(PinnedTeam before, Path read) {
        List<TeamManifest.Signed> sent;
        try {
            sent = PapersDirectory.readManifests(read);
        } catch (IOException unreadable) {
            throw CommandFault.unusable(
                    "not a file of manifests", file.toString(), "name what team manifest sign wrote", unreadable);
        }
        switch (ManifestChain.extend(before, sent)) {
            case ManifestVerdict.Refused refused -> throw refused(refused);
            case ManifestVerdict.Verified verified -> {
                if (sent.size() < before.signed().size()) {
                    throw CommandFault.unusable(
                            "older than the manifests here",
                            file + ", version " + sent.size(),
                            "version " + before.current().version() + " is in force, and stays");
                }
                return verified.team();
            }
        }
    }

    private CommandFault refused(ManifestVerdict.Refused refused) {
        return refused.reason() == ManifestVerdict.Reason.TEAM
                ? CommandFault.unusable(
                        "another team's manifests",
                        file.toString(),
                        refused.detail() + "; another team's are taken with its card: tocsin peer accept")
                : CommandFault.unusable(
                        "does not go on from the manifests here",
                        file + ", manifest " + refused.place(),
                        refused.reason() + ": " + refused.detail());
    }

    private void requireUsable(NodeHome home, PinnedTeam next) throws NodeHome.UnusableException, IOException {
        List<String> lacking = NewManifests.lacking(
                home, next, surroundings.random(), surroundings.clock().instant());
        if (!lacking.isEmpty()) {
            throw unfit(lacking.getFirst());
        }
        boolean endsAKey = next.current().ledgerKeys().stream()
                .anyMatch(period -> period.closedAt().isPresent()
                        && !home.own().current().ledgerKeys().contains(period));
        if (!endsAKey) {
            return;
        }
        try (Database database = Database.openToRead(home.database())) {
            Optional<String> contradiction = NewManifests.contradiction(
                    next, LedgerView.load(database.transactions(), home.team(), home::isSigned));
            if (contradiction.isPresent()) {
                throw unfit(contradiction.get());
            }
        } catch (StoreException refused) {
            throw OfflineLedger.fault(refused);
        } catch (LedgerDamaged damaged) {
            throw OfflineLedger.fault(damaged);
        }
    }

    private CommandFault unfit(String why) {
        return CommandFault.unusable(
                "nothing that this node could go on under",
                file.toString(),
                "it " + why + "; draft and sign that version anew, from the manifests as they are here");
    }
}

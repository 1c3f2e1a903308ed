package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.NodeHome;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerDamaged;
import org.tocsin.node.ledger.Reopening;
import org.tocsin.node.store.StoreException;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.ManifestSigner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tocsin ledger reopen`: ends the ledger's epoch at the highest head known, and begins the next one. Cut short, it
/// can be
/// run again: the manifest is written first, and is used as it is if it already names the next epoch.
@Command(
        name = "reopen",
        description = {
            "Goes on in a new epoch after the data was restored from a backup. The node must be stopped, after it was",
            "started once, so that it has heard from its partners. Needs the team's root key. Cannot be taken back."
        })
final class LedgerReopenCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Mixin
    private OfflineLedger.DirectoryArgument argument = new OfflineLedger.DirectoryArgument();

    @Option(names = "--root-key", paramLabel = "FILE", description = "the team's root key (default: keys/root.key)")
    private Optional<Path> rootKey = Optional.empty();

    @Option(names = "--anyway", description = "also if nothing is known that the database does not hold")
    private boolean anyway;

    LedgerReopenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        try {
            NodeHome home = argument.home(surroundings, node);
            Path auditFile = home.config().directory().resolve(Audit.FILE);
            try (OfflineLedger.LockedDatabase database = OfflineLedger.lock(home);
                    HighWaterFile highWater = OfflineLedger.highWater(home);
                    // Opened first: what cannot be audited is not done.
                    Audit audit = new Audit(auditFile, surroundings.clock())) {
                home.requireNewestManifests(database.transactions());
                return reopen(home, new Reopening(database.transactions(), home.team(), highWater), audit);
            }
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (StoreException refused) {
            throw OfflineLedger.fault(refused);
        } catch (LedgerDamaged damaged) {
            throw OfflineLedger.fault(damaged);
        } catch (IOException unreadable) {
            throw OfflineLedger.fault(unreadable);
        }
    }

    private ExitCode reopen(NodeHome home, Reopening reopening, Audit audit)
            throws IOException, NodeHome.UnusableException {
        Reopening.Ending ending = reopening.ending(List.of());
        TeamManifest.KeyPeriod open = home.openPeriod();
        boolean begun = open.epoch() == ending.next().epoch();
        if (!begun && open.epoch() != ending.old().epoch()) {
            throw CommandFault.unusable(
                    "the manifest opens epoch " + open.epoch() + ", but the newest epoch known is "
                            + ending.old().epoch(),
                    "papers/team.manifests",
                    "put the newest manifests of the team there");
        }
        if (!begun && !anyway && !reopening.isCopy() && ending.holder().equals(Reopening.DATABASE)) {
            throw CommandFault.unusable(
                    "nothing is known that the database does not hold",
                    ending.old().toString(),
                    "start the node; or give --anyway, if it refuses to sign");
        }
        SuitePrivateKey key = home.ledgerKey(surroundings.random())
                .orElseThrow(() -> CommandFault.unusable(
                        "no ledger key here belongs to the manifest's open key period",
                        "keys",
                        "put keys/ledger*.key back"));
        TeamManifest.Signed manifest =
                begun ? home.papers().manifests().getLast() : sign(home, manifestEnding(reopening, ending), key);
        CrashPoint.REOPEN_MANIFEST_SAVED.pass();
        Head head = reopening.begin(
                ending,
                manifest,
                new CheckpointSigner(home.team(), key),
                surroundings.random(),
                surroundings.clock().instant());
        audit.record(AuditEvent.of(AuditEvent.Kind.LEDGER_REOPENED, AuditEvent.NODE)
                .with("ended", ending.old())
                .with("size", ending.last().size())
                .with("known_from", ending.holder())
                .with("began", head.origin()));
        surroundings
                .console()
                .answer(Answer.of()
                        .put("ended", ending.old().toString())
                        .put("ended_at_size", ending.last().size())
                        .put("known_from", ending.holder())
                        .put("began", head.origin().toString())
                        .put("manifest_version", home.papers().own().current().version()));
        return ExitCode.OK;
    }

    private static ManifestSigner.Ending manifestEnding(Reopening reopening, Reopening.Ending ending) {
        return reopening
                .held(ending.old())
                .map(held -> ManifestSigner.Ending.of(ending.last(), held))
                .orElse(ManifestSigner.Ending.at(ending.last()));
    }

    private TeamManifest.Signed sign(NodeHome home, ManifestSigner.Ending ending, SuitePrivateKey key)
            throws IOException {
        Path file = rootKey.map(surroundings.workingDirectory()::resolve)
                .orElse(home.papers().rootKeyFile());
        SuitePrivateKey root = SuitePrivateKey.load(file, home.papers().protection(), surroundings.random());
        if (!root.publicKey().equals(home.own().current().root())) {
            throw CommandFault.unusable(
                    "not the team's root key", file.toString(), "give the right one with --root-key");
        }
        TeamManifest.Signed signed = new ManifestSigner(root)
                .reopen(
                        home.own(),
                        ending,
                        key.publicKey(),
                        surroundings.clock().instant());
        List<TeamManifest.Signed> manifests = new ArrayList<>(home.papers().manifests());
        manifests.add(signed);
        home.papers().saveManifests(manifests);
        return signed;
    }
}

package org.tocsin.node.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Version;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.node.NodeHome;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.config.NodeConfig.StoreSettings;
import org.tocsin.node.config.Roster;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerDamaged;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tocsin backup`: the whole node in one file, taken while it runs.
@Command(
        name = "backup",
        description = {
            "Writes a backup of a node to one file, also while the node runs: database, configuration, papers, daily keys.",
            "It is read back and compared before it takes its name. It holds keys and contents: encrypt it."
        })
final class BackupCommand implements Callable<ExitCode> {
    private static final Set<String> OFFLINE_KEYS = Set.of("root.key", "node-authority.key", "officer-authority.key");

    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Mixin
    private OfflineLedger.DirectoryArgument argument = new OfflineLedger.DirectoryArgument();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "the file to write; a tar archive")
    private Path out = Path.of("");

    @Option(
            names = "--with-keys",
            description = "also the root key and the authorities' keys, if they lie here, which belong offline")
    private boolean withKeys;

    BackupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Path target = surroundings.workingDirectory().resolve(out);
        try {
            NodeHome home = argument.home(surroundings, node);
            check(home, target);
            Path auditFile = home.config().directory().resolve(Audit.FILE);
            // Opened first: what cannot be audited is not done.
            try (var audit = new Audit(auditFile, surroundings.clock());
                    var work = FreshDirectory.beside(target)) {
                BackupManifest manifest = make(home, work.path(), target);
                audit.record(AuditEvent.of(AuditEvent.Kind.BACKUP_MADE, AuditEvent.NODE)
                        .with("file", target)
                        .with("origin", manifest.origin())
                        .with("size", manifest.head().size())
                        .with("keys", manifest.keys()));
                report(manifest, target);
                return ExitCode.OK;
            }
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (StoreException refused) {
            throw OfflineLedger.fault(refused);
        } catch (LedgerDamaged damaged) {
            throw OfflineLedger.fault(damaged);
        } catch (IOException failed) {
            throw CommandFault.unusable(
                    "no backup was made: " + failed.getMessage(),
                    target.toString(),
                    "check the disk (the file's directory needs room for the database twice) and the rights",
                    failed);
        }
    }

    private static void check(NodeHome home, Path target) {
        if (home.config().store() instanceof StoreSettings.Postgres) {
            throw CommandFault.unusable(
                    "the database is PostgreSQL, which is not copied here",
                    "store.postgres",
                    "take it with pg_dump --format=custom (one snapshot, the node may run), and copy node.toml, officer.toml, roles.toml, duty.toml,"
                            + " papers/ and keys/ beside it; never put an old high-water file back");
        }
        if (Files.exists(target)) {
            throw CommandFault.unusable("exists already", target.toString(), "name another, or move it away");
        }
    }

    /// Makes the archive in a directory of its own, and moves it to its name.
    private BackupManifest make(NodeHome home, Path work, Path target) throws IOException, NodeHome.UnusableException {
        Path copy = work.resolve("tocsin.db");
        Instant now = surroundings.clock().instant();
        Head head = copyDatabase(home, copy, now);
        List<BackupArchive.Piece> pieces = pieces(home, copy);
        long bytes = pieces.stream().mapToLong(BackupArchive.Piece::bytes).sum();
        BackupManifest manifest = new BackupManifest(
                head.origin(), head.tree(), now, Version.ofThisBuild(), withKeys, BackupArchive.parts(pieces));
        Path archive = work.resolve("backup.tar");
        try (Progress bar = surroundings.console().progress("pack", bytes)) {
            BackupArchive.write(archive, manifest, pieces, bar);
        }
        try (Progress bar = surroundings.console().progress("compare", bytes)) {
            BackupManifest written = BackupArchive.read(archive, part -> OutputStream.nullOutputStream(), bar);
            if (!written.equals(manifest)) {
                throw new IOException("what was written is not what is read back");
            }
        }
        FreshDirectory.move(archive, target);
        return manifest;
    }

    /// One snapshot of the database, marked as a copy, every entry of its open epoch walked and its head's signature
    /// verified.
    private Head copyDatabase(NodeHome home, Path copy, Instant now) throws NodeHome.UnusableException {
        try (Database database = Database.openToRead(home.database());
                Progress bar = surroundings.console().progress("copy", -1)) {
            database.copyTo(copy, (done, total) -> bar.stepTo(done));
        }
        try (Database database = Database.open(
                new Database.Address.SqliteFile(copy, home.database().sealKey()))) {
            LedgerView view = LedgerView.load(database.transactions(), home.team(), home::isSigned);
            view.markAsCopy(now);
            return view.head();
        }
    }

    private List<BackupArchive.Piece> pieces(NodeHome home, Path copy) throws IOException {
        Path directory = home.config().directory();
        List<BackupArchive.Piece> pieces = new ArrayList<>();
        for (String name : List.of(NodeConfig.FILE, OfficerFile.NAME, DutyPlan.FILE, Roster.FILE, Audit.FILE)) {
            if (Files.isRegularFile(directory.resolve(name))) {
                pieces.add(piece(name, directory.resolve(name)));
            }
        }
        for (String folder : List.of("papers", "keys")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.resolve(folder))) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    if (Files.isRegularFile(file) && (withKeys || !OFFLINE_KEYS.contains(name))) {
                        pieces.add(piece(folder + "/" + name, file));
                    }
                }
            }
        }
        pieces.sort((a, b) -> a.name().compareTo(b.name()));
        pieces.add(piece(BackupManifest.DATABASE, copy));
        return pieces;
    }

    private static BackupArchive.Piece piece(String name, Path file) throws IOException {
        return new BackupArchive.Piece(name, file, Files.size(file));
    }

    private void report(BackupManifest manifest, Path target) throws IOException {
        surroundings
                .console()
                .answer(Answer.of()
                        .put("file", target.toString())
                        .put("bytes", Files.size(target))
                        .put("origin", manifest.origin().toString())
                        .put("size", manifest.head().size())
                        .put("root", manifest.head().root())
                        .put("made_at", manifest.madeAt())
                        .put("parts", manifest.parts().size())
                        .put("with_keys", manifest.keys()));
        surroundings
                .console()
                .say("It holds this node's keys and contents: encrypt it, and keep it away from this machine.");
    }
}

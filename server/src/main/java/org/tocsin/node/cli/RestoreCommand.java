package org.tocsin.node.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.config.ConfigReader;
import org.tocsin.node.config.ConfigResult;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.config.NodeConfig.StoreSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin restore FILE DIR`: a node's directory from a backup, whole or not at all.
@Command(
        name = "restore",
        description = {
            "Makes a node's directory from a backup, after every part of it was compared; overwrites nothing.",
            "The restored node does not sign before it is known that nothing was signed after the backup, or its epoch ended."
        })
final class RestoreCommand implements Callable<ExitCode> {
    private static final String ASIDE = "node.toml.from-backup";

    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "the backup")
    private Path file = Path.of("");

    @Parameters(paramLabel = "DIR", description = "the directory to make; must not exist, or be empty")
    private Path directory = Path.of("");

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Path archive = surroundings.workingDirectory().resolve(file);
        Path target = surroundings.workingDirectory().resolve(directory);
        if (!Files.isRegularFile(archive)) {
            throw CommandFault.unusable("is not there, or is no file", archive.toString(), "name a backup");
        }
        try (var fresh = FreshDirectory.begin(target)) {
            BackupManifest manifest = unpack(archive, fresh.path());
            boolean aside = settleDatabase(fresh.path());
            try (var audit = new Audit(fresh.path().resolve(Audit.FILE), surroundings.clock())) {
                audit.record(AuditEvent.of(AuditEvent.Kind.BACKUP_RESTORED, AuditEvent.NODE)
                        .with("file", archive)
                        .with("origin", manifest.origin())
                        .with("size", manifest.head().size())
                        .with("made_at", manifest.madeAt()));
            }
            fresh.finish();
            report(manifest, target, aside);
            return ExitCode.OK;
        } catch (FileAlreadyExistsException inTheWay) {
            throw CommandFault.unusable("is not empty", target.toString(), "name a directory that does not exist yet");
        } catch (IOException failed) {
            throw CommandFault.unusable(
                    "nothing was restored: the backup " + failed.getMessage(),
                    archive.toString(),
                    "use another backup; check the disk and its rights",
                    failed);
        }
    }

    private BackupManifest unpack(Path archive, Path to) throws IOException {
        long bytes = BackupArchive.manifest(archive).parts().stream()
                .mapToLong(BackupManifest.Part::bytes)
                .sum();
        Files.createDirectory(to.resolve("papers"));
        Files.createDirectory(to.resolve("data"));
        Files.createDirectory(
                to.resolve("keys"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Progress bar = surroundings.console().progress("restore", bytes)) {
            return BackupArchive.read(archive, part -> create(to.resolve(part.name())), bar);
        }
    }

    private static OutputStream create(Path path) throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newOutputStream(path, StandardOpenOption.WRITE);
    }

    /// Puts the database where the configuration looks for it. A configuration that looks elsewhere on the machine is
    /// put
    /// aside: a node that found nothing there would begin its ledger anew, and one that found another would not be this
    /// backup.
    ///
    /// @return whether the configuration was put aside
    private static boolean settleDatabase(Path restored) throws IOException {
        if (!(ConfigReader.read(restored) instanceof ConfigResult.Read read)
                || !(read.config().store() instanceof StoreSettings.Sqlite sqlite)) {
            return false;
        }
        Path unpacked =
                restored.resolve(BackupManifest.DATABASE).toAbsolutePath().normalize();
        Path wanted = sqlite.file();
        if (wanted.equals(unpacked)) {
            return false;
        }
        if (!wanted.startsWith(restored.toAbsolutePath().normalize())) {
            Files.move(restored.resolve(NodeConfig.FILE), restored.resolve(ASIDE));
            return true;
        }
        Path folder = wanted.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.move(unpacked, wanted);
        return false;
    }

    private void report(BackupManifest manifest, Path target, boolean aside) {
        Console console = surroundings.console();
        console.answer(Answer.of()
                .put("directory", target.toString())
                .put("origin", manifest.origin().toString())
                .put("size", manifest.head().size())
                .put("made_at", manifest.madeAt())
                .put("program", manifest.program())
                .put("parts", manifest.parts().size())
                .put("with_keys", manifest.keys())
                .put("configuration_put_aside", aside));
        if (aside) {
            console.note("node.toml of the backup names a database elsewhere on the machine: it is " + ASIDE
                    + " now. Put the database (" + BackupManifest.DATABASE
                    + ") where you want it, correct store.sqlite, and name it node.toml again.");
        }
        for (String line : List.of(
                "Never start this beside the node that it was made from. What to do next, with this directory as --node:",
                "1. tocsin ledger verify",
                "2. tocsin node run, and in another terminal tocsin node status: it asks its partners, and does not sign.",
                "3. Stop it, and run tocsin ledger reopen --root-key FILE: the ledger goes on in a new epoch.",
                "4. tocsin node run: partners send again what they had sent since, and keep what they received.",
                "If the newest high-water file of the node is still there, put it in before 2: it knows whether 3 is needed.")) {
            console.say(line);
        }
    }
}

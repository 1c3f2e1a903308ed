package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Files;
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
import org.tocsin.cli.Table;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.PassphraseOption;
import org.tocsin.node.config.ConfigProblem;
import org.tocsin.node.config.ConfigReader;
import org.tocsin.node.config.ConfigResult;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.secret.FileModes;
import org.tocsin.secret.KeyFiles;
import org.tocsin.secret.KeyProtection;
import org.tocsin.secret.SecretPlace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin node keys show|encrypt|decrypt`: the private keys of a node's or an officer's directory, at rest. Threat
/// S-READABLE-KEY.
@Command(
        name = "keys",
        description = {
            "Shows the private keys of a node's or an officer's directory; encrypts their files, or writes them in the clear.",
            "show: where each key is, and whether it is encrypted (exit 1 if one is not). encrypt: with the passphrase in the",
            "file that node.toml names ([keys] passphrase_file), or --passphrase-file. decrypt: the way back. store.key, which",
            "seals the database's rows and signs nothing, stays as it is. A running node is not disturbed. A passphrase is never an argument: others see those."
        })
final class NodeKeysCommand implements Callable<ExitCode> {
    /// Seals the database's rows. It signs and opens nothing, and is not encrypted: the store needs it to be opened.
    private static final String STORE_KEY = "store.key";

    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "show|encrypt|decrypt", arity = "0..1", description = "what to do (default: show)")
    private Action action = Action.show;

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    /// What to do; in the words that are typed.
    @SuppressWarnings("MemberName")
    enum Action {
        show,
        encrypt,
        decrypt
    }

    NodeKeysCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Path home = surroundings.workingDirectory().resolve(node.directory());
        Path keys = home.resolve("keys");
        if (!Files.isDirectory(keys)) {
            throw CommandFault.unusable(
                    "no keys here", keys.toString(), "name a node's or an officer's directory: --node DIR");
        }
        try {
            Optional<NodeConfig> config = config(home);
            return switch (action) {
                case show -> show(keys, config);
                case encrypt -> encrypt(home, keys, config);
                case decrypt -> decrypt(keys, protection(home, config));
            };
        } catch (IOException failed) {
            throw OfflineLedger.fault(failed);
        }
    }

    /// Nothing in an officer's directory.
    private static Optional<NodeConfig> config(Path home) {
        if (!Files.exists(home.resolve(NodeConfig.FILE))) {
            return Optional.empty();
        }
        return switch (ConfigReader.read(home)) {
            case ConfigResult.Read read -> Optional.of(read.config());
            case ConfigResult.Unusable unusable -> {
                ConfigProblem first = unusable.problems().getFirst();
                throw CommandFault.unusable(first.what(), first.where(), first.remedy());
            }
        };
    }

    private ExitCode show(Path keys, Optional<NodeConfig> config) throws IOException {
        boolean isWell = true;
        try (Table table = surroundings.console().table("key", "form", "mode")) {
            for (Path file : KeyFiles.in(keys)) {
                boolean isEncrypted = KeyFiles.isEncrypted(file);
                boolean isExposed = FileModes.isExposed(file);
                isWell &= isEncrypted && !isExposed;
                table.row(Answer.of()
                        .put("key", file.toString())
                        .put("form", isEncrypted ? "encrypted" : "plain")
                        .put("mode", isExposed ? "EXPOSED" : "owner only"));
            }
            Path seals = keys.resolve(STORE_KEY);
            if (Files.exists(seals)) {
                boolean isExposed = FileModes.isExposed(seals);
                isWell &= !isExposed;
                table.row(Answer.of()
                        .put("key", seals.toString())
                        .put("form", "seals only")
                        .put("mode", isExposed ? "EXPOSED" : "owner only"));
            }
            config.flatMap(read -> read.tls().token())
                    .ifPresent(token -> table.row(Answer.of()
                            .put("key", token.toString())
                            .put("form", "token")
                            .put("mode", "")));
        }
        return isWell ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private KeyProtection protection(Path home, Optional<NodeConfig> config) {
        return KeyProtection.by(
                passphrase
                        .place(surroundings)
                        .or(() -> config.flatMap(read -> read.keys().passphrase()))
                        .or(() -> officers(home))
                        .orElseThrow(() -> CommandFault.unusable(
                                "no passphrase is named",
                                home.toString(),
                                "write one into a file of mode 0600, and name that: passphrase_file in node.toml, [keys], or"
                                        + " --passphrase-file")),
                surroundings.random());
    }

    private static Optional<SecretPlace> officers(Path home) {
        return Files.exists(home.resolve(OfficerFile.NAME))
                ? OfficerFile.read(home).protection().passphrase()
                : Optional.empty();
    }

    private ExitCode encrypt(Path home, Path keys, Optional<NodeConfig> config) throws IOException {
        KeyProtection protection = protection(home, config);
        List<String> changed = new ArrayList<>();
        for (Path file : KeyFiles.in(keys)) {
            if (KeyFiles.isEncrypted(file)) {
                // Also a second run, after one that was cut short: all of them open with this passphrase.
                protection.reveal(file, Files.readString(file));
            } else {
                KeyFiles.encrypt(file, protection);
                changed.add(file.getFileName().toString());
            }
        }
        var console = surroundings.console();
        Answer answer = Answer.of().put("encrypted", changed).put("passphrase", passphrase(protection));
        if (changed.isEmpty() && !console.isJson()) {
            console.say("All key files are encrypted already, and open with the passphrase in " + passphrase(protection)
                    + ".");
        } else {
            console.answer(answer);
        }
        if (config.isPresent() && config.get().keys().passphrase().isEmpty()) {
            console.say("Now write into node.toml, under [keys]: " + protection.setting());
        }
        if (Files.exists(home.resolve(OfficerFile.NAME)) && officers(home).isEmpty()) {
            console.say("Now write into officer.toml: " + protection.setting());
        }
        console.say("What was plain may still be on the disk and in backups: if others can have them, make new keys.");
        console.say("Without the passphrase the keys are lost: keep a copy of it, away from them.");
        return ExitCode.OK;
    }

    private ExitCode decrypt(Path keys, KeyProtection protection) throws IOException {
        List<String> changed = new ArrayList<>();
        for (Path file : KeyFiles.in(keys)) {
            if (KeyFiles.isEncrypted(file)) {
                KeyFiles.decrypt(file, protection);
                changed.add(file.getFileName().toString());
            }
        }
        var console = surroundings.console();
        if (changed.isEmpty() && !console.isJson()) {
            console.say("No key file is encrypted.");
        } else {
            console.answer(Answer.of().put("decrypted", changed));
        }
        return ExitCode.OK;
    }

    private static String passphrase(KeyProtection protection) {
        return protection.passphrase().map(SecretPlace::toString).orElse("");
    }
}

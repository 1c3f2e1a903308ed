package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Path;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Suite;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.Fingerprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a key for a root or a ledger.
@Command(
        name = "key",
        description = {
            "Makes a new key for a root or a ledger: FILE, for its owner only, and FILE.pub beside it.",
            "Make a root key on the machine where it stays."
        })
final class ManifestKeyCommand extends ManifestCommand {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "the key file to make")
    private Path file = Path.of("");

    @Option(names = "--suite", paramLabel = "SUITE", description = "${COMPLETION-CANDIDATES} (default: the hybrid)")
    private Suite suite = Suite.ED25519_ML_DSA_65;

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    ManifestKeyCommand(Surroundings surroundings) {
        super(surroundings);
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        SuitePrivateKey key = SuitePrivateKey.generate(suite, surroundings.random());
        try {
            key.save(resolved(file), passphrase.protection(surroundings));
        } catch (KeyFault fault) {
            throw CommandFault.unusable(fault.what(), fault.where(), fault.remedy(), fault);
        } catch (IOException failed) {
            throw CommandFault.unusable(
                    "cannot be made",
                    file.toString(),
                    "name a file that does not exist, in a directory that does",
                    failed);
        }
        Path publicFile = Path.of(file + ".pub");
        Outputs.write(resolved(publicFile), ManifestFiles.publicText(key.publicKey()), false);
        console()
                .answer(Answer.of()
                        .put("key", file.toString())
                        .put("public_key", publicFile.toString())
                        .put("fingerprint", Fingerprint.spoken(Fingerprint.of(key.publicKey()))));
        return ExitCode.OK;
    }
}

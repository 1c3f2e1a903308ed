package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Surroundings;
import org.tocsin.secret.KeyProtection;
import org.tocsin.secret.SecretPlace;
import picocli.CommandLine.Option;

/// What a key file is encrypted with, where no configuration says it: a picocli `@Mixin`. The passphrase itself is
/// never an
/// argument.
public final class PassphraseOption {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the key file's passphrase, one line, in a file of mode 0600; or credential:NAME of systemd")
    private Optional<String> file = Optional.empty();

    /// Where the passphrase is; nothing, if the option was not given.
    public Optional<SecretPlace> place(Surroundings surroundings) {
        Path here = surroundings.workingDirectory().toAbsolutePath();
        try {
            return file.map(text -> SecretPlace.of(text, here));
        } catch (IllegalArgumentException unfit) {
            throw CommandFault.unusable(
                    String.valueOf(unfit.getMessage()), "--passphrase-file", "give a file, or credential:NAME", unfit);
        }
    }

    /// For reading and for writing.
    public KeyProtection protection(Surroundings surroundings) {
        return place(surroundings)
                .map(passphrase -> KeyProtection.by(passphrase, surroundings.random()))
                .orElseGet(KeyProtection::none);
    }
}

package org.tocsin.node.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.bouncycastle.openpgp.api.OpenPGPMessageGenerator;
import org.bouncycastle.openpgp.api.OpenPGPMessageOutputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.node.duty.ChannelSettings;

/// Encrypts to an officer's OpenPGP key, signed by the team's if there is one.
final class MailSeal {
    private static final long KEY_BYTES_MAX = 1 << 20;

    private final OpenPGPCertificate recipient;
    private final @Nullable OpenPGPKey signer;
    private final Optional<Secret> passphrase;

    private MailSeal(OpenPGPCertificate recipient, @Nullable OpenPGPKey signer, Optional<Secret> passphrase) {
        this.recipient = recipient;
        this.signer = signer;
        this.passphrase = passphrase;
    }

    /// Reads the keys, and makes sure that they do what they are there for.
    static MailSeal open(ChannelSettings.OpenPgp settings) throws UnusableException {
        Optional<Secret> passphrase = Optional.empty();
        if (settings.passphraseFile().isPresent()) {
            passphrase = Optional.of(Secret.read(settings.passphraseFile().get()));
        }
        OpenPGPKey signer = null;
        if (settings.signingFile().isPresent()) {
            signer = signer(settings.signingFile().get());
        }
        var seal = new MailSeal(recipient(settings.recipientFile()), signer, passphrase);
        try {
            seal.seal(new byte[0]);
        } catch (IOException unusable) {
            throw new UnusableException(
                    "the OpenPGP keys cannot encrypt and sign: expired, revoked, or the passphrase" + " is another");
        }
        return seal;
    }

    /// @return one armoured OpenPGP message
    byte[] seal(byte[] plain) throws IOException {
        try {
            var generator = new OpenPGPMessageGenerator();
            generator.addEncryptionCertificate(recipient);
            if (signer != null) {
                generator.addSigningKey(
                        signer,
                        key -> passphrase
                                .map(secret -> secret.reveal().toCharArray())
                                .orElse(null));
            }
            var sealed = new ByteArrayOutputStream();
            try (OpenPGPMessageOutputStream out = generator.setArmored(true).open(sealed)) {
                out.write(plain);
            }
            return sealed.toByteArray();
        } catch (PGPException | RuntimeException unusable) {
            // Without its text: it may quote keys.
            throw new IOException("the OpenPGP keys cannot be used");
        }
    }

    private static OpenPGPCertificate recipient(Path file) throws UnusableException {
        try {
            if (Files.size(file) > KEY_BYTES_MAX) {
                throw new UnusableException(file + " is too large for an OpenPGP key");
            }
            return new OpenPGPKeyReader().parseCertificate(Files.readAllBytes(file));
        } catch (IOException | RuntimeException unreadable) {
            throw new UnusableException(file + " is no OpenPGP public key");
        }
    }

    private static OpenPGPKey signer(Path file) throws UnusableException {
        byte[] encoded = Secret.bytes(file);
        try {
            return new OpenPGPKeyReader().parseKey(encoded);
        } catch (IOException | RuntimeException unreadable) {
            throw new UnusableException(file + " is no OpenPGP secret key");
        }
    }
}

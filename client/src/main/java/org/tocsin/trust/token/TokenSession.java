package org.tocsin.trust.token;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.jspecify.annotations.Nullable;
import org.tocsin.secret.FileModes;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.token.Pkcs11.FailedException;
import org.tocsin.trust.token.Pkcs11.Token;

/// A session with a token: opened when a signature is wanted, and again after it was given up. Turns what a library
/// answers into what is wrong and what to do. One thread at a time.
final class TokenSession {
    /// The order of P-256's group. Source: SEC 2, section 2.4.2.
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final int NUMBER_BYTES = 32;
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final Map<Path, Pkcs11> LIBRARIES = new ConcurrentHashMap<>();

    private final TokenPlace place;
    private @Nullable Open open;
    /// A PIN that the token refused: it is not tried a second time, since a token locks itself after a few.
    private byte @Nullable [] refusedPin;

    private record Open(Pkcs11 library, long session, long key) {}

    TokenSession(TokenPlace place) {
        this.place = place;
    }

    /// The next signature begins from the beginning.
    void forget() {
        open = null;
    }

    /// @param digest of 32 bytes
    byte[] sign(byte[] digest) throws KeyFault {
        Open known = open;
        if (known == null) {
            known = open();
            open = known;
        }
        byte[] numbers;
        try {
            // The libraries of two places may be one.
            synchronized (known.library()) {
                numbers = known.library().sign(known.session(), known.key(), digest);
            }
        } catch (FailedException failed) {
            throw broken(failed);
        }
        if (numbers.length != 2 * NUMBER_BYTES) {
            throw new KeyFault("is not on P-256", place.toString(), "make a key on P-256 (prime256v1, secp256r1)");
        }
        try {
            return StandardDSAEncoding.INSTANCE.encode(
                    ORDER,
                    new BigInteger(1, Arrays.copyOfRange(numbers, 0, NUMBER_BYTES)),
                    new BigInteger(1, Arrays.copyOfRange(numbers, NUMBER_BYTES, numbers.length)));
        } catch (IOException | IllegalArgumentException noSignature) {
            throw new KeyFault("gave no signature", place.toString(), "look at the token");
        }
    }

    private Open open() throws KeyFault {
        Pkcs11 library = library();
        try {
            synchronized (library) {
                library.restart();
                Token token = token(library.tokens());
                long session = library.openSession(token);
                login(library, token, session);
                return new Open(library, session, key(library.keys(session, place.key())));
            }
        } catch (FailedException failed) {
            throw broken(failed);
        }
    }

    private Pkcs11 library() throws KeyFault {
        Pkcs11 loaded = LIBRARIES.get(place.library());
        if (loaded != null) {
            return loaded;
        }
        String where = place.library().toString();
        if (!Files.isRegularFile(place.library())) {
            throw new KeyFault(
                    "no PKCS#11 library here",
                    where,
                    "install the token's library, or correct node.toml, [tls.token] library");
        }
        try {
            if (FileModes.mayBeChangedByOthers(place.library())) {
                throw new KeyFault(
                        "may be changed by others than its owner, and runs inside the node",
                        where,
                        "run: chmod go-w " + where + " ; and look whether it still is what it was");
            }
            if (!isProgram(place.library())) {
                throw new IllegalArgumentException("no ELF file");
            }
            Pkcs11 library = Pkcs11.load(place.library());
            LIBRARIES.put(place.library(), library);
            return library;
        } catch (KeyFault exposed) {
            throw exposed;
        } catch (IllegalArgumentException | FailedException | IOException unusable) {
            throw new KeyFault(
                    "is no PKCS#11 library for this machine (" + unusable.getMessage() + ")",
                    where,
                    "correct node.toml, [tls.token] library");
        }
    }

    /// The JVM complains aloud of what it cannot load.
    private static boolean isProgram(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return Arrays.equals(content.readNBytes(ELF.length), ELF);
        }
    }

    private Token token(List<Token> tokens) throws KeyFault {
        List<Token> meant = tokens.stream()
                .filter(token -> token.label().equals(place.token()))
                .toList();
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        throw new KeyFault(
                meant.isEmpty()
                        ? "no token \"" + place.token() + "\" is there; there are " + labels(tokens)
                        : "there are several tokens \"" + place.token() + "\"",
                place.library().toString(),
                meant.isEmpty()
                        ? "connect it, look whether this user may use it, or correct node.toml, [tls.token] token"
                        : "take the others away, or give them other labels");
    }

    private static String labels(List<Token> tokens) {
        return tokens.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        tokens.stream()
                                .map(token -> "\"" + token.label() + "\"")
                                .sorted()
                                .toList());
    }

    private void login(Pkcs11 library, Token token, long session) throws KeyFault, FailedException {
        byte[] pin = place.pin().read();
        try {
            if ((token.flags() & Pkcs11.LOCKED) != 0) {
                throw locked();
            }
            if (refusedPin != null && MessageDigest.isEqual(refusedPin, pin)) {
                throw refused("is refused by the token, and is not tried again");
            }
            if ((token.flags() & Pkcs11.FINAL_TRY) != 0) {
                throw refused("is not tried: the token says that one more wrong PIN locks it");
            }
            library.login(session, pin);
            refusedPin = null;
        } catch (FailedException failed) {
            if (failed.code() == Pkcs11.PIN_LOCKED) {
                throw locked();
            }
            if (failed.code() >= Pkcs11.PIN_INCORRECT && failed.code() <= Pkcs11.PIN_EXPIRED) {
                refusedPin = pin.clone();
                throw refused("is refused by the token");
            }
            throw failed;
        } finally {
            Arrays.fill(pin, (byte) 0);
        }
    }

    private KeyFault refused(String what) {
        return new KeyFault(
                "the PIN of token \"" + place.token() + "\" " + what,
                place.pin().toString(),
                "write the right PIN into it; a token locks itself after a few wrong ones (its own tool says how many are left)");
    }

    private KeyFault locked() {
        return new KeyFault(
                "the PIN is locked: too many were wrong",
                place.toString(),
                "unlock it with the token's own tool and its security officer's PIN");
    }

    private long key(List<Long> keys) throws KeyFault {
        if (keys.size() == 1) {
            return keys.getFirst();
        }
        throw new KeyFault(
                keys.isEmpty()
                        ? "there is no private EC key with this label"
                        : "there are several private EC keys with this label",
                place.toString(),
                keys.isEmpty()
                        ? "make one there, or correct node.toml, [tls.token] key (pkcs11-tool --list-objects --login shows labels)"
                        : "give the others another label");
    }

    private KeyFault broken(FailedException failed) {
        return new KeyFault(
                "the token does not sign (" + failed.getMessage() + ")",
                place.toString(),
                "look whether it is connected and works; it is looked for again");
    }
}

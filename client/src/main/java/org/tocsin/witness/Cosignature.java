package org.tocsin.witness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SignedNote;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.SuiteVerifier;

/// A plain Ed25519 cosignature under a checkpoint, for witnesses and monitors outside that know nothing of our suites:
/// the note's key says that it saw this checkpoint at that time. Nothing in the exchange between nodes rests on one.
///
/// Source: C2SP tlog-cosignature, version 1, "Format" (Ed25519); C2SP signed-note, "Signatures" and "Verifier keys".
public final class Cosignature {
    private static final byte TYPE = 0x04;
    private static final int SIGNATURE_BYTES = 64;

    private Cosignature() {}

    /// A note with one more line under it.
    ///
    /// @param note a checkpoint that the caller verified
    /// @param name the witness, as its key is named
    /// @param key of suite ED25519, used for nothing else
    /// @throws IllegalArgumentException if it is no note, the name cannot name a key, or the key is of another suite
    public static Bytes add(Bytes note, String name, SuitePrivateKey key, Instant at) {
        if (key.suite() != Suite.ED25519 || !SignedNote.isKeyName(name)) {
            throw new IllegalArgumentException("a cosignature takes an Ed25519 key, and a name without spaces");
        }
        SignedNote signed = SignedNote.parse(note).orElseThrow(() -> new IllegalArgumentException("not a signed note"));
        long seconds = at.getEpochSecond();
        Bytes signature = key.sign(message(signed.text(), seconds));
        byte[] stamped = ByteBuffer.allocate(Long.BYTES + SIGNATURE_BYTES)
                .putLong(seconds)
                .put(signature.array())
                .array();
        List<SignedNote.Line> lines = new ArrayList<>(signed.lines());
        lines.add(new SignedNote.Line(name, id(name, key.publicKey().key()), Bytes.wrap(stamped)));
        return new SignedNote(signed.text(), lines).bytes();
    }

    /// When a key cosigned a note; empty if it did not.
    ///
    /// @param publicKey 32 bytes
    public static Optional<Instant> verify(Bytes note, String name, Bytes publicKey) {
        int id = id(name, publicKey);
        return SignedNote.parse(note)
                .flatMap(signed -> signed.lines().stream()
                        .filter(line -> line.keyName().equals(name)
                                && line.keyId() == id
                                && line.signature().length() == Long.BYTES + SIGNATURE_BYTES)
                        .filter(line -> SuiteVerifier.verify(
                                new SuiteKey(Suite.ED25519, publicKey),
                                message(signed.text(), seconds(line)),
                                line.signature().slice(Long.BYTES, Long.BYTES + SIGNATURE_BYTES)))
                        .map(line -> Instant.ofEpochSecond(seconds(line)))
                        .findFirst());
    }

    /// The key as other programs take it: name, id, and type with key in Base64.
    public static String verifierKey(String name, Bytes publicKey) {
        byte[] typed = ByteBuffer.allocate(1 + publicKey.length())
                .put(TYPE)
                .put(publicKey.array())
                .array();
        return name + "+" + HexFormat.of().toHexDigits(id(name, publicKey)) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    private static long seconds(SignedNote.Line line) {
        return ByteBuffer.wrap(line.signature().array()).getLong();
    }

    private static Bytes message(Bytes text, long seconds) {
        return Bytes.ofUtf8("cosignature/v1\ntime " + seconds + "\n" + text.utf8());
    }

    /// The start of SHA-256(name || 0x0A || 0x04 || public key), big-endian.
    private static int id(String name, Bytes publicKey) {
        byte[] start = (name + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.of(Bytes.wrap(ByteBuffer.allocate(start.length + 1 + publicKey.length())
                                .put(start)
                                .put(TYPE)
                                .put(publicKey.array())
                                .array()))
                        .array())
                .getInt();
    }
}

package org.tocsin.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.SignedNote;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.TestKeys;

/// `signatures.json`: both suites over one message. `checkpoints.json`: texts and signed notes. ML-DSA signatures are
/// made
/// without randomness, so that they are the same every time; a verifier cannot tell.
final class SignatureVectors {
    private static final Bytes MESSAGE = Bytes.ofUtf8("Tocsin test message \u8b66\u9418");

    private SignatureVectors() {}

    static Map<String, Object> signatures() {
        List<Object> good = new ArrayList<>();
        List<Object> bad = new ArrayList<>();
        for (Suite suite : Suite.values()) {
            SuitePrivateKey key = Scene.ledgerKey(suite);
            Bytes signature = key.sign(MESSAGE);
            Map<String, Object> it = signature(key.publicKey(), MESSAGE, signature);
            it.put("ed25519_seed", TestKeys.seed(1).hex());
            if (suite == Suite.ED25519_ML_DSA_65) {
                it.put("ml_dsa_seed", TestKeys.seed(1).hex());
            }
            good.add(it);
            bad.add(bad("another message", "R-SUI-1", key.publicKey(), Bytes.ofUtf8("other"), signature));
            bad.add(bad("a byte too many", "R-SUI-1", key.publicKey(), MESSAGE, Bytes.ofHex(signature.hex() + "00")));
            bad.add(bad("cut short", "R-SUI-1", key.publicKey(), MESSAGE, signature.slice(0, signature.length() - 1)));
        }
        addHybrid(bad);
        addEdwards(bad);
        return Scene.object("rules", "R-SUI-1 to R-SUI-3", "good", good, "bad", bad);
    }

    private static void addHybrid(List<Object> bad) {
        SuitePrivateKey hybrid = Scene.ledgerKey(Suite.ED25519_ML_DSA_65);
        SuiteKey key = hybrid.publicKey();
        String right = hybrid.sign(MESSAGE).hex();
        String other = hybrid.sign(Bytes.ofUtf8("other")).hex();
        bad.add(bad(
                "the Ed25519 half is of another message",
                "R-SUI-3",
                key,
                MESSAGE,
                Bytes.ofHex(other.substring(0, 128) + right.substring(128))));
        bad.add(bad(
                "the ML-DSA half is of another message",
                "R-SUI-3",
                key,
                MESSAGE,
                Bytes.ofHex(right.substring(0, 128) + other.substring(128))));
        bad.add(bad(
                "the ML-DSA half is zeros",
                "R-SUI-3",
                key,
                MESSAGE,
                Bytes.ofHex(right.substring(0, 128) + "00".repeat(3309))));
        Bytes unprefixed = Scene.ledgerKey(Suite.ED25519).sign(MESSAGE);
        bad.add(bad(
                "the Ed25519 half signs the message without the prefix",
                "R-SUI-1",
                key,
                MESSAGE,
                Bytes.ofHex(unprefixed.hex() + right.substring(128))));
        SuiteKey classical = new SuiteKey(Suite.ED25519, key.key().slice(0, 32));
        bad.add(bad(
                "half of a hybrid signature under the same Ed25519 key",
                "R-SUI-1",
                classical,
                MESSAGE,
                Bytes.ofHex(right.substring(0, 128))));
    }

    private static void addEdwards(List<Object> bad) {
        SuiteKey key = Scene.ledgerKey(Suite.ED25519).publicKey();
        String right = Scene.ledgerKey(Suite.ED25519).sign(MESSAGE).hex();
        String identity = "01" + "00".repeat(31);
        String prime = "ed" + "ff".repeat(30) + "7f";
        String order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
        SuiteKey low = new SuiteKey(Suite.ED25519, Bytes.ofHex(identity));
        // S = 0 and R = A = the identity satisfy the equation for every message.
        bad.add(bad("A and R of low order", "R-SUI-2", low, MESSAGE, Bytes.ofHex(identity + "00".repeat(32))));
        bad.add(bad("R of low order", "R-SUI-2", key, MESSAGE, Bytes.ofHex(identity + right.substring(64))));
        bad.add(bad("R not canonical", "R-SUI-2", key, MESSAGE, Bytes.ofHex(prime + right.substring(64))));
        bad.add(bad(
                "A not canonical",
                "R-SUI-2",
                new SuiteKey(Suite.ED25519, Bytes.ofHex(prime)),
                MESSAGE,
                Bytes.ofHex(right)));
        bad.add(bad("S = L", "R-SUI-2", key, MESSAGE, Bytes.ofHex(right.substring(0, 64) + order)));
        bad.add(bad("S + L", "R-SUI-2", key, MESSAGE, plusOrder(Bytes.ofHex(right))));
    }

    /// The same signature with S grown by the group's order: the classical malleability.
    private static Bytes plusOrder(Bytes signature) {
        byte[] order = Bytes.ofHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
                .array();
        byte[] grown = signature.array().clone();
        int carry = 0;
        for (int i = 0; i < 32; i++) {
            int sum = (grown[32 + i] & 0xff) + (order[i] & 0xff) + carry;
            grown[32 + i] = (byte) sum;
            carry = sum >> 8;
        }
        return Bytes.wrap(grown);
    }

    static Map<String, Object> checkpoints(Scene scene) {
        List<Object> good = new ArrayList<>();
        List<Object> bad = new ArrayList<>();
        Checkpoint checkpoint = new Checkpoint(Scene.ORIGIN, scene.tree.head());
        for (Suite suite : Suite.values()) {
            SuitePrivateKey key = Scene.ledgerKey(suite);
            CheckpointSigner signer = new CheckpointSigner(Scene.AUTHOR, key);
            Bytes note = signer.sign(checkpoint);
            good.add(good("size 7", checkpoint, key.publicKey(), note));
            Checkpoint empty = new Checkpoint(Scene.ORIGIN.toString(), 0, scene.tree.root(0));
            good.add(good("size 0", empty, key.publicKey(), signer.sign(empty)));
            SignedNote parsed = SignedNote.parse(note).orElseThrow();
            SignedNote.Line ours = parsed.lines().getFirst();
            SignedNote.Line foreign = new SignedNote.Line("witness.example", 7, Bytes.ofHex("00ff"));
            Bytes witnessed = new SignedNote(parsed.text(), List.of(foreign, ours)).bytes();
            good.add(good("with a line of a key that is not known", checkpoint, key.publicKey(), witnessed));
            Bytes twice = new SignedNote(parsed.text(), List.of(ours, ours)).bytes();
            bad.add(bad("two lines of the key", "R-LED-3", "SIGNED_TWICE", key.publicKey(), twice));
            SignedNote.Line renamed = new SignedNote.Line("cert-jp.example", ours.keyId(), ours.signature());
            Bytes other = new SignedNote(parsed.text(), List.of(renamed)).bytes();
            bad.add(bad("a line of another name", "R-LED-3", "NOT_SIGNED", key.publicKey(), other));
            Bytes larger = Bytes.ofUtf8(note.utf8().replace("\n7\n", "\n8\n"));
            bad.add(bad("another size", "R-LED-3", "BAD_SIGNATURE", key.publicKey(), larger));
            bad.add(bad(
                    "a size with a leading zero",
                    "R-LED-2",
                    "NOT_A_CHECKPOINT",
                    key.publicKey(),
                    Bytes.ofUtf8(note.utf8().replace("\n7\n", "\n07\n"))));
            Bytes extended = Bytes.ofUtf8(parsed.text().utf8() + "extension\n");
            Bytes signedExtension = new SignedNote(
                            extended, List.of(new SignedNote.Line(ours.keyName(), ours.keyId(), key.sign(extended))))
                    .bytes();
            bad.add(bad("a signed extension line", "R-LED-2", "NOT_A_CHECKPOINT", key.publicKey(), signedExtension));
            bad.add(bad(
                    "without its last newline",
                    "R-LED-3",
                    "NOT_A_NOTE",
                    key.publicKey(),
                    note.slice(0, note.length() - 1)));
            Bytes nextEpoch = signer.sign(new Checkpoint(new Origin(Scene.AUTHOR, 2), scene.tree.head()));
            bad.add(bad("another epoch", "R-LED-3", "OTHER_ORIGIN", key.publicKey(), nextEpoch));
            bad.add(bad(
                    "another key", "R-LED-3", "NOT_SIGNED", Scene.rootKey(suite).publicKey(), note));
        }
        return Scene.object("rules", "R-LED-2, R-LED-3", "origin", Scene.ORIGIN, "good", good, "bad", bad);
    }

    private static Map<String, Object> good(String name, Checkpoint checkpoint, SuiteKey key, Bytes note) {
        SignedNote parsed = SignedNote.parse(note).orElseThrow();
        int keyId = parsed.lines().getLast().keyId();
        return Scene.object(
                "name", name,
                "suite", key.suite(),
                "public_key", key.key().hex(),
                "size", checkpoint.size(),
                "root", checkpoint.root().hex(),
                "text", checkpoint.text().utf8(),
                "key_id", String.format("%08x", keyId),
                "note", note.utf8());
    }

    private static Map<String, Object> bad(String name, String rule, String reason, SuiteKey key, Bytes note) {
        return Scene.bad(
                name,
                rule,
                "reason",
                reason,
                "suite",
                key.suite(),
                "public_key",
                key.key().hex(),
                "note",
                note.utf8());
    }

    private static Map<String, Object> bad(String name, String rule, SuiteKey key, Bytes message, Bytes signature) {
        Map<String, Object> bad = Scene.bad(name, rule);
        bad.putAll(signature(key, message, signature));
        return bad;
    }

    private static Map<String, Object> signature(SuiteKey key, Bytes message, Bytes signature) {
        return Scene.object(
                "suite", key.suite(),
                "public_key", key.key().hex(),
                "message", message.hex(),
                "signature", signature.hex());
    }
}

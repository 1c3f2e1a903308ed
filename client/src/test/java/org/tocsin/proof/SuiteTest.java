package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.CheckpointVerdict.Reason;
import org.tocsin.proof.CheckpointVerdict.Refused;
import org.tocsin.proof.CheckpointVerdict.Verified;

/// Keys, signatures and signed checkpoints of both suites. Rules R-SUI-1 to R-SUI-4 and R-LED-3.
final class SuiteTest {
    private static final Team TEAM = new Team("cert-jp.example");
    private static final Origin ORIGIN = new Origin(TEAM, 1);
    private static final Checkpoint CHECKPOINT =
            new Checkpoint(ORIGIN, new TreeHead(7, TreeDomain.LEDGER.leaf(Bytes.EMPTY)));
    private static final Bytes MESSAGE = Bytes.ofUtf8("message");
    private static final Map<Suite, SuitePrivateKey> KEYS = new EnumMap<>(Map.of(
            Suite.ED25519, TestKeys.key(Suite.ED25519, 1),
            Suite.ED25519_ML_DSA_65, TestKeys.key(Suite.ED25519_ML_DSA_65, 1)));

    @Test
    void whatASuiteSignsItVerifiesAndNothingElse() {
        KEYS.forEach((suite, key) -> {
            Bytes signature = key.sign(MESSAGE);
            assertEquals(suite.signatureBytes(), signature.length());
            assertTrue(SuiteVerifier.verify(key.publicKey(), MESSAGE, signature));
            assertFalse(SuiteVerifier.verify(key.publicKey(), Bytes.ofUtf8("Message"), signature));
            assertFalse(SuiteVerifier.verify(TestKeys.key(suite, 2).publicKey(), MESSAGE, signature));
            for (int at = 0; at < signature.length(); at += 61) {
                byte[] array = signature.array().clone();
                array[at] ^= 4;
                assertFalse(SuiteVerifier.verify(key.publicKey(), MESSAGE, Bytes.wrap(array)), "byte " + at);
            }
        });
    }

    @Test
    void bothHalvesOfAHybridSignatureMustVerify() {
        SuitePrivateKey key = key(Suite.ED25519_ML_DSA_65);
        Bytes right = key.sign(MESSAGE);
        Bytes other = key.sign(Bytes.ofUtf8("other"));
        Bytes classical = right.slice(0, 64);
        Bytes quantum = right.slice(64, right.length());
        Bytes zeros = Bytes.wrap(new byte[3309]);
        for (Bytes signature : List.of(
                SuiteVerifier.concat(classical, other.slice(64, other.length())),
                SuiteVerifier.concat(other.slice(0, 64), quantum),
                SuiteVerifier.concat(classical, zeros),
                SuiteVerifier.concat(Bytes.wrap(new byte[64]), quantum),
                SuiteVerifier.concat(quantum, classical),
                classical,
                quantum,
                SuiteVerifier.concat(right, Bytes.wrap(new byte[1])),
                Bytes.EMPTY)) {
            assertFalse(SuiteVerifier.verify(key.publicKey(), MESSAGE, signature));
        }
    }

    /// Half of a hybrid signature is not a signature of the classical key, nor the other way round.
    @Test
    void theTwoSuitesNeverStandInForEachOther() {
        SuitePrivateKey hybrid = key(Suite.ED25519_ML_DSA_65);
        SuiteKey classicalHalf =
                new SuiteKey(Suite.ED25519, hybrid.publicKey().key().slice(0, 32));
        Bytes half = hybrid.sign(MESSAGE).slice(0, 64);
        assertFalse(SuiteVerifier.verify(classicalHalf, MESSAGE, half));
        assertEquals(classicalHalf, key(Suite.ED25519).publicKey());
        Bytes classical = key(Suite.ED25519).sign(MESSAGE);
        Bytes mixed = SuiteVerifier.concat(classical, hybrid.sign(MESSAGE).slice(64, 3373));
        assertFalse(SuiteVerifier.verify(hybrid.publicKey(), MESSAGE, mixed));
    }

    @Test
    void signedCheckpointsVerifyUnderTheirKeyAndOrigin() {
        KEYS.forEach((suite, key) -> {
            Bytes note = new CheckpointSigner(TEAM, key).sign(CHECKPOINT);
            assertEquals(new Verified(CHECKPOINT), CheckpointVerifier.verify(note, ORIGIN, key.publicKey()));
            assertEquals(CHECKPOINT, CheckpointVerifier.claimed(note).orElseThrow());
            assertRefused(Reason.OTHER_ORIGIN, note, new Origin(TEAM, 2), key.publicKey());
            assertRefused(Reason.OTHER_ORIGIN, note, new Origin(new Team("a.example"), 1), key.publicKey());
            assertRefused(
                    Reason.NOT_SIGNED, note, ORIGIN, TestKeys.key(suite, 2).publicKey());
        });
    }

    @Test
    void aCheckpointOfOneSuiteIsNotSignedForTheOther() {
        KEYS.forEach((suite, key) -> KEYS.forEach((otherSuite, other) -> {
            Bytes note = new CheckpointSigner(TEAM, key).sign(CHECKPOINT);
            CheckpointVerdict verdict = CheckpointVerifier.verify(note, ORIGIN, other.publicKey());
            assertEquals(suite == otherSuite, verdict instanceof Verified);
        }));
    }

    @Test
    void foreignLinesAreIgnoredAndASecondLineOfOurKeyIsRefused() {
        KEYS.values().forEach(key -> {
            Bytes note = new CheckpointSigner(TEAM, key).sign(CHECKPOINT);
            SignedNote parsed = SignedNote.parse(note).orElseThrow();
            SignedNote.Line ours = parsed.lines().getFirst();
            SignedNote.Line otherName = new SignedNote.Line("witness.example", ours.keyId(), ours.signature());
            SignedNote.Line otherId = new SignedNote.Line(ours.keyName(), ours.keyId() + 1, Bytes.wrap(new byte[] {1}));
            Bytes witnessed = new SignedNote(parsed.text(), List.of(otherName, ours, otherId)).bytes();
            assertInstanceOf(Verified.class, CheckpointVerifier.verify(witnessed, ORIGIN, key.publicKey()));
            Bytes twice = new SignedNote(parsed.text(), List.of(ours, ours)).bytes();
            assertRefused(Reason.SIGNED_TWICE, twice, ORIGIN, key.publicKey());
            Bytes foreign = new SignedNote(parsed.text(), List.of(otherName, otherId)).bytes();
            assertRefused(Reason.NOT_SIGNED, foreign, ORIGIN, key.publicKey());
        });
    }

    @Test
    void aNoteNamesAKeyByItsIdUnderItsTeamsName() {
        KEYS.forEach((suite, key) -> {
            Bytes note = new CheckpointSigner(TEAM, key).sign(CHECKPOINT);
            SignedNote parsed = SignedNote.parse(note).orElseThrow();
            SignedNote.Line ours = parsed.lines().getFirst();
            SignedNote.Line otherName = new SignedNote.Line("witness.example", ours.keyId(), ours.signature());
            assertTrue(CheckpointVerifier.isNamed(note, ORIGIN, key.publicKey()));
            assertTrue(CheckpointVerifier.isNamed(
                    new SignedNote(parsed.text(), List.of(otherName, ours)).bytes(), ORIGIN, key.publicKey()));
            assertFalse(CheckpointVerifier.isNamed(
                    new SignedNote(parsed.text(), List.of(otherName)).bytes(), ORIGIN, key.publicKey()));
            assertFalse(CheckpointVerifier.isNamed(
                    note, ORIGIN, TestKeys.key(suite, 2).publicKey()));
            assertFalse(CheckpointVerifier.isNamed(MESSAGE, ORIGIN, key.publicKey()));
        });
    }

    @Test
    void alteredCheckpointsAreRefusedForAReason() {
        KEYS.values().forEach(key -> {
            Bytes note = new CheckpointSigner(TEAM, key).sign(CHECKPOINT);
            String text = note.utf8();
            assertRefused(Reason.BAD_SIGNATURE, Bytes.ofUtf8(text.replace("\n7\n", "\n8\n")), ORIGIN, key.publicKey());
            assertRefused(
                    Reason.NOT_A_CHECKPOINT, Bytes.ofUtf8(text.replace("\n7\n", "\n07\n")), ORIGIN, key.publicKey());
            assertRefused(Reason.NOT_A_NOTE, Bytes.ofUtf8(text + "\n"), ORIGIN, key.publicKey());
            byte[] array = note.array().clone();
            for (int at = 0; at < array.length; at += 7) {
                array[at] ^= 1;
                assertInstanceOf(Refused.class, CheckpointVerifier.verify(Bytes.wrap(array), ORIGIN, key.publicKey()));
                array[at] ^= 1;
            }
        });
    }

    @Test
    void verifiedCheckpointsAreRememberedUnderTheirKeyOnly() {
        SuitePrivateKey key = key(Suite.ED25519);
        VerifiedCheckpoints remembered = new VerifiedCheckpoints(10);
        Bytes note = new CheckpointSigner(TEAM, key).sign(CHECKPOINT);
        CheckpointVerdict first = remembered.verify(note, ORIGIN, key.publicKey());
        assertEquals(new Verified(CHECKPOINT), first);
        assertSame(first, remembered.verify(note, ORIGIN, key.publicKey()));
        assertEquals(
                new Refused(Reason.NOT_SIGNED),
                remembered.verify(note, ORIGIN, TestKeys.key(Suite.ED25519, 2).publicKey()));
        assertEquals(new Refused(Reason.OTHER_ORIGIN), remembered.verify(note, new Origin(TEAM, 2), key.publicKey()));
    }

    @Test
    void aKeyFileIsForItsOwnerOnlyAndGivesTheSameKeyBack(@TempDir Path directory) throws IOException {
        for (SuitePrivateKey key : KEYS.values()) {
            Path file = directory.resolve(key.suite() + ".key");
            key.save(file);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            SuitePrivateKey loaded = SuitePrivateKey.load(file, TestKeys.zeros());
            assertEquals(key.publicKey(), loaded.publicKey());
            assertTrue(SuiteVerifier.verify(key.publicKey(), MESSAGE, loaded.sign(MESSAGE)));
            assertThrows(FileAlreadyExistsException.class, () -> key.save(file));
        }
    }

    @Test
    void filesThatAreNoKeysAreRefusedByName(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("ledger.key");
        key(Suite.ED25519_ML_DSA_65).save(file);
        String good = Files.readString(file);
        String second = good.substring(good.lastIndexOf("-----BEGIN"));
        for (String bad : List.of(
                "",
                "junk",
                second,
                good + "junk",
                good + second,
                good.replace("PRIVATE", "PUBLIC"),
                good.replaceFirst("MC4C", "MC4D"),
                "x".repeat(9_000))) {
            Path broken = directory.resolve("broken.key");
            Files.writeString(broken, bad);
            IOException refused =
                    assertThrows(IOException.class, () -> SuitePrivateKey.load(broken, TestKeys.zeros()), bad);
            assertTrue(String.valueOf(refused.getMessage()).startsWith(broken.toString()));
            Files.delete(broken);
        }
    }

    @Test
    void aPrivateKeyDoesNotPrintItsSecret() {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 1);
        KEYS.forEach((suite, key) -> {
            assertFalse(key.toString().contains(Bytes.wrap(secret).hex().substring(0, 8)));
            assertTrue(key.toString()
                    .contains(suite + " of public key "
                            + Sha256.of(key.publicKey().key())));
        });
    }

    @Test
    void generatedKeysDiffer() {
        SuitePrivateKey one = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, TestKeys.seeded(5));
        SuitePrivateKey other = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, TestKeys.seeded(6));
        assertFalse(one.publicKey().equals(other.publicKey()));
        assertTrue(SuiteVerifier.verify(one.publicKey(), MESSAGE, one.sign(MESSAGE)));
        assertFalse(Digest.ZERO.equals(Sha256.of(one.publicKey().key())));
    }

    private static SuitePrivateKey key(Suite suite) {
        return Objects.requireNonNull(KEYS.get(suite));
    }

    private static void assertRefused(Reason reason, Bytes note, Origin origin, SuiteKey key) {
        assertEquals(new Refused(reason), CheckpointVerifier.verify(note, origin, key));
    }
}

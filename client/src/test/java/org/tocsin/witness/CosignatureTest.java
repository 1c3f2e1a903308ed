package org.tocsin.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.SuitePrivateKey;

/// Cosignatures as C2SP tlog-cosignature has them: read here once more, by the text of the specification alone.
class CosignatureTest {
    private static final Team TEAM = new Team("cert-es.example");
    private static final String NAME = "witness.cert-es.example/w1";
    private static final Instant AT = Instant.ofEpochSecond(1_679_315_147L, 999_000_000);

    private final SecureRandom random = new SecureRandom();
    private final SuitePrivateKey ledger = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, random);
    private final SuitePrivateKey key = SuitePrivateKey.generate(Suite.ED25519, random);
    private final Bytes note =
            new CheckpointSigner(TEAM, ledger).sign(new Checkpoint(new Origin(TEAM, 1), new TreeHead(7, Digest.ZERO)));

    /// The JDK's own Ed25519 verifies it, over a message that is put together here.
    @Test
    void whoKnowsTheSpecificationAloneVerifiesIt() throws Exception {
        String cosigned = Cosignature.add(note, NAME, key, AT).utf8();
        assertTrue(cosigned.startsWith(note.utf8()), "the note itself stays as it was");
        String line = cosigned.substring(note.utf8().length());
        assertTrue(line.startsWith("\u2014 " + NAME + " ") && line.endsWith("\n"), line);
        byte[] bytes = Base64.getDecoder().decode(line.strip().substring(line.lastIndexOf(' ') + 1));
        assertEquals(4 + 8 + 64, bytes.length);

        String[] verifier = Cosignature.verifierKey(NAME, key.publicKey().key()).split("\\+", 3);
        byte[] typed = Base64.getDecoder().decode(verifier[2]);
        assertEquals(4, typed[0]);
        assertEquals(NAME, verifier[0]);
        HexFormat hex = HexFormat.of();
        assertEquals(verifier[1], hex.formatHex(bytes, 0, 4));
        assertEquals("000000006418" + "50cb", hex.formatHex(bytes, 4, 12));

        String text = note.utf8().substring(0, note.utf8().indexOf("\n\n") + 1);
        Signature ed25519 = Signature.getInstance("Ed25519");
        byte[] spki = hex.parseHex("302a300506032b6570032100" + hex.formatHex(typed, 1, 33));
        ed25519.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
        ed25519.update(("cosignature/v1\ntime 1679315147\n" + text).getBytes(StandardCharsets.UTF_8));
        assertTrue(ed25519.verify(bytes, 12, 64));
    }

    @Test
    void itIsBoundToTheKeyTheNameTheTimeAndTheText() {
        Bytes cosigned = Cosignature.add(note, NAME, key, AT);
        Bytes publicKey = key.publicKey().key();
        assertEquals(
                Optional.of(Instant.ofEpochSecond(AT.getEpochSecond())), Cosignature.verify(cosigned, NAME, publicKey));
        assertEquals(Optional.empty(), Cosignature.verify(cosigned, "other", publicKey));
        assertEquals(
                Optional.empty(),
                Cosignature.verify(
                        cosigned,
                        NAME,
                        SuitePrivateKey.generate(Suite.ED25519, random)
                                .publicKey()
                                .key()));
        assertEquals(Optional.empty(), Cosignature.verify(note, NAME, publicKey));
        String text = cosigned.utf8();
        assertEquals(
                Optional.empty(),
                Cosignature.verify(Bytes.ofUtf8(text.replaceFirst("\n7\n", "\n8\n")), NAME, publicKey));
    }

    @Test
    void aKeyOfAnotherSuiteAndANameWithSpacesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Cosignature.add(note, NAME, ledger, AT));
        assertThrows(IllegalArgumentException.class, () -> Cosignature.add(note, "a b", key, AT));
        assertThrows(IllegalArgumentException.class, () -> Cosignature.add(Bytes.ofUtf8("x"), NAME, key, AT));
    }
}

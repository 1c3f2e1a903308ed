package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.SuiteVerifier;
import org.tocsin.proof.TestKeys;

/// One key that signed everything a key may sign: no signature passes for another purpose or under another suite. Rule
/// R-SUI-4.
final class KeyPurposeTest {
    private static final Checkpoint CHECKPOINT =
            new Checkpoint(new Origin(new Team("cert-jp.example"), 1), new TreeHead(1, Sha256.of(Bytes.EMPTY)));

    /// What is signed for each purpose, over the same text where the purpose allows it.
    private static List<Bytes> messages() {
        Bytes text = CHECKPOINT.text();
        return List.of(text, ManifestSigner.message(text), text.slice(0, text.length() - 1));
    }

    @Test
    void onlyTheDiagonalVerifies() {
        List<SuitePrivateKey> keys = List.of(TestKeys.key(Suite.ED25519, 1), TestKeys.key(Suite.ED25519_ML_DSA_65, 1));
        List<Boolean> expected = new ArrayList<>();
        List<Boolean> verified = new ArrayList<>();
        for (SuitePrivateKey signer : keys) {
            for (Bytes signed : messages()) {
                Bytes signature = signer.sign(signed);
                for (SuitePrivateKey verifier : keys) {
                    for (Bytes message : messages()) {
                        expected.add(signer == verifier && message.equals(signed));
                        verified.add(SuiteVerifier.verify(verifier.publicKey(), message, signature));
                    }
                }
            }
        }
        assertEquals(expected, verified);
    }

    @Test
    void noCheckpointBeginsLikeAManifestsMessage() {
        Bytes message = ManifestSigner.message(Bytes.EMPTY);
        String firstLine = message.utf8().lines().findFirst().orElseThrow();
        assertEquals(false, Team.isDomain(firstLine.substring(0, firstLine.indexOf('/'))));
    }
}

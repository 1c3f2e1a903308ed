package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.proof.Sha256;

/// The form in which contents are kept.
final class ContentCipherTest {
    private static final int TAG_BYTES = 16;

    private final ContentCipher cipher = new ContentCipher(new SecureRandom());
    private final Digest leaf = Sha256.of(Bytes.ofUtf8("a statement"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CipherTools.COMPRESSED_BYTES_MIN - 1, CipherTools.COMPRESSED_BYTES_MIN, 1_000_000})
    void whatIsSealedOpensAgainWhetherItCompressesOrNot(int length) {
        byte[] random = new byte[length];
        new Random(1).nextBytes(random);
        for (Bytes plain : new Bytes[] {Bytes.wrap(new byte[length]), Bytes.wrap(random)}) {
            assertEquals(Optional.of(plain), ContentCipher.open(leaf, cipher.seal(leaf, plain)));
        }
    }

    @Test
    void aShortContentIsKeptAsItIsAndALongOneCompressed() {
        int min = CipherTools.COMPRESSED_BYTES_MIN;
        assertEquals(
                min - 1 + TAG_BYTES,
                cipher.seal(leaf, Bytes.wrap(new byte[min - 1])).body().length());
        assertTrue(cipher.seal(leaf, Bytes.wrap(new byte[min])).body().length() < min / 2);
    }

    @Test
    void anotherLengthOrAnotherLeafOpensNothing() {
        for (int length : new int[] {100, 10_000}) {
            SealedContent sealed = cipher.seal(leaf, Bytes.wrap(new byte[length]));
            Digest other = Sha256.of(Bytes.ofUtf8("another statement"));
            assertEquals(Optional.empty(), ContentCipher.open(other, sealed));
            // One of them says that what is compressed is not.
            for (int claimed : new int[] {length - 1, length + 1, sealed.body().length() - TAG_BYTES}) {
                if (claimed != length) {
                    SealedContent changed = new SealedContent(sealed.body(), sealed.secret(), claimed);
                    assertEquals(Optional.empty(), ContentCipher.open(leaf, changed));
                }
            }
        }
    }
}

package org.tocsin.node.ledger;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What one sealing or opening works with, and what costs more to make than to use. Lent from a small stock: not kept a
/// thread, since the threads that open contents are many.
///
/// Used by one thread at a time.
final class CipherTools implements AutoCloseable {
    /// A "fast" level: half the time of level 1 and a quarter of its time to open, for a tenth more bytes.
    private static final int LEVEL = -1;
    /// Shorter contents are kept as they are: compressing one costs a third of all that a receiver does with it, and
    /// saves a third of its bytes.
    static final int COMPRESSED_BYTES_MIN = 4 * 1024;
    private static final int TAG_BITS = 128;
    private static final int TAG_BYTES = TAG_BITS / Byte.SIZE;
    private static final GCMParameterSpec NONCE = new GCMParameterSpec(TAG_BITS, new byte[12]);
    /// Tools kept for the next: more are made where more threads work at once, and thrown away.
    private static final int KEPT_MAX = 8;
    /// Longer contents get an array of their own.
    private static final int SCRATCH_BYTES_MAX = 256 * 1024;

    private static final Queue<CipherTools> STOCK = new ArrayBlockingQueue<>(KEPT_MAX);

    private final Cipher cipher;
    private final ZstdCompressCtx packing = new ZstdCompressCtx().setLevel(LEVEL);
    private final ZstdDecompressCtx unpacking = new ZstdDecompressCtx();
    private byte[] scratch = new byte[8 * 1024];
    private int used;

    private CipherTools() throws GeneralSecurityException {
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    /// @throws GeneralSecurityException if this JDK has no AES-256-GCM
    static CipherTools lend() throws GeneralSecurityException {
        CipherTools kept = STOCK.poll();
        return kept != null ? kept : new CipherTools();
    }

    /// Compresses, where that saves anything, and encrypts.
    byte[] seal(byte[] secret, byte[] bound, byte[] plain) throws GeneralSecurityException {
        keyed(Cipher.ENCRYPT_MODE, secret, bound, plain.length);
        if (plain.length >= COMPRESSED_BYTES_MIN) {
            byte[] packed = room(Math.toIntExact(Zstd.compressBound(plain.length)));
            int length = packing.compressByteArray(packed, 0, packed.length, plain, 0, plain.length);
            if (length < plain.length) {
                return cipher.doFinal(packed, 0, length);
            }
        }
        return cipher.doFinal(plain);
    }

    /// Decrypts and decompresses into `plain`, which has the length of the content: what is as long as that is not
    /// compressed.
    ///
    /// @return the bytes of the content, which may be fewer than `plain` has
    /// @throws com.github.luben.zstd.ZstdException if they are more, or are no frame
    int open(byte[] secret, byte[] bound, byte[] sealed, byte[] plain) throws GeneralSecurityException {
        keyed(Cipher.DECRYPT_MODE, secret, bound, plain.length);
        if (sealed.length == plain.length + TAG_BYTES) {
            return cipher.doFinal(sealed, 0, sealed.length, plain, 0);
        }
        byte[] packed = room(sealed.length);
        int length = cipher.doFinal(sealed, 0, sealed.length, packed, 0);
        return unpacking.decompressByteArray(plain, 0, plain.length, packed, 0, length);
    }

    /// Binds the length too: it tells whether the content is compressed.
    private void keyed(int mode, byte[] secret, byte[] bound, int plainLength) throws GeneralSecurityException {
        cipher.init(mode, new SecretKeySpec(secret, "AES"), NONCE);
        cipher.updateAAD(bound);
        cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(plainLength).flip());
    }

    private byte[] room(int length) {
        if (length > SCRATCH_BYTES_MAX) {
            return new byte[length];
        }
        if (length > scratch.length) {
            scratch = new byte[Math.min(SCRATCH_BYTES_MAX, 2 * length)];
        }
        used = Math.max(used, length);
        return scratch;
    }

    /// Gives the tools back. What was worked on is wiped: it would outlive an erased content otherwise.
    @Override
    public void close() {
        Arrays.fill(scratch, 0, used, (byte) 0);
        used = 0;
        if (!STOCK.offer(this)) {
            packing.close();
            unpacking.close();
        }
    }
}

package org.tocsin.proof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Secure random bytes that were drawn ahead, for one thread and one piece of work: a record takes a dozen draws, and
/// the source is asked under a lock that all threads share. What was given out is wiped.
public final class DrawnRandom implements RandomGenerator {
    /// What a record of a few fragments takes.
    static final int DRAWN_BYTES = 512;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final SecureRandom source;
    private final byte[] drawn = new byte[DRAWN_BYTES];
    private int at = DRAWN_BYTES;

    public DrawnRandom(SecureRandom source) {
        this.source = source;
    }

    @Override
    public long nextLong() {
        int from = take(Long.BYTES);
        long value = (long) LONGS.get(drawn, from);
        Arrays.fill(drawn, from, at, (byte) 0);
        return value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        if (bytes.length > DRAWN_BYTES) {
            source.nextBytes(bytes);
            return;
        }
        int from = take(bytes.length);
        System.arraycopy(drawn, from, bytes, 0, bytes.length);
        Arrays.fill(drawn, from, at, (byte) 0);
    }

    /// Where so many bytes stand; what is left of the last draw is not used if it is too little.
    private int take(int count) {
        if (count > DRAWN_BYTES - at) {
            source.nextBytes(drawn);
            at = 0;
        }
        int from = at;
        at += count;
        return from;
    }
}

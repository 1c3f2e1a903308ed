package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every decoder reads every seed of the corpus, and seeded variants of each, or refuses it as it is documented to
/// (T19, T21). `mvn -Pfuzz` goes on from the same seeds with Jazzer, a minute for each.
class DecoderReplayTest {
    private static final long SEED = 20_261_122;
    private static final int VARIANTS = 2;
    private static final long ALLOCATED_MAX = 64L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static List<byte[]> corpus = List.of();

    @BeforeAll
    static void read() throws IOException {
        corpus = DecoderCorpus.all();
        assertTrue(corpus.size() > 1_000, "seeds: " + corpus.size());
    }

    @ParameterizedTest
    @EnumSource
    void everySeedIsReadOrRefused(DecoderTarget target) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> findings = new ArrayList<>();
        for (byte[] seed : corpus) {
            feed(target, seed, findings);
            for (int i = 0; i < VARIANTS; i++) {
                feed(target, variant(seed, random), findings);
            }
        }
        assertEquals(List.of(), findings);
    }

    private static void feed(DecoderTarget target, byte[] bytes, List<String> findings) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        String wrong = "";
        try {
            target.read(bytes.clone());
        } catch (RuntimeException | AssertionError | StackOverflowError thrown) {
            wrong = thrown + " at "
                    + Arrays.stream(thrown.getStackTrace()).limit(6).toList();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > ALLOCATED_MAX) {
            wrong = "allocated " + allocated;
        }
        if (!wrong.isEmpty()) {
            byte[] begin = Arrays.copyOf(bytes, Math.min(bytes.length, 200));
            findings.add(
                    wrong + " by " + bytes.length + " bytes: " + HexFormat.of().formatHex(begin));
        }
    }

    /// Cut short, or with some bytes changed, doubled or left out.
    private static byte[] variant(byte[] seed, SplittableRandom random) {
        byte[] bytes = seed.clone();
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }
}

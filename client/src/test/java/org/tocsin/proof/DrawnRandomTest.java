package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DrawnRandomTest {
    private static final int EACH = 24;

    /// What was given out, in the order of its bytes.
    @Test
    void everyByteOfTheSourceIsGivenOutOnceAndInOrder() {
        SecureRandom source = TestKeys.seeded(1);
        DrawnRandom drawn = new DrawnRandom(TestKeys.seeded(1));
        for (int draw = 0; draw < 9; draw++) {
            byte[] expected = new byte[DrawnRandom.DRAWN_BYTES];
            source.nextBytes(expected);
            ByteArrayOutputStream given = new ByteArrayOutputStream();
            while (given.size() + EACH + Long.BYTES <= DrawnRandom.DRAWN_BYTES) {
                byte[] bytes = new byte[EACH];
                drawn.nextBytes(bytes);
                given.writeBytes(bytes);
                long number = drawn.nextLong();
                for (int shift = 56; shift >= 0; shift -= 8) {
                    given.write((int) (number >>> shift));
                }
            }
            assertEquals(DrawnRandom.DRAWN_BYTES, given.size());
            assertTrue(Arrays.equals(expected, given.toByteArray()));
        }
    }

    @Test
    void moreThanIsDrawnAheadComesFromTheSourceItself() {
        byte[] expected = new byte[DrawnRandom.DRAWN_BYTES + 1];
        TestKeys.seeded(2).nextBytes(expected);
        byte[] given = new byte[expected.length];
        new DrawnRandom(TestKeys.seeded(2)).nextBytes(given);
        assertTrue(Arrays.equals(expected, given));
    }
}

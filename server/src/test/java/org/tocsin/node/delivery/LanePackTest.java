package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.proof.ChannelHash;

/// What was decided is read as it was written, and places of a lane follow from it (R-LAN-3).
class LanePackTest {
    private static final Lane.Position START =
            ChannelHash.start(new Team("cert-es.example"), new Team("cert-jp.example"), Lane.ROUTINE, 1);

    private static final List<WithholdReason> REASONS = List.of(WithholdReason.values());

    private static Digest leaf(int number) {
        byte[] array = new byte[Digest.LENGTH];
        array[0] = (byte) number;
        return Digest.wrap(array);
    }

    private static LanePack pack(Decision... decisions) {
        return new LanePack(
                1, 1, START, Optional.of(Bytes.wrap(new byte[16])), 1, Optional.empty(), List.of(decisions));
    }

    @Test
    void decisionsOfEveryKindAreReadAsTheyWereWritten() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<Decision> decisions = new ArrayList<>();
            long index = random.nextLong(1L << 40);
            for (int i = 0; i < 50; i++) {
                decisions.add(
                        switch (random.nextInt(3)) {
                            case 0 -> new Decision.Releasing(index, leaf(i), Shown.ALL);
                            case 1 ->
                                new Decision.Releasing(index, leaf(i), new Shown.Some(List.of(0, 3, 200, 16_384)));
                            default -> new Decision.Withholding(index, REASONS.get(random.nextInt(REASONS.size())));
                        });
                index += 1 + random.nextInt(300);
            }
            LanePack pack = new LanePack(1, 1, START, Optional.empty(), 0, Optional.empty(), decisions);
            assertEquals(decisions, LanePack.decode(pack.encode(), pack.firstIndex()), "seed " + seed);
        }
    }

    @Test
    void whatIsCutShortIsRefusedWhereverItIsCut() {
        LanePack pack = pack(
                new Decision.Releasing(7, leaf(1), Shown.ALL),
                new Decision.Releasing(9, leaf(2), new Shown.Some(List.of(1, 2))));
        Bytes whole = pack.encode();
        int read = 0;
        for (int length = 0; length < whole.length(); length++) {
            Bytes cut = whole.slice(0, length);
            try {
                read += LanePack.decode(cut, 7).size();
            } catch (IllegalArgumentException refused) {
                continue;
            }
            assertTrue(length == 0 || length == 2 + Digest.LENGTH, "cut at " + length);
        }
        assertEquals(1, read);
        assertThrows(IllegalArgumentException.class, () -> LanePack.decode(Bytes.wrap(new byte[] {0, 9}), 7));
    }

    @Test
    void onlyReleasedRecordsHaveSequences() {
        LanePack pack = pack(
                new Decision.Withholding(4, WithholdReason.NO_AGREEMENT),
                new Decision.Releasing(5, leaf(1), Shown.ALL),
                new Decision.Withholding(6, WithholdReason.NOT_IN_AUDIENCE),
                new Decision.Releasing(8, leaf(2), Shown.ALL));
        Lane.Position one = ChannelHash.next(START, leaf(1));
        Lane.Position two = ChannelHash.next(one, leaf(2));
        assertEquals(START, pack.at(0));
        assertEquals(one, pack.at(1));
        assertEquals(two, pack.at(2));
        assertEquals(two, pack.after());
        assertEquals(8, pack.lastIndex());
        assertTrue(pack.decides(6));
    }
}

package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// Which records stand in one row, and that a row is read as it was written or not at all.
class RecordPackTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static StoredRecord record(long contentId) {
        return record(ES, contentId, NOON, true);
    }

    private static StoredRecord record(Team team, long contentId, Instant at, boolean own) {
        List<Tlp> markings = List.of(Tlp.values());
        Tlp marking = markings.get((int) (contentId % markings.size()));
        return new StoredRecord(
                contentId,
                new RecordVersion(new RecordId(team, 1, Bytes.wrap(new byte[RecordId.LOCAL_ID_BYTES])), 1),
                1,
                contentId * 1_000,
                Digest.wrap(new byte[Digest.LENGTH]),
                7,
                marking,
                "東京 " + contentId,
                123_456,
                own,
                at);
    }

    @Test
    void asManyRecordsAsTheLimitSaysStandInARowAndNotOneMore() {
        List<StoredRecord> pack = new ArrayList<>(List.of(record(1)));
        while (RecordPack.follows(pack, record(pack.size() + 1L))) {
            pack.add(record(pack.size() + 1L));
        }
        assertEquals(RecordPack.RECORDS_MAX, pack.size());
    }

    @Test
    void onlyTheNextContentOfTheSameTeamAndInstantStandsInTheSameRow() {
        List<StoredRecord> pack = List.of(record(1), record(2));
        assertTrue(RecordPack.follows(pack, record(3)));
        assertFalse(RecordPack.follows(pack, record(4)));
        assertFalse(RecordPack.follows(pack, record(new Team("cert-jp.example"), 3, NOON, true)));
        assertFalse(RecordPack.follows(pack, record(ES, 3, NOON.plusMillis(1), true)));
        assertFalse(RecordPack.follows(pack, record(ES, 3, NOON, false)));
    }

    @Test
    void aRowIsReadAsItWasWrittenAndWhatIsCutShortIsNotRead() {
        List<StoredRecord> records = List.of(record(1), record(2), record(3), record(4), record(5));
        RecordPack pack = new RecordPack(ES, true, NOON, records);
        Bytes names = pack.names();
        Bytes rest = pack.rest();
        assertEquals(pack, RecordPack.decode(1, ES, true, NOON, names, rest));
        for (int length = 0; length < rest.length(); length++) {
            Bytes cut = rest.slice(0, length);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> RecordPack.decode(1, ES, true, NOON, names, cut),
                    "" + length);
        }
        byte[] longer = new byte[rest.length() + 1];
        System.arraycopy(rest.array(), 0, longer, 0, rest.length());
        assertThrows(
                IllegalArgumentException.class, () -> RecordPack.decode(1, ES, true, NOON, names, Bytes.wrap(longer)));
    }

    @Test
    void aRowWithNumbersThatNobodyWroteIsNotRead() {
        RecordPack pack = new RecordPack(ES, true, NOON, List.of(record(1)));
        int marking = Digest.LENGTH + 1 + 2 + 1;
        byte[] rest = pack.rest().array().clone();
        rest[marking] = 9;
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordPack.decode(1, ES, true, NOON, pack.names(), Bytes.wrap(rest)));
        byte[] endless = Arrays.copyOf(pack.names().array(), RecordId.LOCAL_ID_BYTES + 10);
        Arrays.fill(endless, RecordId.LOCAL_ID_BYTES, endless.length, (byte) 0xff);
        assertThrows(IllegalArgumentException.class, () -> RecordPack.versions(ES, Bytes.wrap(endless)));
        byte[] large = endless.clone();
        large[RecordId.LOCAL_ID_BYTES + 5] = 1;
        assertThrows(IllegalArgumentException.class, () -> RecordPack.versions(ES, Bytes.wrap(large)));
    }
}

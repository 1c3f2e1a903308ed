package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;

/// What keeps a version from being stored twice (R-ADM-5), against a map that is slow and plain.
class RecordIndexTest {
    private static final List<Team> TEAMS = List.of(new Team("cert-es.example"), new Team("cert-jp.example"));

    @Test
    void itFindsWhatWasAddedAndNothingElse() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            RecordIndex index = new RecordIndex();
            Map<RecordId, TreeMap<Integer, Long>> oracle = new HashMap<>();
            List<RecordId> records = new ArrayList<>();
            for (int i = 1; i <= 6_000; i++) {
                RecordId record = records.isEmpty() || random.nextInt(3) > 0
                        ? record(random)
                        : records.get(random.nextInt(records.size()));
                records.add(record);
                TreeMap<Integer, Long> versions = oracle.computeIfAbsent(record, absent -> new TreeMap<>());
                int version = 1 + random.nextInt(12);
                if (versions.putIfAbsent(version, (long) i) == null) {
                    index.add(new RecordVersion(record, version), i);
                }
            }
            String which = "seed " + seed;
            oracle.forEach((record, versions) -> {
                assertEquals(List.copyOf(versions.descendingMap().values()), index.find(record), which);
                for (int version = 1; version <= 13; version++) {
                    Long held = versions.get(version);
                    assertEquals(
                            held == null ? List.of() : List.of(held),
                            index.find(new RecordVersion(record, version)),
                            which);
                }
            });
            for (int i = 0; i < 1_000; i++) {
                RecordId other = record(random);
                if (!oracle.containsKey(other)) {
                    assertEquals(List.of(), index.find(other), which);
                }
            }
        }
    }

    @Test
    void recordsThatBeginAlikeAreFoundByTheirBeginning() {
        RecordIndex index = new RecordIndex();
        Set<Long> alike = new HashSet<>();
        Random random = new Random(5);
        for (long i = 1; i <= 2_000; i++) {
            byte[] localId = new byte[RecordId.LOCAL_ID_BYTES];
            random.nextBytes(localId);
            if (i % 100 == 0) {
                System.arraycopy(new byte[] {1, 2, 3, 4}, 0, localId, 0, 4);
                alike.add(i);
            }
            index.add(new RecordVersion(new RecordId(TEAMS.getFirst(), 1, Bytes.wrap(localId)), 1), i);
        }
        assertEquals(alike, index.startingWith(Bytes.ofHex("01020304")));
        assertTrue(index.startingWith(Bytes.ofHex("01020305")).isEmpty());
    }

    /// Local ids differ in one byte only, and the same one is used by several teams and in several epochs.
    private static RecordId record(Random random) {
        byte[] localId = new byte[RecordId.LOCAL_ID_BYTES];
        localId[random.nextInt(localId.length)] = (byte) random.nextInt(256);
        return new RecordId(TEAMS.get(random.nextInt(2)), 1 + random.nextInt(3), Bytes.wrap(localId));
    }

    /// Two names that look alike here are both looked up.
    @Test
    void whatIsAddedTwiceIsGivenTwice() {
        RecordIndex index = new RecordIndex();
        RecordVersion version = new RecordVersion(record(new Random(1)), 3);
        index.add(version, 7);
        index.add(version, 8);
        assertEquals(List.of(8L, 7L), index.find(version));
    }
}

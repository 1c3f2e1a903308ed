package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TestStore;

/// The table of records, on either engine: packed as they were stored, read one by one.
abstract class RecordTableContractTest {
    private static final Team OWN = new Team("cert-es.example");
    private static final Team PARTNER = new Team("cert-jp.example");

    @TempDir
    Path directory;

    private TestStore store;
    private Database database;
    private final Random random = new Random(7);
    private final List<StoredRecord> records = new ArrayList<>();

    abstract TestStore store(Path where);

    @BeforeEach
    void storeRecordsOfSeveralCommits() {
        store = store(directory);
        database = store.open();
        long contentId = 1;
        for (int commit = 1; commit <= 12; commit++) {
            RecordPacking packing = new RecordPacking();
            Instant at = Instant.ofEpochMilli(1_000L * commit);
            int last = commit;
            for (int i = 0; i < 4 + commit * 5; i++) {
                contentId += i % 7 == 6 ? 2 : 1;
                StoredRecord record = record(contentId, random.nextInt(4) == 0, at, last);
                records.add(record);
                in(session -> {
                    packing.add(session, record);
                    return 0;
                });
            }
            in(session -> {
                packing.write(session);
                return 0;
            });
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private StoredRecord record(long contentId, boolean own, Instant at, int epoch) {
        byte[] localId = new byte[RecordId.LOCAL_ID_BYTES];
        random.nextBytes(localId);
        byte[] leaf = new byte[Digest.LENGTH];
        random.nextBytes(leaf);
        RecordId id = new RecordId(own ? OWN : PARTNER, epoch, Bytes.wrap(localId));
        return new StoredRecord(
                contentId,
                new RecordVersion(id, 1 + random.nextInt(300)),
                1 + epoch,
                random.nextLong(1L << 40),
                Digest.wrap(leaf),
                own ? 0 : random.nextLong(1L << 30),
                List.of(Tlp.values()).get(random.nextInt(Tlp.values().length)),
                "n\u00f6te \ud83d\udd25 " + "x".repeat(random.nextInt(200)),
                random.nextLong(1L << 24),
                own,
                at);
    }

    private <T> T in(Function<Session, T> body) {
        return database.transactions().write(body);
    }

    @Test
    void everyRecordIsReadAsItWasStored() {
        database.close();
        database = store.open();
        for (StoredRecord record : records) {
            assertEquals(Optional.of(record), in(session -> RecordTable.find(session, record.version())));
            assertEquals(Optional.of(record), in(session -> RecordTable.find(session, record.contentId())));
            assertEquals(
                    Optional.of(record),
                    in(session -> RecordTable.newest(session, record.version().record())));
            String hex = record.version().record().localId().hex();
            assertEquals(List.of(record), in(session -> RecordTable.startingWith(session, hex.substring(0, 9))));
            RecordVersion other = new RecordVersion(
                    record.version().record(), record.version().version() + 1);
            assertEquals(Optional.empty(), in(session -> RecordTable.find(session, other)));
        }
    }

    @Test
    void pagesGiveAllInTheirOrderFromEveryPlace() {
        for (int most : new int[] {1, 7, 1_000}) {
            assertEquals(records, pages(Optional.empty(), most));
            assertEquals(records.stream().filter(StoredRecord::own).toList(), pages(Optional.of(OWN), most));
        }
        long middle = records.get(records.size() / 2).contentId();
        assertEquals(
                records.stream()
                        .filter(record -> !record.own() && record.contentId() > middle)
                        .toList(),
                in(session -> RecordTable.pageReceived(session, middle, 10_000)));
    }

    private List<StoredRecord> pages(Optional<Team> from, int most) {
        List<StoredRecord> all = new ArrayList<>();
        long after = 0;
        List<StoredRecord> page = in(session -> RecordTable.page(session, from, 0, most));
        while (!page.isEmpty()) {
            all.addAll(page);
            after = page.getLast().contentId();
            long behind = after;
            page = in(session -> RecordTable.page(session, from, behind, most));
        }
        return all;
    }

    @Test
    void aStrippedRecordIsASkeletonAndTheOthersAreAsBefore() {
        StoredRecord stripped = records.get(17);
        in(session -> {
            RecordTable.strip(session, stripped.contentId());
            return 0;
        });
        assertEquals(Optional.of(stripped.skeleton()), in(session -> RecordTable.find(session, stripped.contentId())));
        records.set(17, stripped.skeleton());
        assertEquals(records, pages(Optional.empty(), 50));
    }

    @Test
    void aPackThatWasChangedIsNotRead() {
        StoredRecord record = records.getFirst();
        RecordPack pack = new RecordPack(PARTNER, false, record.storedAt(), List.of(record));
        Bytes rest = pack.rest();
        for (int length = 0; length < rest.length(); length++) {
            Bytes cut = rest.slice(0, length);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> RecordPack.decode(1, PARTNER, false, record.storedAt(), pack.names(), cut),
                    "cut to " + length);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordPack.decode(1, PARTNER, false, record.storedAt(), Bytes.EMPTY, rest));
    }
}

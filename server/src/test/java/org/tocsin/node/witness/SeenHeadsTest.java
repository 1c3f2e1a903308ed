package org.tocsin.node.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.delivery.SeenTable.Witness;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.proof.Sha256;

/// What was seen of partners, kept outside the database: threats S-RESTORED and S-TWO-FACED. Rule R-LED-7.
class SeenHeadsTest {
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_123L);

    @TempDir
    Path directory;

    @Test
    void aDatabaseThatWentBackInTimeIsNoticedAndGetsBackWhatItHadSeen() throws IOException {
        see(5);
        see(6);
        Path old = Files.copy(database(), directory.resolve("old.db"));
        see(7);
        see(8);
        try (Database now = open()) {
            assertEquals(List.of(), heads(now).beyondDatabase(head -> true));
        }
        Files.copy(old, database(), StandardCopyOption.REPLACE_EXISTING);
        try (Database restored = open()) {
            SeenHeads heads = heads(restored);
            List<Witness> beyond = heads.beyondDatabase(head -> true);
            assertEquals(
                    List.of(8L),
                    beyond.stream().map(head -> head.seen().head().size()).toList());
            // What no key of the team signed says nothing.
            assertEquals(List.of(), heads.beyondDatabase(head -> false));
            restored.transactions().writing(session -> SeenHeads.restore(session, beyond));
            assertEquals(beyond, restored.transactions().read(SeenTable::all));
            assertEquals(List.of(), heads.beyondDatabase(head -> true));
        }
    }

    @Test
    void whatTheDatabaseHasBeyondTheFileIsNoFault() throws IOException {
        see(5);
        Path kept = Files.copy(slot(1), directory.resolve("kept"));
        see(9);
        Files.delete(slot(0));
        Files.copy(kept, slot(1), StandardCopyOption.REPLACE_EXISTING);
        try (Database database = open()) {
            assertEquals(List.of(), heads(database).beyondDatabase(head -> true));
        }
    }

    @Test
    void aTornOrChangedSlotLeavesTheOtherOneAndTwoAreDamage() throws IOException {
        see(5);
        see(6);
        byte[] sound = Files.readAllBytes(slot(0));
        try (Database empty = Database.open(new Database.Address.SqliteFile(directory.resolve("empty.db")))) {
            for (int at = 0; at < sound.length; at++) {
                byte[] other = sound.clone();
                other[at] ^= 1;
                Files.write(slot(0), other);
                SeenHeads heads = SeenHeads.open(new FileDisk(), directory.resolve("seen-heads"), empty.transactions());
                assertFalse(heads.isDamaged());
                assertEquals(Optional.of(slot(0)), heads.lostSlot(), "byte " + at);
                assertEquals(
                        List.of(5L),
                        heads.beyondDatabase(head -> true).stream()
                                .map(head -> head.seen().head().size())
                                .toList(),
                        "byte " + at);
            }
        }
        Files.write(slot(1), new byte[] {1, 2, 3});
        try (Database database = open()) {
            assertTrue(heads(database).isDamaged());
        }
    }

    @Test
    void aSlotThatIsCutShortIsNamedAlthoughTheOtherOneIsWhole() throws IOException {
        for (int size = 5; size < 9; size++) {
            see(size);
            for (int number = 0; number < 2 && (size > 5 || number == 1); number++) {
                Path kept = Files.copy(slot(number), directory.resolve("kept-" + size + "-" + number));
                Files.write(slot(number), Arrays.copyOf(Files.readAllBytes(kept), 40));
                try (Database database = open()) {
                    SeenHeads heads = heads(database);
                    // Of the first and only one, nothing is left.
                    assertEquals(size == 5 ? Optional.empty() : Optional.of(slot(number)), heads.lostSlot());
                    assertEquals(size == 5, heads.isDamaged());
                }
                Files.copy(kept, slot(number), StandardCopyOption.REPLACE_EXISTING);
                try (Database database = open()) {
                    assertEquals(Optional.empty(), heads(database).lostSlot());
                }
            }
        }
    }

    /// A node's life: it opens, sees a head of a partner, and stops.
    private void see(int size) throws IOException {
        try (Database database = open();
                SeenHeads heads = heads(database)) {
            heads.tick();
            database.transactions()
                    .writing(session -> SeenTable.note(
                            session,
                            new Origin(new Team("cert-es.example"), 1),
                            new TreeHead(size, root(size)),
                            Bytes.ofUtf8("checkpoint " + size),
                            AT));
        }
    }

    private static Digest root(int size) {
        return Sha256.of(Bytes.ofUtf8("root " + size));
    }

    private Path database() {
        return directory.resolve("tocsin.db");
    }

    private Path slot(int number) {
        return directory.resolve("seen-heads." + number);
    }

    private Database open() {
        return Database.open(new Database.Address.SqliteFile(database()));
    }

    private SeenHeads heads(Database database) throws IOException {
        return SeenHeads.open(new FileDisk(), directory.resolve("seen-heads"), database.transactions());
    }
}

package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.StartGate.PartnerHead;
import org.tocsin.node.store.Disk;
import org.tocsin.node.store.TestStore;

/// The ledger when the disk fails, the process is killed, or an older copy of the data comes back. Invariants I1 and
/// I13, rules R-LED-5 and R-LED-7.
class LedgerFaultTest {
    private static final Team PARTNER = new Team("cert-es.example");
    private static final Team OTHER = new Team("fusion.example");

    @TempDir
    Path top;

    private Path directory;
    private LedgerFixture node;
    private FaultyDisk disk;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createDirectory(top.resolve("node"));
        node = new LedgerFixture(TestStore.sqlite(directory), directory);
        disk = new FaultyDisk();
        node.disk = disk;
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void afterAFaultAtAnyStepNothingAcknowledgedIsLostAndNothingMoreIsTaken() {
        for (boolean torn : new boolean[] {false, true}) {
            // Opening, write and sync of the mark, sync of the directory; then write and sync for every commit.
            for (int step = 1; step <= 10; step++) {
                faultAt(step, torn);
            }
        }
    }

    private void faultAt(int step, boolean torn) {
        directory = top.resolve("fault-" + step + "-" + torn);
        node = node.elsewhere(TestStore.sqlite(directory), directory);
        disk.failAt(step, torn);
        node.open();
        List<Ledger.Done> acknowledged = new ArrayList<>();
        LedgerException thrown = assertThrows(LedgerException.class, () -> {
            for (int i = 0; i < 10; i++) {
                acknowledged.add(node.append(node.record("{}")));
            }
        });
        assertEquals(LedgerException.Reason.STOPPED, thrown.reason(), "step " + step);
        assertTrue(node.ledger().failure().isPresent());
        assertEquals(acknowledged.size(), node.ledger().head().tree().size(), "released beyond what was acknowledged");
        assertEquals(
                LedgerException.Reason.STOPPED,
                assertThrows(LedgerException.class, () -> node.append(node.record("{}")))
                        .reason());

        disk.failAt(-1, false);
        node.reopen();
        assertTrue(node.ledger().gate().isSigning(), "step " + step);
        assertTrue(node.ledger().head().tree().size() >= acknowledged.size());
        acknowledged.forEach(done -> assertExtends(done.head()));
        node.append(node.record("{}"));
        node.close();
    }

    @Test
    void aKillAtAnyStepLosesNothingAcknowledged() throws IOException {
        List<Path> images = new ArrayList<>();
        List<Integer> acknowledgedThen = new ArrayList<>();
        List<Ledger.Done> acknowledged = new ArrayList<>();
        Runnable image = () -> {
            images.add(copy(directory, top.resolve("image-" + images.size())));
            acknowledgedThen.add(acknowledged.size());
        };
        disk.before(image);
        node.open();
        for (int i = 0; i < 6; i++) {
            node.ledger().submit(new Probe(true, batch -> {
                batch.append(node.record("{}"));
                image.run();
                return 0;
            }));
            acknowledged.add(node.append(node.record("{}")));
        }
        node.close();
        disk.before(() -> {});
        for (int i = 0; i < images.size(); i++) {
            try (LedgerFixture restarted = node.elsewhere(TestStore.sqlite(images.get(i)), images.get(i))) {
                restarted.open();
                assertTrue(restarted.ledger().gate().isSigning(), "image " + i);
                for (Ledger.Done done : acknowledged.subList(0, acknowledgedThen.get(i))) {
                    assertEquals(
                            done.head().tree().root(),
                            restarted.ledger().view().root(1, done.head().tree().size()));
                }
                restarted.append(restarted.record("{}"));
            }
        }
        assertTrue(images.size() > 20, "images: " + images.size());
    }

    @Test
    void aFullDiskStopsTheLedgerAndLosesNothing() {
        node.open();
        node.appendMany(20);
        Head before = node.ledger().head();
        node.database().transactions().writing(session -> {
            long pages = session.number("pragma page_count");
            session.number("pragma max_page_count = " + (pages + 2));
        });
        LedgerException thrown = assertThrows(LedgerException.class, () -> node.append(node.record(large())));
        assertEquals(LedgerException.Reason.STOPPED, thrown.reason());
        assertTrue(String.valueOf(thrown.getMessage()).contains("full"), thrown.toString());
        assertEquals(before, node.ledger().head());
        assertEquals(20, node.ledger().view().entries(1, 0, 100).size());

        node.reopen();
        assertEquals(before, node.ledger().head());
        node.append(node.record(large()));
    }

    private static String large() {
        StringBuilder text = new StringBuilder();
        new Random(7).ints(20_000).forEach(text::append);
        return text.toString();
    }

    @Test
    void aDatabaseRestoredFromABackupIsRefusedByTheHighWaterFile() {
        node.open();
        node.appendMany(3);
        node.close();
        Path backup = copy(directory.resolve("tocsin.db"), top.resolve("backup.db"));
        node.open();
        node.append(node.record("{}"));
        node.close();
        copyOver(backup, directory.resolve("tocsin.db"));

        node.open();
        StartGate.State.Refused refused = assertInstanceOf(
                StartGate.State.Refused.class, node.ledger().gate().state());
        assertTrue(refused.why().contains("restored from a backup"), refused.why());
        assertTrue(refused.remedy().contains("tocsin ledger reopen"));
        assertEquals(
                LedgerException.Reason.NOT_SIGNING,
                assertThrows(LedgerException.class, () -> node.append(node.record("{}")))
                        .reason());
        // Reading goes on, and so do works that state nothing.
        assertEquals(3, node.ledger().view().entries(1, 0, 10).size());
        Probe rows = new Probe(false, batch -> 1);
        node.ledger().submit(rows);
        rows.await();
    }

    @Test
    void aLostDatabaseIsRefusedByTheHighWaterFile() throws IOException {
        node.open();
        node.append(node.record("{}"));
        node.close();
        Files.delete(directory.resolve("tocsin.db"));
        node.open();
        assertInstanceOf(StartGate.State.Refused.class, node.ledger().gate().state());
    }

    @Test
    void aWholeDirectoryRestoredFromABackupIsRefusedByAPartnersHead() {
        node.open();
        node.appendMany(3);
        node.close();
        Path backup = copy(directory, top.resolve("backup"));
        node.open();
        Head beyond = node.append(node.record("{}")).head();
        node.close();

        node = node.elsewhere(TestStore.sqlite(backup), backup);
        node.asking = new StartGate.Asking(Set.of(PARTNER), Set.of(OTHER), false);
        node.open();
        StartGate gate = node.ledger().gate();
        assertEquals(new StartGate.State.AwaitingPartners(Set.of(PARTNER, OTHER)), gate.state());
        gate.heard(OTHER, List.of());
        assertEquals(new StartGate.State.AwaitingPartners(Set.of(PARTNER)), gate.state());
        gate.heard(PARTNER, List.of(held(beyond)));
        assertInstanceOf(StartGate.State.Refused.class, gate.state());

        // It stays refused, also when that partner is not asked again.
        node.asking = StartGate.Asking.nobody();
        node.reopen();
        assertInstanceOf(StartGate.State.Refused.class, node.ledger().gate().state());
    }

    @Test
    void partnersThatHoldWhatWeHoldOpenTheGate() {
        node.open();
        Head first = node.append(node.record("{}")).head();
        Head second = node.append(node.record("{}")).head();
        node.asking = new StartGate.Asking(Set.of(PARTNER), Set.of(OTHER), false);
        node.reopen();
        StartGate gate = node.ledger().gate();
        assertEquals(
                LedgerException.Reason.NOT_SIGNING,
                assertThrows(LedgerException.class, () -> node.append(node.record("{}")))
                        .reason());
        gate.heard(PARTNER, List.of(held(first)));
        assertEquals(new StartGate.State.AwaitingPartners(Set.of(OTHER)), gate.state());
        gate.tick();
        assertEquals(new StartGate.State.AwaitingPartners(Set.of(OTHER)), gate.state());
        gate.heard(OTHER, List.of(held(second)));
        assertTrue(gate.isSigning());
        node.append(node.record("{}"));
    }

    @Test
    void aPartnerThatEverAcknowledgedMustAnswerAndOthersGetTenSeconds() {
        TestClock clock = new TestClock(LedgerFixture.START);
        node.clock = clock;
        node.asking = new StartGate.Asking(Set.of(PARTNER), Set.of(OTHER), false);
        node.open();
        StartGate gate = node.ledger().gate();
        clock.move(StartGate.PATIENCE.plusDays(1));
        gate.tick();
        assertInstanceOf(StartGate.State.AwaitingPartners.class, gate.state());
        List<StartGate.State> told = new ArrayList<>();
        gate.onChange(told::add);
        gate.heard(PARTNER, List.of());
        assertTrue(gate.isSigning());
        assertEquals(List.of(new StartGate.State.Signing()), told);

        node.asking = new StartGate.Asking(Set.of(), Set.of(OTHER), false);
        gate = node.reopen().gate();
        clock.move(StartGate.PATIENCE.minusMillis(1));
        gate.tick();
        assertInstanceOf(StartGate.State.AwaitingPartners.class, gate.state());
        clock.move(Duration.ofMillis(1));
        gate.tick();
        assertTrue(gate.isSigning());
    }

    @Test
    void aHeadThatContradictsOursClosesTheGateAgain() {
        LedgerFixture twin = node.elsewhere(TestStore.sqlite(top.resolve("twin")), top.resolve("twin"));
        twin.open();
        Head other = twin.append(twin.record("{}")).head();
        twin.close();
        node.open();
        node.append(node.record("{}"));
        node.ledger().gate().heard(PARTNER, List.of(held(other)));
        StartGate.State.Refused refused = assertInstanceOf(
                StartGate.State.Refused.class, node.ledger().gate().state());
        assertTrue(refused.why().contains("contradicts"), refused.why());
        assertThrows(LedgerException.class, () -> node.append(node.record("{}")));
    }

    @Test
    void aLostOrDamagedHighWaterFileNeedsAPartnersWord() throws IOException {
        for (boolean lost : new boolean[] {true, false}) {
            node.asking = StartGate.Asking.nobody();
            node.open();
            Ledger.Done done = node.append(node.record("{}"));
            node.close();
            if (lost) {
                Files.delete(node.highWaterPath);
            } else {
                Files.writeString(node.highWaterPath, "nonsense");
            }
            node.open();
            assertInstanceOf(StartGate.State.Refused.class, node.ledger().gate().state());
            node.asking = new StartGate.Asking(Set.of(), Set.of(OTHER), false);
            StartGate gate = node.reopen().gate();
            assertInstanceOf(StartGate.State.AwaitingPartners.class, gate.state());
            gate.heard(OTHER, List.of(held(done.head())));
            assertTrue(gate.isSigning());
            node.append(node.record("{}"));
            node.close();
        }
    }

    @Test
    void oneFlippedByteInTheHighWaterFileLeavesTheOtherSlot() throws IOException {
        node.open();
        node.append(node.record("{}"));
        node.append(node.record("{}"));
        node.close();
        byte[] whole = Files.readAllBytes(node.highWaterPath);
        int marks = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x21;
            try (HighWaterFile file = HighWaterFile.open(holding(flipped), node.highWaterPath)) {
                if (file.mark() instanceof HighWaterFile.Mark.At at) {
                    assertTrue(at.head().size() == 1 || at.head().size() == 2);
                    marks++;
                }
            }
        }
        assertEquals(whole.length, marks);
    }

    /// A disk with one file, to be read.
    private static Disk holding(byte[] content) {
        Disk.OpenFile file = new Disk.OpenFile() {
            @Override
            public byte[] read(long offset, int length) {
                return Arrays.copyOfRange(content, (int) offset, Math.min(content.length, (int) offset + length));
            }

            @Override
            public void write(long offset, byte[] bytes) {
                throw new IllegalStateException("nobody writes");
            }

            @Override
            public void sync() {}

            @Override
            public void close() {}
        };
        return new Disk() {
            @Override
            public OpenFile open(Path path) {
                return file;
            }

            @Override
            public boolean exists(Path path) {
                return true;
            }

            @Override
            public void syncDirectory(Path path) {}
        };
    }

    private PartnerHead held(Head head) {
        return new PartnerHead(PARTNER, head.origin(), head.tree(), head.checkpoint());
    }

    private void assertExtends(Head head) {
        assertEquals(
                head.tree().root(), node.ledger().view().root(1, head.tree().size()));
        assertEquals(false, head.checkpoint().equals(Bytes.EMPTY));
    }

    private static Path copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyOver(Path from, Path to) {
        try {
            Files.deleteIfExists(to);
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

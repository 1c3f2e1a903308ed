package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.FramePacker;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.intake.StoredRecord;

/// An agreement lapses while a thousand records are on their way: each gate goes by its own clock, to the millisecond,
/// and every record is accounted for. R-AGR-3, R-REL-1, R-ADM-4, R-LAN-4.
class AgreementExpiryTest {
    private static final int RECORDS = 1_000;
    private static final int RECORDS_A_FRAME = 10;
    /// Of a clock, until it jumps: a frame takes a few.
    private static final int READS = 60;

    @TempDir
    private Path directory;

    private Instant until;
    private Jumping esClock;
    private Jumping jpClock;
    private NodeRig es;
    private NodeRig jp;

    /// Stands still until it is armed and was read some times; then it stands at another instant.
    private static final class Jumping implements InstantSource {
        private final AtomicInteger reads = new AtomicInteger(Integer.MAX_VALUE);
        private final Instant before;
        private volatile Instant after;

        Jumping(Instant before) {
            this.before = before;
            this.after = before;
        }

        void arm(Instant then) {
            after = then;
            reads.set(READS);
        }

        void jump(Instant then) {
            after = then;
            reads.set(0);
        }

        @Override
        public Instant instant() {
            int left = reads.updateAndGet(count -> count == Integer.MAX_VALUE || count == 0 ? count : count - 1);
            return left == 0 ? after : before;
        }
    }

    @BeforeEach
    void startNodes() throws Exception {
        Instant start = Instant.ofEpochMilli(InstantSource.system().millis());
        until = start.plusSeconds(600);
        esClock = new Jumping(start);
        jpClock = new Jumping(start);
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        es.clock = esClock;
        jp.clock = jpClock;
        es.frames = new FramePacker.Limits(FramePacker.Limits.STANDARD.bytesMax(), RECORDS_A_FRAME);
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER, until);
        es.start();
        jp.start();
        es.publish(SampleRecords.bundle(0, Tlp.GREEN));
        NodeRig.until("the lane runs", () -> es.receipted(jp.team) == 1);
    }

    @AfterEach
    void stopNodes() {
        es.stop();
        jp.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void theReceiversClockDecidesOnWhatIsOnItsWay(int millis) throws Exception {
        List<StoredRecord> records = new ArrayList<>(es.publish(contents().subList(0, RECORDS / 2)));
        NodeRig.until("some are stored", () -> jp.received(es.team).size() > 1);
        jpClock.jump(until.plusMillis(millis));
        records.addAll(es.publish(contents().subList(RECORDS / 2, RECORDS)));
        NodeRig.until("all receipted", () -> es.receipted(jp.team) == 1 + RECORDS);

        long stored = jp.intake().status(es.team).orElseThrow().stored() - 1;
        Map<String, Long> refused = jp.intake().status(es.team).orElseThrow().refused();
        if (millis < 0) {
            assertEquals(RECORDS, stored);
            assertEquals(Map.of(), refused);
        } else {
            assertTrue(stored > 0 && stored < RECORDS, "on both sides of the instant: " + stored);
            assertEquals(Map.of("NO_AGREEMENT", RECORDS - stored), refused);
        }
        // The author shows the same, record by record.
        NodeRig.until(
                "refusals kept",
                () -> es.lanes().status(jp.team).orElseThrow().refused().equals(refused));
        assertEquals(RECORDS - stored, records.stream().filter(this::isRefused).count());
        assertEquals(0, es.lanes().status(jp.team).orElseThrow().voided());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void theAuthorsClockDecidesOnWhatItSends(int millis) throws Exception {
        esClock.arm(until.plusMillis(millis));
        List<StoredRecord> records = es.publish(contents());
        NodeRig.until("every record is accounted for", () -> stored() + voided() + withheld() == RECORDS);
        NodeRig.until("all receipted", () -> {
            LaneStatus seen = es.lanes().status(jp.team).orElseThrow();
            return seen.receipted() == seen.released();
        });

        LaneStatus lane = es.lanes().status(jp.team).orElseThrow();
        assertEquals(RECORDS, stored() + voided() + withheld());
        assertEquals(Map.of(), lane.refused());
        assertEquals(millis < 0, voided() == 0 && withheld() == 0, "voided " + voided());
        // A clock that leaps ends conversations too; what was void in a frame whose receipt was lost is not known
        // there.
        assertTrue(lane.voided() <= voided(), "voided " + lane.voided());
        assertEquals(lane.voided(), records.stream().filter(this::isVoided).count());
    }

    private long stored() {
        return jp.received(es.team).size() - 1L;
    }

    private long voided() {
        return jp.intake().status(es.team).orElseThrow().voided();
    }

    private long withheld() {
        return es.lanes().status(jp.team).orElseThrow().withheld().getOrDefault("NO_AGREEMENT", 0L);
    }

    private boolean isRefused(StoredRecord record) {
        return fates(record).anyMatch(fate -> fate.refused().equals(Optional.of("NO_AGREEMENT")));
    }

    private boolean isVoided(StoredRecord record) {
        return fates(record).anyMatch(fate -> fate.voided().equals(Optional.of("AGREEMENT")));
    }

    private Stream<RecordFate.Released> fates(StoredRecord record) {
        return es.lanes().fates(1, record.index()).stream()
                .filter(RecordFate.Released.class::isInstance)
                .map(RecordFate.Released.class::cast);
    }

    private static List<Bytes> contents() {
        List<Bytes> contents = new ArrayList<>(RECORDS);
        for (int i = 1; i <= RECORDS; i++) {
            contents.add(SampleRecords.bundle(i, Tlp.GREEN));
        }
        return contents;
    }
}

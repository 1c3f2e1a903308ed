package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneStatus;

/// Nodes whose clocks are wrong, or jump in the middle of a delivery: nothing is lost, nothing comes twice, and no
/// agreement is used at a time that is not its own by either clock. R-CLK-1, R-AGR-3, R-ADM-4; threat T28.
class ClockSkewTest {
    private static final int RECORDS = 30;
    private static final Duration TO_THE_END = Duration.ofHours(6);
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    @TempDir
    private Path directory;

    private final Wrong esClock = new Wrong();
    private final Wrong jpClock = new Wrong();
    private final List<Bytes> published = new ArrayList<>();
    private NodeRig es;
    private NodeRig jp;

    /// The right time, and so much more.
    private static final class Wrong implements InstantSource {
        private volatile Duration off = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(off);
        }
    }

    @BeforeEach
    void startNodes() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        es.clock = esClock;
        jp.clock = jpClock;
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER, jpClock.instant().plus(TO_THE_END));
        es.start();
        jp.start();
        publish();
        allArrived();
    }

    @AfterEach
    void stopNodes() {
        es.stop();
        jp.stop();
    }

    private void publish() throws InterruptedException {
        List<Bytes> contents = IntStream.range(published.size(), published.size() + RECORDS)
                .mapToObj(number -> SampleRecords.bundle(number, Tlp.GREEN))
                .toList();
        published.addAll(contents);
        es.publish(contents);
    }

    /// What waits for a date, or for agreements to be looked at, is looked at as in a node: again and again.
    private void until(String what, BooleanSupplier holds) throws InterruptedException {
        NodeRig.until(what, () -> {
            es.lanes().tick();
            jp.lanes().tick();
            return holds.getAsBoolean();
        });
    }

    private long owed() {
        LaneStatus lane = es.lanes().status(jp.team).orElseThrow();
        return lane.released() - lane.receipted();
    }

    private void allArrived() throws InterruptedException {
        until("everything came", () -> jp.received(es.team).size() >= published.size());
        until("everything is receipted", () -> owed() == 0);
        List<Bytes> received = jp.received(es.team);
        assertEquals(published.size(), received.size(), "nothing twice");
        assertEquals(new HashSet<>(published), new HashSet<>(received), "nothing lost");
        assertEquals(Map.of(), jp.intake().status(es.team).orElseThrow().refused());
    }

    @ParameterizedTest
    @CsvSource({"true, -1", "true, 1", "false, -1", "false, 1"})
    void anHourIsNoticedByNobody(boolean author, long hours) throws Exception {
        (author ? esClock : jpClock).off = Duration.ofHours(hours);
        publish();
        allArrived();
        (author ? esClock : jpClock).off = Duration.ZERO;
        publish();
        allArrived();
    }

    @ParameterizedTest
    @CsvSource({"true, -1", "true, 1", "false, -1", "false, 1"})
    void whoIsTenYearsOffExchangesNothingAndEverythingComesWhenTheClockIsRight(boolean author, long sign)
            throws Exception {
        (author ? esClock : jpClock).off = TEN_YEARS.multipliedBy(sign);
        publish();
        if (author) {
            until(
                    "its own clock says that no agreement is in force",
                    () -> es.lanes().status(jp.team).orElseThrow().withheld().getOrDefault("NO_AGREEMENT", 0L)
                            == RECORDS);
        } else {
            // By a receiver's clock of years ago or ahead no certificate is valid: R-TLS-3.
            until(
                    "the stream ended",
                    () -> owed() == RECORDS
                            && es.lanes().status(jp.team).orElseThrow().state() != LaneStatus.State.CONNECTED);
        }
        assertEquals(RECORDS, jp.received(es.team).size(), "nothing comes by a wrong clock");
        esClock.off = Duration.ZERO;
        jpClock.off = Duration.ZERO;
        allArrived();
    }

    @Test
    void bothPutBackAnHourInTheMiddleOfADelivery() throws Exception {
        publish();
        esClock.off = Duration.ofHours(-1);
        publish();
        jpClock.off = Duration.ofHours(-1);
        publish();
        allArrived();
    }

    @Test
    void anAgreementIsUsedNeitherBeforeItsTimeNorAfterItByEitherClock() throws Exception {
        esClock.off = TO_THE_END.plusMinutes(1);
        publish();
        until(
                "it ended by the author's clock",
                () -> es.lanes().status(jp.team).orElseThrow().withheld().getOrDefault("NO_AGREEMENT", 0L) == RECORDS);
        assertEquals(RECORDS, jp.received(es.team).size());

        // Put back an hour: what was withheld is decided again.
        esClock.off = esClock.off.minusHours(1);
        publish();
        allArrived();

        // By the receiver's clock it has ended, whatever the author's says.
        jpClock.off = TO_THE_END.plusMinutes(1);
        int before = published.size();
        publish();
        until(
                "all of it is refused",
                () -> jp.intake().status(es.team).orElseThrow().refused().equals(Map.of("NO_AGREEMENT", (long)
                        RECORDS)));
        assertEquals(before, jp.received(es.team).size());
        assertTrue(esClock.instant().isBefore(jpClock.instant()));
    }
}

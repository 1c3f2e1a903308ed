package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TestStore;
import org.tocsin.proof.ChannelHash;

/// The tables of lanes to partners, on either engine (R-LAN-3, R-LAN-5).
abstract class LaneOutTableContractTest {
    private static final Team OWN = new Team("cert-es.example");
    private static final Team PARTNER = new Team("cert-jp.example");
    private static final LedgerPlace BEGAN = new LedgerPlace(1, 0);
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    @TempDir
    Path directory;

    private Database database;

    abstract TestStore store(Path where);

    @BeforeEach
    void open() {
        database = store(directory).open();
        database.transactions().writing(session -> LaneOutTable.open(session, OWN, PARTNER, Lane.ROUTINE, BEGAN, NOW));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private <T> T in(Function<Session, T> body) {
        return database.transactions().write(body);
    }

    private OutboundLane lane() {
        return in(session -> LaneOutTable.find(session, PARTNER, Lane.ROUTINE)).orElseThrow();
    }

    private static Digest leaf(int number) {
        byte[] array = new byte[Digest.LENGTH];
        array[0] = (byte) number;
        return Digest.wrap(array);
    }

    private LanePack decide(Decision... decisions) {
        OutboundLane lane = lane();
        LanePack pack = new LanePack(
                lane.packs() + 1,
                1,
                lane.last(),
                Optional.of(Bytes.wrap(new byte[16])),
                1,
                Optional.empty(),
                List.of(decisions));
        database.transactions().writing(session -> LaneOutTable.decide(session, lane, pack, NOW));
        return pack;
    }

    private void decideSome() {
        decide(
                new Decision.Releasing(0, leaf(1), Shown.ALL),
                new Decision.Withholding(2, WithholdReason.NOT_IN_AUDIENCE),
                new Decision.Releasing(3, leaf(2), Shown.ALL));
        decide(new Decision.Withholding(5, WithholdReason.NOT_IN_AUDIENCE));
        decide(new Decision.Releasing(6, leaf(3), new Shown.Some(List.of(0, 2))));
    }

    @Test
    void openingTwiceIsOpeningOnce() {
        decideSome();
        database.transactions().writing(session -> LaneOutTable.open(session, OWN, PARTNER, Lane.ROUTINE, BEGAN, NOW));
        assertEquals(3, lane().last().sequence());
        assertEquals(1, in(LaneOutTable::all).size());
    }

    @Test
    void placesFollowFromDecisionsAndNothingLiesBeyondTheEnd() {
        decideSome();
        Lane.Position place = ChannelHash.start(OWN, PARTNER, Lane.ROUTINE, 1);
        assertEquals(Optional.of(place), at(0));
        for (int i = 1; i <= 3; i++) {
            place = ChannelHash.next(place, leaf(i));
            assertEquals(Optional.of(place), at(i));
        }
        assertEquals(place, lane().last());
        assertEquals(Optional.empty(), at(4));
    }

    private Optional<Lane.Position> at(long sequence) {
        OutboundLane lane = lane();
        return in(session -> LanePackTable.at(session, OWN, lane, sequence));
    }

    /// In a new lane epoch, a partner is awaited again for what it had not answered to, and for nothing else. Rule
    /// R-LAN-13.
    @ParameterizedTest
    @CsvSource({"0, 2, 3", "1, 2, 2", "2, 2, 0", "3, 2, 0", "0, 0, 0"})
    void whatWasStatedAboutAgreementsIsAwaitedInTheNextEpochToo(long receipted, long agreed, long awaited) {
        in(session -> {
            LaneOutTable.open(session, OWN, PARTNER, Lane.CONTROL, BEGAN, NOW);
            OutboundLane lane = control(session);
            LanePack pack = new LanePack(
                    1,
                    1,
                    lane.last(),
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    List.of(
                            new Decision.Releasing(0, leaf(1), Shown.ALL),
                            new Decision.Releasing(1, leaf(2), Shown.ALL),
                            new Decision.Releasing(2, leaf(3), Shown.ALL)));
            LaneOutTable.decide(session, lane, pack, NOW);
            LaneOutTable.agreed(session, lane, agreed);
            LaneOutTable.receipted(session, lane, receipted, Bytes.EMPTY, NOW);
            assertEquals(
                    agreed == 0 ? Optional.empty() : Optional.of(new TermsPlace(1, agreed)),
                    LaneOutTable.agreed(session, PARTNER));
            LaneOutTable.reopen(session, OWN, control(session), 2, NOW);
            return true;
        });
        assertEquals(
                awaited == 0 ? Optional.empty() : Optional.of(new TermsPlace(2, awaited)),
                in(session -> LaneOutTable.agreed(session, PARTNER)));
    }

    private static OutboundLane control(Session session) {
        return LaneOutTable.find(session, PARTNER, Lane.CONTROL).orElseThrow();
    }

    @Test
    void packsAreReadFromTheOneThatHoldsTheSequence() {
        decideSome();
        OutboundLane lane = lane();
        assertEquals(List.of(1L, 3L), firstSequences(lane, 1));
        assertEquals(List.of(1L, 3L), firstSequences(lane, 2));
        assertEquals(List.of(3L), firstSequences(lane, 3));
    }

    private List<Long> firstSequences(OutboundLane lane, long from) {
        return in(session -> LanePackTable.from(session, lane, from)).stream()
                .map(LanePack::firstSequence)
                .toList();
    }

    @Test
    void itIsKnownWhenASequenceWasGivenOutAndWhenItWasProcessed() {
        decideSome();
        OutboundLane lane = lane();
        assertEquals(Optional.of(NOW), in(session -> LaneTimeTable.decidedAt(session, lane, 1, 3)));
        for (int second : new int[] {1, 2, 9}) {
            Instant at = NOW.plusSeconds(second);
            long through = Math.min(second, 2);
            database.transactions().writing(session -> LaneTimeTable.receipted(session, lane, through, at));
        }
        assertEquals(Optional.of(NOW.plusSeconds(1)), in(session -> LaneTimeTable.processedAt(session, lane, 1, 1)));
        assertEquals(Optional.of(NOW.plusSeconds(2)), in(session -> LaneTimeTable.processedAt(session, lane, 1, 2)));
        assertEquals(Optional.empty(), in(session -> LaneTimeTable.processedAt(session, lane, 1, 3)));
        assertEquals(Optional.empty(), in(session -> LaneTimeTable.processedAt(session, lane, 2, 1)));
        List<Long> through = in(session -> List.of(
                LaneTimeTable.throughAt(session, lane, NOW),
                LaneTimeTable.throughAt(session, lane, NOW.plusSeconds(1))));
        assertEquals(List.of(0L, 1L), through);
    }

    @Test
    void everyDecisionCanBeAskedFor() {
        decideSome();
        OutboundLane lane = lane();
        for (long index : new long[] {0, 2, 3, 5, 6}) {
            assertTrue(
                    in(session -> LanePackTable.decided(session, lane, 1, index))
                            .isPresent(),
                    "index " + index);
        }
        assertEquals(Optional.empty(), in(session -> LanePackTable.decided(session, lane, 1, 4)));
        assertEquals(Map.of("NOT_IN_AUDIENCE", 2L), in(session -> LanePackTable.withheld(session, lane)));
    }

    @Test
    void receiptsOnlyGoForward() {
        decideSome();
        OutboundLane lane = lane();
        for (long through : new long[] {2, 1}) {
            database.transactions()
                    .writing(session -> LaneOutTable.receipted(session, lane, through, Bytes.ofUtf8("r"), NOW));
        }
        assertEquals(2, lane().receipted());
        assertEquals(Optional.of(NOW), lane().receiptAt());
    }

    @Test
    void exceptionsAreKeptOnce() {
        OutboundLane lane = lane();
        for (int i = 0; i < 2; i++) {
            database.transactions().writing(session -> {
                LaneOutTable.exception(session, lane, 1, ReceiptSink.REFUSED, RefusalReason.MALFORMED);
                LaneOutTable.exception(session, lane, 2, ReceiptSink.VOIDED, VoidReason.AGREEMENT);
            });
        }
        assertEquals(
                Map.of("MALFORMED", 1L), in(session -> LaneOutTable.exceptions(session, lane, ReceiptSink.REFUSED)));
        assertEquals(
                Optional.of("AGREEMENT"),
                in(session -> LaneOutTable.exceptionAt(session, lane, 1, 2, ReceiptSink.VOIDED)));
    }

    @Test
    void aReopenedLaneGivesOutAgainWhatLiesBehindItsLastReceipt() {
        decideSome();
        OutboundLane before = lane();
        database.transactions().writing(session -> {
            LaneOutTable.receipted(session, before, 1, Bytes.ofUtf8("r"), NOW);
            LaneOutTable.stopped(session, PARTNER, Lane.ROUTINE, Optional.of("why"), NOW);
        });
        OutboundLane receipted = lane();
        assertEquals(Optional.of("why"), receipted.stopped());
        database.transactions().writing(session -> LaneOutTable.reopen(session, OWN, receipted, 2, NOW));
        OutboundLane after = lane();
        assertEquals(2, after.laneEpoch());
        assertEquals(0, after.receipted());
        assertEquals(Optional.empty(), after.stopped());
        Lane.Position end = ChannelHash.start(OWN, PARTNER, Lane.ROUTINE, 2);
        end = ChannelHash.next(ChannelHash.next(end, leaf(2)), leaf(3));
        assertEquals(end, after.last());
        assertEquals(2, after.packs());
        assertEquals(
                List.of(3L, 6L),
                in(session -> LanePackTable.from(session, after, 1)).stream()
                        .flatMap(pack -> pack.released().stream())
                        .map(Decision.Releasing::index)
                        .toList());
    }

    /// R-CTL-1, R-LAN-5.
    @Test
    void whatIsAddressedBehindTheLastReceiptIsTakenOverIntoTheNextEpoch() {
        database.transactions().writing(session -> LaneOutTable.open(session, OWN, PARTNER, Lane.CONTROL, BEGAN, NOW));
        for (int i = 1; i <= 3; i++) {
            address(i);
        }
        OutboundLane before = control();
        assertEquals(3, before.last().sequence());
        database.transactions().writing(session -> LaneOutTable.receipted(session, before, 1, Bytes.ofUtf8("r"), NOW));
        OutboundLane receipted = control();
        database.transactions().writing(session -> LaneOutTable.reopen(session, OWN, receipted, 2, NOW));

        OutboundLane after = control();
        assertEquals(2, after.last().sequence());
        assertEquals(
                List.of(2L, 3L),
                in(session -> LanePackTable.from(session, after, 1)).stream()
                        .flatMap(pack -> pack.released().stream())
                        .map(Decision.Releasing::index)
                        .toList());
    }

    private void address(int index) {
        database.transactions().writing(session -> {
            LanePacking packing = new LanePacking(
                    session, LaneOutTable.find(session, PARTNER, Lane.CONTROL).orElseThrow(), NOW);
            packing.address(1, new Decision.Releasing(index, leaf(index), Shown.ALL));
            packing.store();
        });
    }

    private OutboundLane control() {
        return in(session -> LaneOutTable.find(session, PARTNER, Lane.CONTROL)).orElseThrow();
    }

    @Test
    void theHighestHeadIsRememberedAndAContradictionIsRefused() {
        Origin origin = new Origin(PARTNER, 1);
        note(origin, new TreeHead(5, leaf(5)));
        note(origin, new TreeHead(3, leaf(3)));
        assertEquals(
                new TreeHead(5, leaf(5)),
                in(session -> SeenTable.heads(session, PARTNER)).get(1));
        note(origin, new TreeHead(9, leaf(9)));
        note(new Origin(PARTNER, 2), new TreeHead(1, leaf(1)));
        assertEquals(
                2,
                in(session -> SeenTable.newest(session, PARTNER))
                        .orElseThrow()
                        .seen()
                        .origin()
                        .epoch());
        assertThrows(SeenTable.ContradictionException.class, () -> note(origin, new TreeHead(9, leaf(8))));
    }

    private void note(Origin origin, TreeHead head) {
        database.transactions()
                .writing(session -> SeenTable.note(session, origin, head, Bytes.ofUtf8("checkpoint"), NOW));
    }
}

package org.tocsin.node.edge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.delivery.FramePacker;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.policy.WithholdReason;

/// Two nodes, one agreement, real TLS: what is published here is held there.
/// Rules R-LAN-4, R-LAN-7, R-LIM-1, R-RCP-1 and R-RCP-3.
class TwoNodesTest {
    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;

    @BeforeEach
    void makeNodes() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    private void startBoth() throws Exception {
        jp.start();
        es.start();
    }

    @Test
    void whatIsPublishedIsHeldByThePartnerByteForByteAndReceipted() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        startBoth();
        List<Bytes> published = publish(es, 0, 50, Tlp.GREEN);

        NodeRig.until("all receipted", () -> es.receipted(jp.team) == 50);

        assertEquals(published, jp.received(es.team));
        assertEquals(50, jp.intake().status(es.team).orElseThrow().stored());
        assertEquals(0, jp.intake().status(es.team).orElseThrow().duplicates());
    }

    /// Rule R-LAN-9.
    @Test
    void packedFramesArriveByteForByteTooAndARecordLargerThanAFrame() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        es.pack = true;
        startBoth();
        List<Bytes> contents = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            contents.add(SampleRecords.bundle(
                    number,
                    Tlp.GREEN,
                    number == 20 ? 400 : 3,
                    "packed ".repeat(number) + "x".repeat(number == 20 ? 4_000 : 1)));
        }
        contents.forEach(es::publish);
        NodeRig.until("all are held", () -> jp.received(es.team).size() == contents.size());
        assertEquals(contents, jp.received(es.team));
    }

    @Test
    void bothDirectionsFlowAtOnce() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        startBoth();
        List<Bytes> fromEs = publish(es, 0, 20, Tlp.GREEN);
        List<Bytes> fromJp = publish(jp, 100, 20, Tlp.AMBER);

        NodeRig.until("es receipted", () -> es.receipted(jp.team) == 20);
        NodeRig.until("jp receipted", () -> jp.receipted(es.team) == 20);

        assertEquals(fromEs, jp.received(es.team));
        assertEquals(fromJp, es.received(jp.team));
    }

    @Test
    void whatIsAboveTheCeilingStaysHomeAndSaysWhy() throws Exception {
        NodeRig.agree(es, jp, Tlp.GREEN, Tlp.GREEN);
        startBoth();
        StoredRecord amber = es.publish(SampleRecords.bundle(1, Tlp.AMBER));
        StoredRecord green = es.publish(SampleRecords.bundle(2, Tlp.GREEN));
        StoredRecord red = es.publish(SampleRecords.bundle(3, Tlp.RED), jp.team);

        NodeRig.until("green receipted", () -> es.receipted(jp.team) == 1);

        var status = es.lanes().status(jp.team).orElseThrow();
        assertEquals(Map.of("MARKING_ABOVE_CEILING", 2L), status.withheld());
        assertEquals(3, status.decided());
        assertEquals(
                List.of(new RecordFate.Withheld(jp.team, WithholdReason.MARKING_ABOVE_CEILING)),
                es.lanes().fates(1, amber.index()));
        assertEquals(
                List.of(new RecordFate.Withheld(jp.team, WithholdReason.MARKING_ABOVE_CEILING)),
                es.lanes().fates(1, red.index()));
        assertTrue(es.lanes().fates(1, green.index()).getFirst() instanceof RecordFate.Released released
                && released.sequence() == 1
                && released.processed());
        assertEquals(1, jp.received(es.team).size());
    }

    @Test
    void aRecordForANamedAudienceReachesThatAudience() throws Exception {
        NodeRig.agree(es, jp, Tlp.RED, Tlp.RED);
        startBoth();
        Bytes forNobody = SampleRecords.bundle(1, Tlp.RED);
        Bytes forJp = SampleRecords.bundle(2, Tlp.RED);
        es.publish(forNobody);
        es.publish(forJp, jp.team);

        NodeRig.until("receipted", () -> es.receipted(jp.team) == 1);

        assertEquals(List.of(forJp), jp.received(es.team));
        assertEquals(
                Map.of("NOT_IN_AUDIENCE", 1L),
                es.lanes().status(jp.team).orElseThrow().withheld());
    }

    @Test
    void aRecordLargerThanAMessageTravelsInParts() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        startBoth();
        Bytes small = SampleRecords.bundle(1, Tlp.GREEN);
        Bytes large = SampleRecords.bundle(2, Tlp.GREEN, 40, "x".repeat(100_000));
        Bytes next = SampleRecords.bundle(3, Tlp.GREEN);
        assertTrue(large.length() > 3 * PeerPort.MESSAGE_BYTES_MAX);
        for (Bytes content : List.of(small, large, next)) {
            es.publish(content);
        }

        NodeRig.until("receipted", () -> es.receipted(jp.team) == 3);

        assertEquals(List.of(small, large, next), jp.received(es.team));
    }

    @Test
    void aLaneGoesOnWhereItStoodAfterEitherSideWasStopped() throws Exception {
        es.frames = new FramePacker.Limits(8 * 1024, 4);
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        startBoth();
        List<Bytes> published = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            published.addAll(publish(es, round * 60, 20, Tlp.GREEN));
            jp.stop();
            published.addAll(publish(es, round * 60 + 20, 20, Tlp.GREEN));
            jp.start();
            es.stop();
            es.start();
            published.addAll(publish(es, round * 60 + 40, 20, Tlp.GREEN));
        }

        NodeRig.until("all receipted", () -> es.receipted(jp.team) == published.size());

        assertEquals(published, jp.received(es.team));
        assertEquals(published.size(), jp.intake().status(es.team).orElseThrow().stored());
    }

    @Test
    void whatLapsedBeforeItWasSentGoesOutVoid() throws Exception {
        Instant begun = Instant.now();
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        es.clock = () -> begun.plus(requireNonNull(later.get()));
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER, begun.plus(Duration.ofHours(1)));
        es.start();
        publish(es, 0, 5, Tlp.GREEN);
        later.set(Duration.ofHours(2));
        jp.start();

        NodeRig.until("all receipted", () -> es.receipted(jp.team) == 5);

        assertEquals(5, es.lanes().status(jp.team).orElseThrow().voided());
        assertEquals(List.of(), jp.received(es.team));
        assertEquals(5, jp.intake().status(es.team).orElseThrow().voided());
    }

    /// R-CTL-3.
    @Test
    void whatIsWithdrawnBeforeItWasSentGoesOutVoid() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        es.start();
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        var mistaken = es.publish(SampleRecords.bundle(2, Tlp.GREEN));
        es.publish(SampleRecords.bundle(3, Tlp.GREEN));
        new Withdrawals(es.control()).withdraw(mistaken, "a mistake");
        jp.start();

        NodeRig.until("all receipted", () -> es.receipted(jp.team) == 3);

        assertEquals(
                Optional.of("WITHDRAWN"),
                es.lanes().fates(1, mistaken.index()).stream()
                        .filter(RecordFate.Released.class::isInstance)
                        .map(RecordFate.Released.class::cast)
                        .findFirst()
                        .flatMap(RecordFate.Released::voided));
        assertEquals(
                List.of(SampleRecords.bundle(1, Tlp.GREEN), SampleRecords.bundle(3, Tlp.GREEN)), jp.received(es.team));
    }

    @Test
    void whatThePartnerNoLongerAdmitsIsRefusedOnBothSidesAndTheLaneGoesOn() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        es.start();
        publish(es, 0, 3, Tlp.AMBER);
        publish(es, 10, 2, Tlp.GREEN);
        // The receiver's copy of the terms is stricter than the author's.
        jp.agreements.clear();
        var stricter = requireNonNull(es.agreements.get(jp.team)).getFirst();
        jp.agreements.put(
                es.team,
                List.of(new SharingAgreement(
                        stricter.id(),
                        2,
                        stricter.title(),
                        "",
                        stricter.from(),
                        stricter.until(),
                        new SharingAgreement.Direction(es.team, jp.team, Optional.of(Tlp.GREEN)),
                        stricter.second())));
        jp.start();

        NodeRig.until("all receipted", () -> es.receipted(jp.team) == 5);
        NodeRig.until(
                "refusals kept",
                () -> es.lanes().status(jp.team).orElseThrow().refused().equals(Map.of("MARKING_ABOVE_CEILING", 3L)));

        assertEquals(
                Map.of("MARKING_ABOVE_CEILING", 3L),
                jp.intake().status(es.team).orElseThrow().refused());
        assertEquals(2, jp.received(es.team).size());
    }

    /// R-LED-7, R-LAN-5.
    @Test
    void aRestoredNodeDoesNotSignAndGoesOnInANewEpochAndThePartnerLosesAndDoublesNothing() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        startBoth();
        List<Bytes> published = new ArrayList<>(publish(es, 0, 10, Tlp.GREEN));
        NodeRig.until("first receipted", () -> es.receipted(jp.team) == 10);
        jp.stop();
        published.addAll(publish(es, 10, 3, Tlp.GREEN));
        es.stop();
        Path database = directory.resolve("backup.db");
        Path highWater = directory.resolve("backup.high-water");
        Files.copy(es.databaseFile(), database);
        Files.copy(es.highWaterFile(), highWater);
        startBoth();
        published.addAll(publish(es, 20, 7, Tlp.GREEN));
        NodeRig.until("second receipted", () -> es.receipted(jp.team) == 20);
        es.stop();

        Files.copy(database, es.databaseFile(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(highWater, es.highWaterFile(), StandardCopyOption.REPLACE_EXISTING);
        es.askPartners = true;
        es.start();
        NodeRig.until("refused", () -> es.ledger().gate().state() instanceof StartGate.State.Refused);
        es.stop();
        es.reopenLedger();
        es.start();
        NodeRig.until("signs again", () -> es.ledger().gate().isSigning());
        published.addAll(publish(es, 40, 5, Tlp.GREEN));

        // Behind the last receipt that the copy knew: three in the old epoch, five in the new one.
        NodeRig.until("all receipted", () -> es.receipted(jp.team) == 8);
        assertEquals(published, jp.received(es.team));
        assertEquals(25, jp.intake().status(es.team).orElseThrow().stored());
        assertEquals(3, jp.intake().status(es.team).orElseThrow().duplicates());
    }

    private static List<Bytes> publish(NodeRig node, int from, int count, Tlp tlp) {
        List<Bytes> published = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Bytes content = SampleRecords.bundle(i, tlp);
            node.publish(content);
            published.add(content);
        }
        return published;
    }
}

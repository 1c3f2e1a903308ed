package org.tocsin.node.edge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.delivery.BackfillStatus;
import org.tocsin.node.delivery.Backfills;
import org.tocsin.node.delivery.LaneInspector;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.directory.DirectoryInspector;
import org.tocsin.node.intake.Publication;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;

/// What an agreement lets flow of what was stated before it, and what another version of it lets flow of what was
/// withheld (R-LAN-10, R-AGR-3).
class HistoryTest {
    private final Instant begun = Instant.now();

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

    @BeforeEach
    void pinEachOther() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        for (NodeRig rig : List.of(es, jp)) {
            rig.clock = () -> begun.plus(requireNonNull(later.get()));
        }
        es.others.add(jp.papers.pinned());
        jp.others.add(es.papers.pinned());
    }

    @AfterEach
    void stop() {
        es.close();
        jp.close();
    }

    private void agree(int version, Tlp ceiling, int days, Instant from) {
        SharingAgreement agreement = new SharingAgreement(
                Bytes.wrap(new byte[16]),
                version,
                "a test",
                "",
                from,
                begun.plus(Duration.ofDays(300)),
                new SharingAgreement.Direction(
                        es.team, jp.team, Optional.of(ceiling), days, org.tocsin.model.agreement.Onward.NOTHING),
                new SharingAgreement.Direction(jp.team, es.team, Optional.of(ceiling)));
        es.agreements.put(jp.team, List.of(agreement));
        jp.agreements.put(es.team, List.of(agreement));
        es.lanes().ensure(jp.team);
    }

    private List<Bytes> publish(int from, int count, Tlp tlp) {
        List<Bytes> published = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Bytes content = SampleRecords.bundle(i, tlp);
            es.publish(content);
            published.add(content);
        }
        return published;
    }

    private LaneStatus lane(Lane lane) {
        return es.lanes().status(jp.team, lane).orElseThrow();
    }

    private BackfillStatus history() {
        return es.backfills().status(jp.team).orElseThrow();
    }

    private void untilDone() throws InterruptedException {
        NodeRig.until("history is done", () -> history().state() == BackfillStatus.State.DONE);
    }

    @Test
    void historyFlowsAsFarBackAsWasAgreedAndNewsBesideIt() throws Exception {
        later.set(Duration.ofDays(-40));
        es.start();
        publish(0, 3, Tlp.GREEN);
        later.set(Duration.ZERO);
        List<Bytes> expected = new ArrayList<>(publish(10, 300, Tlp.GREEN));
        publish(400, 2, Tlp.RED);
        jp.start();
        agree(1, Tlp.GREEN, 30, begun.minus(Duration.ofHours(1)));
        NodeRig.until("the lanes are open", () -> es.lanes().status(jp.team).isPresent());
        Bytes news = SampleRecords.bundle(900, Tlp.GREEN);
        es.publish(news);
        untilDone();
        NodeRig.until("news is receipted", () -> es.receipted(jp.team) == 1);

        List<Bytes> received = new ArrayList<>(jp.received(es.team));
        assertTrue(received.remove(news));
        assertEquals(expected, received);
        assertEquals(300, lane(Lane.BULK).receipted());
        assertEquals(Map.of("MARKING_ABOVE_CEILING", 2L), lane(Lane.BULK).withheld());
        assertEquals(305, history().scanned());
        assertEquals(305, history().toScan());
    }

    @Test
    void withoutAWordOfHistoryNoneFlows() throws Exception {
        es.start();
        publish(0, 5, Tlp.GREEN);
        jp.start();
        agree(1, Tlp.GREEN, 0, begun.minus(Duration.ofHours(1)));
        NodeRig.until("the lanes are open", () -> es.lanes().status(jp.team).isPresent());
        es.publish(SampleRecords.bundle(900, Tlp.GREEN));
        NodeRig.until("news is receipted", () -> es.receipted(jp.team) == 1);

        assertEquals(1, jp.received(es.team).size());
        assertEquals(BackfillStatus.State.IDLE, history().state());
        assertEquals(Backfills.Outcome.NO_HISTORY, es.backfills().start(jp.team));
    }

    @Test
    void aPauseLastsOverARestartAndNothingIsSentTwice() throws Exception {
        es.start();
        List<Bytes> expected = publish(0, 400, Tlp.GREEN);
        agree(1, Tlp.GREEN, 30, begun.minus(Duration.ofHours(1)));
        NodeRig.until("the lanes are open", () -> es.lanes().status(jp.team).isPresent());
        assertEquals(Backfills.Outcome.DONE, es.backfills().pause(jp.team));
        jp.start();
        es.stop();
        es.start();
        es.lanes().ensure(jp.team);
        NodeRig.until("paused", () -> history().state() == BackfillStatus.State.PAUSED);
        es.publish(SampleRecords.bundle(900, Tlp.GREEN));
        NodeRig.until("news is receipted", () -> es.receipted(jp.team) == 1);
        assertEquals(1, jp.received(es.team).size());

        assertEquals(Backfills.Outcome.DONE, es.backfills().resume(jp.team));
        untilDone();
        assertEquals(Backfills.Outcome.DONE, es.backfills().start(jp.team));
        untilDone();

        assertEquals(400, lane(Lane.BULK).receipted());
        List<Bytes> received = jp.received(es.team);
        assertEquals(expected, received.subList(1, received.size()));
        assertEquals(0, jp.intake().status(es.team).orElseThrow().duplicates());
    }

    @Test
    void whatAWiderVersionLetsThroughIsReleasedAfterwardsAndWhatWasReleasedStays() throws Exception {
        es.start();
        agree(1, Tlp.GREEN, 0, begun.minus(Duration.ofHours(1)));
        NodeRig.until("the lanes are open", () -> es.lanes().status(jp.team).isPresent());
        List<Bytes> expected = new ArrayList<>(publish(0, 300, Tlp.GREEN));
        List<Bytes> held = publish(400, 300, Tlp.AMBER);
        publish(800, 1, Tlp.RED);
        jp.start();
        NodeRig.until("what is allowed is receipted", () -> es.receipted(jp.team) == 300);
        assertEquals(Map.of("MARKING_ABOVE_CEILING", 301L), lane(Lane.ROUTINE).withheld());

        agree(2, Tlp.AMBER, 0, begun.minus(Duration.ofHours(1)));
        NodeRig.until("the rest is receipted", () -> es.receipted(jp.team) == 600);
        expected.addAll(held);
        assertEquals(expected, jp.received(es.team));
        assertEquals(Map.of("MARKING_ABOVE_CEILING", 1L), lane(Lane.ROUTINE).withheld());
        assertEquals(0, jp.intake().status(es.team).orElseThrow().duplicates());
        es.stop();
        assertInstanceOf(Verdict.Sound.class, verify(es));
    }

    private static Verdict verify(NodeRig node) throws Exception {
        DirectoryInspector teams = new DirectoryInspector();
        try (Database database = Database.open(new Database.Address.SqliteFile(node.databaseFile()));
                HighWaterFile highWater = HighWaterFile.open(new FileDisk(), node.highWaterFile())) {
            return new LedgerVerifier(
                            database.transactions(),
                            node.team,
                            head -> node.own.everSigned(head.checkpoint(), head.origin(), head.tree()),
                            List.of(teams, new LaneInspector(node.team, teams::team)))
                    .verify(highWater.mark(), Progress.none());
        }
    }

    @Test
    void restartsInTheMiddleLoseAndDoubleNothing() throws Exception {
        es.start();
        List<Bytes> expected = publish(0, 900, Tlp.GREEN);
        jp.start();
        agree(1, Tlp.GREEN, 30, begun.minus(Duration.ofHours(1)));
        for (int part = 1; part <= 3; part++) {
            long enough = part * 200L;
            NodeRig.until(
                    "some is receipted",
                    () -> es.backfills().status(jp.team).stream().anyMatch(status -> status.receipted() >= enough));
            NodeRig stopped = part == 2 ? jp : es;
            stopped.stop();
            stopped.start();
            es.lanes().ensure(jp.team);
            jp.lanes().ensure(es.team);
        }
        untilDone();

        assertEquals(expected, jp.received(es.team));
        assertEquals(900, lane(Lane.BULK).receipted());
        es.stop();
        assertInstanceOf(Verdict.Sound.class, verify(es));
    }

    @Test
    void whatWaitsForAnAgreementToBeginIsReleasedWhenItsDateComesAlsoIfTheNodeWasDown() throws Exception {
        es.start();
        agree(1, Tlp.GREEN, 0, begun.plus(Duration.ofHours(1)));
        NodeRig.until("the lanes are open", () -> es.lanes().status(jp.team).isPresent());
        List<Bytes> expected = new ArrayList<>(publish(0, 3, Tlp.GREEN));
        assertEquals(Map.of("NO_AGREEMENT", 3L), lane(Lane.ROUTINE).withheld());
        later.set(Duration.ofHours(2));
        es.lanes().tick();
        jp.start();
        NodeRig.until("receipted", () -> es.receipted(jp.team) == 3);

        agree(2, Tlp.GREEN, 0, begun.plus(Duration.ofHours(3)));
        expected.addAll(publish(10, 3, Tlp.GREEN));
        NodeRig.until("withheld", () -> lane(Lane.ROUTINE).withheld().equals(Map.of("NO_AGREEMENT", 3L)));
        es.stop();
        later.set(Duration.ofHours(4));
        es.start();
        es.lanes().ensure(jp.team);
        NodeRig.until("receipted", () -> es.receipted(jp.team) == 6);
        assertEquals(expected, jp.received(es.team));
        assertEquals(Map.of(), lane(Lane.ROUTINE).withheld());
    }

    /// R-CTL-3: an older version that comes later, by the lane of history, does not become current.
    @Test
    void aNewerVersionOvertakesTheOlderOneThatIsHistory() throws Exception {
        es.start();
        StoredRecord first = es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        agree(1, Tlp.GREEN, 30, begun.minus(Duration.ofHours(1)));
        NodeRig.until("the lanes are open", () -> es.lanes().status(jp.team).isPresent());
        es.backfills().pause(jp.team);
        Bytes corrected = SampleRecords.bundle(2, Tlp.GREEN);
        StoredRecord second = es.publish(
                new Publication(corrected, Set.of(), Optional.of(first.version().record())));
        jp.start();
        NodeRig.until("the newer one is receipted", () -> es.receipted(jp.team) == 1);
        es.backfills().resume(jp.team);
        untilDone();

        assertEquals(2, jp.received(es.team).size());
        assertEquals(
                second.version(),
                jp.database()
                        .transactions()
                        .read(session ->
                                RecordTable.newest(session, first.version().record()))
                        .orElseThrow()
                        .version());
    }
}

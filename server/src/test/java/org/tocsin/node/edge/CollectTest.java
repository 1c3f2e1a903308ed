package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Lane;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.peer.CollectListener;
import org.tocsin.peer.PeerFault;
import org.tocsin.wire.CollectCodec;

/// A node that names no endpoint collects what its partner has for it, and delivers as ever. Rules R-LAN-8, R-LAN-1,
/// R-LED-6 and R-LED-7.
@Timeout(300)
class CollectTest {
    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;

    @BeforeEach
    void makeNodes() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example", false);
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    private List<Bytes> publish(NodeRig author, int from, int count) {
        List<Bytes> contents = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Bytes content = SampleRecords.bundle(i, Tlp.GREEN);
            author.publish(content);
            contents.add(content);
        }
        return contents;
    }

    private LaneStatus lane(Lane lane) {
        return es.lanes().status(jp.team, lane).orElseThrow();
    }

    @Test
    void whatIsPublishedIsCollectedReceiptedAndTheOtherDirectionIsDelivered() throws Exception {
        es.start();
        List<Bytes> before = publish(es, 0, 20);
        NodeRig.until("nobody can be dialled", () -> lane(Lane.ROUTINE).state() == LaneStatus.State.WAITING);
        assertTrue(
                lane(Lane.ROUTINE).detail().contains("no endpoint"),
                lane(Lane.ROUTINE).detail());

        jp.start();
        NodeRig.until("what waited is receipted", () -> es.receipted(jp.team) == 20);
        List<Bytes> live = publish(es, 20, 20);
        List<Bytes> back = publish(jp, 100, 10);
        NodeRig.until("what came later is receipted", () -> es.receipted(jp.team) == 40);
        NodeRig.until("the other direction", () -> jp.receipted(es.team) == 10);

        List<Bytes> all = new ArrayList<>(before);
        all.addAll(live);
        assertEquals(all, jp.received(es.team));
        assertEquals(back, es.received(jp.team));
        NodeRig.until("it says how", () -> lane(Lane.ROUTINE).detail().equals("collected by the partner"));
        for (Lane each : Lane.values()) {
            NodeRig.until("every lane is collected", () -> lane(each).state() == LaneStatus.State.CONNECTED);
        }
    }

    @Test
    void itGoesOnWhereItStoodAfterEitherSideWasStartedAgain() throws Exception {
        es.start();
        jp.start();
        List<Bytes> all = publish(es, 0, 5);
        NodeRig.until("first", () -> es.receipted(jp.team) == 5);
        jp.stop();
        all.addAll(publish(es, 5, 5));
        jp.start();
        NodeRig.until("after the receiver came back", () -> es.receipted(jp.team) == 10);
        es.stop();
        es.start();
        all.addAll(publish(es, 10, 5));
        NodeRig.until("after the author came back", () -> es.receipted(jp.team) == 15);
        assertEquals(all, jp.received(es.team));
        assertEquals(0, jp.intake().status(es.team).orElseThrow().duplicates());
    }

    @Test
    void aPartnerThatOnlyCollectsSaysWhatItSawBeforeARestoredNodeSigns() throws Exception {
        es.start();
        jp.start();
        publish(es, 0, 3);
        NodeRig.until("first", () -> es.receipted(jp.team) == 3);
        es.stop();
        Path copy = directory.resolve("copy.db");
        Files.copy(es.databaseFile(), copy);
        es.start();
        publish(es, 3, 3);
        NodeRig.until("what the copy does not hold", () -> es.receipted(jp.team) == 6);
        es.stop();
        Files.copy(copy, es.databaseFile(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.delete(es.highWaterFile());

        es.askPartners = true;
        es.start();
        NodeRig.until(
                "the collector's sight closes the gate",
                () -> es.ledger().gate().state() instanceof StartGate.State.Refused);
        StartGate.State state = es.ledger().gate().state();
        assertTrue(state instanceof StartGate.State.Refused refused
                && refused.why().contains("cert-jp.example"));
    }

    @Test
    void anotherStreamTakesTheLaneOverAndTheFirstComesBack() throws Exception {
        es.start();
        jp.start();
        NodeRig.until("collected", () -> lane(Lane.ROUTINE).state() == LaneStatus.State.CONNECTED);
        var opened = new CompletableFuture<Delivery.Open>();
        var ended = new CompletableFuture<PeerFault>();
        var listener = new CollectListener() {
            @Override
            public void opened(Delivery.Open opening) {
                opened.complete(opening);
            }

            @Override
            public void frame(Delivery.Frame frame, int bytes) {}

            @Override
            public void writable() {}

            @Override
            public void ended(PeerFault fault) {
                ended.complete(fault);
            }
        };
        try (var channel = jp.dialer().dial(es.team, "127.0.0.1:" + es.port)) {
            channel.collect(new CollectCodec.Asked(Lane.ROUTINE, List.of()), listener, () -> 1 << 20);
            assertEquals(Lane.ROUTINE, opened.get(90, TimeUnit.SECONDS).lane());
            // The node of the same team collects as well, and takes the lane back.
            assertEquals(PeerFault.COMPLETED, ended.get(90, TimeUnit.SECONDS).reason());
        }
        List<Bytes> all = publish(es, 0, 3);
        NodeRig.until("it goes on", () -> es.receipted(jp.team) == 3);
        assertEquals(all, jp.received(es.team));
    }

    @Test
    void aLaneThatIsNotThereIsNotFoundAndAnAnswerBeforeAskingIsMalformed() throws Exception {
        es.agreements.clear();
        es.start();
        jp.start();
        var ended = new CompletableFuture<PeerFault>();
        var listener = new CollectListener() {
            @Override
            public void opened(Delivery.Open opening) {}

            @Override
            public void frame(Delivery.Frame frame, int bytes) {}

            @Override
            public void writable() {}

            @Override
            public void ended(PeerFault fault) {
                ended.complete(fault);
            }
        };
        try (var channel = jp.dialer().dial(es.team, "127.0.0.1:" + es.port)) {
            channel.collect(new CollectCodec.Asked(Lane.BULK, List.of()), listener, () -> 1 << 20);
            assertEquals("NOT_FOUND", ended.get(90, TimeUnit.SECONDS).reason());
        }
        assertThrows(
                org.tocsin.wire.WireException.class,
                () -> CollectCodec.asked(CollectCodec.message(new Delivery.Answer.Hold(
                        Math.toIntExact(Duration.ofSeconds(1).toMillis()), Delivery.HoldReason.STORAGE))));
    }
}

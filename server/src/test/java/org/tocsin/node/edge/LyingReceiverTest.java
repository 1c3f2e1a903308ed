package org.tocsin.node.edge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Binding;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;
import org.tocsin.wire.DeliveryCodec;

/// A receiver that lies about where it stands or what it received: the author believes no receipt that it cannot prove,
/// and stops that lane (R-LAN-3, R-LAN-7, R-RCP-1).
class LyingReceiverTest {
    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private Server server;
    private final BlockingQueue<DeliverRequest> requests = new LinkedBlockingQueue<>();
    private volatile BiConsumer<DeliverRequest, StreamObserver<DeliverResponse>> behaviour = (request, answers) -> {};

    @BeforeEach
    void startLiar() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        Trust trust = new Trust(jp.team, List.of(jp.papers.pinned(), es.papers.pinned()));
        TlsContexts tls = new TlsContexts(
                trust, jp.papers.node(), TlsContexts.Classical.REFUSE, InstantSource.system(), refusal -> {});
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), jp.port))
                .addService(new Liar());
        tls.guardPeerPort(builder);
        server = builder.build().start();
        es.start();
    }

    @AfterEach
    void stopLiar() throws Exception {
        es.close();
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private final class Liar extends ExchangeServiceGrpc.ExchangeServiceImplBase {
        @Override
        public StreamObserver<DeliverRequest> deliver(StreamObserver<DeliverResponse> answers) {
            return new StreamObserver<>() {
                @Override
                public void onNext(DeliverRequest request) {
                    requests.add(request);
                    behaviour.accept(request, answers);
                }

                @Override
                public void onError(Throwable failure) {
                    // The author went away.
                }

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }

    private static void say(StreamObserver<DeliverResponse> answers, Answer answer) {
        answers.onNext(DeliveryCodec.message(answer));
    }

    private Lane.Position start() {
        return ChannelHash.start(es.team, jp.team, Lane.ROUTINE, 1);
    }

    private static Answer.State state(Lane.Position position) {
        return new Answer.State(position, Optional.empty(), List.of(), Optional.empty(), false);
    }

    private LaneStatus waitFor(LaneStatus.State state) throws InterruptedException {
        NodeRig.until(
                "lane is " + state,
                () -> es.lanes().status(jp.team).map(LaneStatus::state).equals(Optional.of(state)));
        return es.lanes().status(jp.team).orElseThrow();
    }

    @Test
    void aChannelHashThatIsNotOursStopsTheLane() throws Exception {
        behaviour = (request, answers) -> {
            if (request.hasOpen()) {
                say(answers, state(new Lane.Position(0, Digest.ZERO)));
            }
        };
        assertTrue(waitFor(LaneStatus.State.STOPPED).detail().startsWith("CHANNEL_DIVERGED"));
        es.audited("LANE_STOPPED", "CHANNEL_DIVERGED");
    }

    /// Rule R-LAN-9.
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void framesArePackedByAnAuthorThatIsSetToForAReceiverThatTakesThem(boolean packs, boolean takes) throws Exception {
        es.stop();
        requests.clear();
        es.pack = packs;
        behaviour = (request, answers) -> {
            if (request.hasOpen()) {
                say(answers, new Answer.State(start(), Optional.empty(), List.of(), Optional.empty(), takes));
            }
        };
        es.start();
        es.publish(SampleRecords.bundle(1, Tlp.GREEN, 20, "the same words, the same words"));
        DeliverRequest frame = requests.take();
        while (frame.hasOpen()) {
            frame = requests.take();
        }
        assertEquals(packs && takes, frame.hasPacked());
        assertEquals(1, DeliveryCodec.frame(frame).items().size());
    }

    /// The partner never answers on CONTROL, and is sent records all the same: it can tell what it lacks. Rules
    /// R-LAN-12,
    /// R-LAN-13.
    @Test
    void framesSayWhereTheyBelongAndWhatWasStatedAboutAgreementsBefore() throws Exception {
        behaviour = (request, answers) -> {
            if (request.hasOpen() && request.getOpen().getLane() == org.tocsin.exchange.v1.Lane.LANE_ROUTINE) {
                say(answers, state(start()));
            }
        };
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        Frame first = frame();
        assertEquals(new Binding(Optional.of(start().channelHash()), Optional.empty()), first.binding());
        for (int i = 1; i <= 2; i++) {
            Addressing stated = Addressing.introducing(es.scan(), es.team, jp.team);
            es.ledger().submit(stated);
            stated.done().get();
        }
        es.publish(SampleRecords.bundle(2, Tlp.GREEN));
        Item.Stated one = assertInstanceOf(Item.Stated.class, first.items().getFirst());
        Digest behind = ChannelHash.next(start(), TreeDomain.LEDGER.leaf(one.statement()))
                .channelHash();
        assertEquals(new Binding(Optional.of(behind), Optional.of(new TermsPlace(1, 2))), frame().binding());
    }

    private Frame frame() throws Exception {
        DeliverRequest request = requests.take();
        while (request.hasOpen()) {
            request = requests.take();
        }
        return DeliveryCodec.frame(request);
    }

    @Test
    void aReceiverThatHasMoreThanWasSentStopsTheLane() throws Exception {
        behaviour = (request, answers) -> {
            if (request.hasOpen()) {
                say(answers, state(ChannelHash.next(start(), Digest.ZERO)));
            }
        };
        assertTrue(waitFor(LaneStatus.State.STOPPED).detail().startsWith("CHANNEL_DIVERGED"));
    }

    @Test
    void aReceiptThatProvesNothingStopsTheLaneAndCountsForNothing() throws Exception {
        Bytes rubbish = Bytes.ofUtf8("receipt");
        behaviour = (request, answers) -> say(
                answers,
                request.hasOpen()
                        ? state(start())
                        : new Answer.ReceiptDelivery(
                                new Evidence(rubbish, 0, List.of(), rubbish, Bytes.EMPTY), Optional.empty()));
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        assertTrue(waitFor(LaneStatus.State.STOPPED).detail().startsWith("PROOF_FAILED"));
        assertEquals(0, es.receipted(jp.team));
        es.audited("RECEIPT_REFUSED");
    }

    @Test
    void aHoldIsHonouredAndTheLaneOpenedAgain() throws Exception {
        behaviour = (request, answers) -> say(answers, new Answer.Hold(1, HoldReason.STORAGE));
        for (int i = 0; i < 3; i++) {
            DeliverRequest request = requests.poll(90, TimeUnit.SECONDS);
            assertTrue(request != null && request.hasOpen());
        }
    }

    @Test
    void aStopIsShownWithItsReason() throws Exception {
        behaviour = (request, answers) -> say(answers, new Answer.Stop(StopReason.LANE_EPOCH, Optional.empty()));
        assertTrue(waitFor(LaneStatus.State.STOPPED).detail().startsWith("LANE_EPOCH"));
    }

    /// R-LED-6.
    @Test
    void aReceiptUnderALedgerThatDoesNotGoOnFromTheOneSeenStopsTheLane() throws Exception {
        AuthorKit honest = new AuthorKit(jp.team, jp.papers.ledger());
        AuthorKit forked = new AuthorKit(jp.team, jp.papers.ledger());
        forked.record(SampleRecords.bundle(1, Tlp.GREEN));
        AtomicReference<Lane.Position> position = new AtomicReference<>(start());
        behaviour = (request, answers) -> {
            if (request.hasOpen()) {
                say(answers, state(start()));
                return;
            }
            for (var item : request.getFrame().getItemsList()) {
                Bytes statement = Bytes.wrap(item.getStatement().getStatement().toByteArray());
                position.set(ChannelHash.next(requireNonNull(position.get()), TreeDomain.LEDGER.leaf(statement)));
            }
            Lane.Position through = requireNonNull(position.get());
            AuthorKit ledger = through.sequence() == 1 ? honest : forked;
            say(answers, ledger.receipt(new Receipt(es.team, Lane.ROUTINE, 1, through, List.of(), Optional.empty())));
        };
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("receipted", () -> es.receipted(jp.team) == 1);
        es.publish(SampleRecords.bundle(2, Tlp.GREEN));
        // The forked ledger cannot prove that it goes on from the honest one: this liar does not even try.
        NodeRig.until(
                "not believed",
                () -> es.lanes()
                        .status(jp.team)
                        .filter(status -> status.state() != LaneStatus.State.CONNECTED)
                        .isPresent());
        // Dialled again it claims to hold nothing, and then nothing counts as receipted.
        assertTrue(es.receipted(jp.team) <= 1, "believed up to " + es.receipted(jp.team));
    }

    @Test
    void aReceiverThatNeverAnswersKeepsAWindowAndNoMore() throws Exception {
        behaviour = (request, answers) -> {
            if (request.hasOpen()) {
                say(answers, state(start()));
            }
        };
        for (int i = 0; i < 8; i++) {
            es.publish(SampleRecords.bundle(i, Tlp.GREEN, 10, "x".repeat(100_000)));
        }
        long bytes = 0;
        while (bytes <= 4L * 1024 * 1024) {
            bytes += requests.take().getSerializedSize();
        }
        int idle = 0;
        while (idle < 3) {
            DeliverRequest request = requests.poll(500, TimeUnit.MILLISECONDS);
            idle = request == null ? idle + 1 : 0;
            bytes += request == null ? 0 : request.getSerializedSize();
        }
        assertTrue(bytes < 7L * 1024 * 1024, "sent " + bytes);
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.operator.v1.OperatorServiceGrpc;
import org.tocsin.operator.v1.PublishRequest;
import org.tocsin.operator.v1.PublishResponse;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// Several documents in one request of `Publish`, spoken without our own client.
class PublishTogetherTest {
    private static final Bytes NO_RECORD = Bytes.ofUtf8("{}");

    @TempDir
    Path directory;

    private OperatorRig es;
    private ManagedChannel channel;

    /// What a stream answered, and how it ended.
    private static final class Answers implements StreamObserver<PublishResponse> {
        final List<PublishResponse> responses = new ArrayList<>();
        final CountDownLatch ended = new CountDownLatch(1);

        @Nullable
        Throwable fault;

        @Override
        public void onNext(PublishResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            fault = failure;
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }

        String reason() throws Exception {
            return StatusProto.fromThrowable(fault)
                    .getDetails(0)
                    .unpack(com.google.rpc.ErrorInfo.class)
                    .getReason();
        }
    }

    @BeforeEach
    void startNode() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        OfficerFile officer = OfficerFile.read(es.home);
        TlsContexts tls = new TlsContexts(
                new Trust(es.team, List.of(es.papers.pinned())),
                PapersDirectory.readCredentials(officer.key(), officer.certificate()),
                TlsContexts.Classical.REFUSE,
                InstantSource.system(),
                refusal -> {});
        channel = NettyChannelBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), es.operatorPort))
                .sslContext(tls.caller(es.team))
                .build();
    }

    @AfterEach
    void stopNode() {
        channel.shutdownNow();
        es.close();
    }

    @Test
    void documentsOfOneRequestAreAnsweredTogetherInTheirOrder() throws Exception {
        Answers answers = publish(
                together(content(1), content(2), NO_RECORD.array(), content(3)),
                together(NO_RECORD.array(), content(4)),
                together(content(5)));
        assertNull(answers.fault);
        assertEquals(3, answers.responses.size());
        PublishResponse first = answers.responses.getFirst();
        assertEquals(3, first.getMoreCount());
        assertEquals(0, first.getPublished().getIndex());
        assertEquals(1, first.getMore(0).getPublished().getIndex());
        assertEquals(1, first.getMore(1).getRefused().getReasonsCount());
        assertEquals(2, first.getMore(2).getPublished().getIndex());
        PublishResponse second = answers.responses.get(1);
        assertEquals(1, second.getRefused().getReasonsCount());
        assertEquals(3, second.getMore(0).getPublished().getIndex());
        assertEquals(4, answers.responses.get(2).getPublished().getIndex());
        assertEquals(0, answers.responses.get(2).getMoreCount());
        assertEquals(5, es.ledger.head().tree().size());
    }

    @Test
    void asManyDocumentsAsARequestMayHaveAreTakenAndOneMoreIsRefused() throws Exception {
        byte[][] documents = new byte[PublishCall.TOGETHER_MAX][];
        for (int i = 0; i < documents.length; i++) {
            documents[i] = content(i);
        }
        Answers answers = publish(together(documents));
        assertNull(answers.fault);
        assertEquals(documents.length - 1, answers.responses.getFirst().getMoreCount());
        PublishRequest tooMany = together(documents).toBuilder()
                .addMore(ByteString.copyFrom(content(1)))
                .build();
        Answers refused = publish(tooMany);
        assertEquals("TOO_LARGE", refused.reason());
        assertEquals(documents.length, es.ledger.head().tree().size());
    }

    @Test
    void furtherDocumentsStandBesideAWholeOneThatSupersedesNothing() throws Exception {
        String record = es.team + "/1/" + "0".repeat(32);
        List<PublishRequest> bad = List.of(
                together(content(1), content(2)).toBuilder().setContinues(true).build(),
                together(content(1), content(2)).toBuilder()
                        .setSupersedes(record)
                        .build());
        for (PublishRequest request : bad) {
            Answers answers = publish(request);
            assertEquals(0, answers.responses.size());
            assertEquals("MALFORMED", answers.reason());
        }
        Answers answers = publish(
                PublishRequest.newBuilder()
                        .setContent(ByteString.copyFrom(content(1)))
                        .setContinues(true)
                        .build(),
                together(content(1), content(2)));
        assertNotNull(answers.fault);
        assertEquals("MALFORMED", answers.reason());
        assertEquals(0, es.ledger.head().tree().size());
    }

    private static byte[] content(int number) {
        return SampleRecords.bundle(number, Tlp.GREEN).array();
    }

    private static PublishRequest together(byte[]... documents) {
        PublishRequest.Builder request = PublishRequest.newBuilder().setContent(ByteString.copyFrom(documents[0]));
        for (int i = 1; i < documents.length; i++) {
            request.addMore(ByteString.copyFrom(documents[i]));
        }
        return request.build();
    }

    private Answers publish(PublishRequest... requests) throws InterruptedException {
        Answers answers = new Answers();
        StreamObserver<PublishRequest> stream =
                OperatorServiceGrpc.newStub(channel).publish(answers);
        for (PublishRequest request : requests) {
            stream.onNext(request);
        }
        stream.onCompleted();
        if (!answers.ended.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the stream does not end");
        }
        return answers;
    }
}

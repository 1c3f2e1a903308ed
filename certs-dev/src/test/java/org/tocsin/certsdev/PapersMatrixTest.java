package org.tocsin.certsdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Suite;
import org.tocsin.testing.Services;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// All bad papers, at both ports, with a call of every method of every service: no handler runs. The papers are those
/// of
/// `BadPapers`, the methods those that the generated code has: what is new is in the table by itself. Threats T1 and
/// S-STRANGER; rule R-TLS-2.
class PapersMatrixTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DevFederation FEDERATION = DevFederation.make(Suite.ED25519, RANDOM, NOW);
    private static final TeamPapers JP = FEDERATION.of(DevFederation.CERT_JP);
    private static final TeamPapers ES = FEDERATION.of(DevFederation.CERT_ES);

    private final AtomicInteger handled = new AtomicInteger();

    @Test
    void noBadPaperReachesAnyMethodOfAnyServiceAtEitherPort() throws Exception {
        List<ServiceDescriptor> services = Services.all();
        int methods = services.stream()
                .mapToInt(service -> service.getMethods().size())
                .sum();
        Map<String, Optional<Credentials>> variants = variants();
        assertTrue(variants.size() >= 20, "variants: " + variants.keySet());
        assertTrue(services.size() >= 8 && methods >= 40, methods + " methods of " + services);
        for (boolean atOperatorPort : List.of(false, true)) {
            Server server = open(services, atOperatorPort);
            try {
                for (Map.Entry<String, Optional<Credentials>> variant : variants.entrySet()) {
                    if (!isWelcome(variant.getValue(), atOperatorPort)) {
                        assertEquals(
                                0,
                                answered(variant.getValue(), services, server.getPort()),
                                variant.getKey() + " at the " + (atOperatorPort ? "operator" : "peer") + " port");
                        assertEquals(0, handled.get(), variant.getKey());
                    }
                }
                Credentials good = atOperatorPort ? JP.officer() : ES.node();
                assertEquals(methods, answered(Optional.of(good), services, server.getPort()), "with good papers");
                assertEquals(methods, handled.getAndSet(0), "with good papers");
            } finally {
                server.shutdownNow();
            }
        }
    }

    /// By name; papers that are bad at one port for their holder's role alone are good at no other here but the own
    /// officer's.
    private static Map<String, Optional<Credentials>> variants() {
        BadPapers bad = new BadPapers(FEDERATION, RANDOM, NOW);
        Map<String, Optional<Credentials>> variants = new LinkedHashMap<>();
        variants.put("no papers", Optional.empty());
        Stream.of(bad.atPeerPort(), bad.atOperatorPort(), bad.byServer())
                .flatMap(List::stream)
                .forEach(paper -> variants.put(paper.name() + ", " + paper.door(), Optional.of(paper.credentials())));
        return variants;
    }

    /// Some papers are bad for one door only: a partner's node, another one's too, is welcome at the peer port.
    private static boolean isWelcome(Optional<Credentials> shown, boolean atOperatorPort) {
        List<Credentials> nodes =
                List.of(ES.node(), FEDERATION.of(DevFederation.FUSION).node());
        return !atOperatorPort && shown.filter(nodes::contains).isPresent();
    }

    private Server open(List<ServiceDescriptor> services, boolean atOperatorPort) throws Exception {
        Trust trust = new Trust(JP.team(), FEDERATION.pinned());
        TlsContexts contexts =
                new TlsContexts(trust, JP.node(), Classical.REFUSE, InstantSource.fixed(NOW), refusal -> {});
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        if (atOperatorPort) {
            contexts.guardOperatorPort(builder);
        } else {
            contexts.guardPeerPort(builder);
        }
        services.forEach(service -> builder.addService(counting(service)));
        return builder.build().start();
    }

    private ServerServiceDefinition counting(ServiceDescriptor service) {
        List<MethodDescriptor<byte[], byte[]>> methods =
                service.getMethods().stream().map(PapersMatrixTest::raw).toList();
        ServiceDescriptor.Builder described = ServiceDescriptor.newBuilder(service.getName());
        methods.forEach(described::addMethod);
        ServerServiceDefinition.Builder counting = ServerServiceDefinition.builder(described.build());
        methods.forEach(method -> counting.addMethod(method, (call, headers) -> {
            handled.incrementAndGet();
            call.close(Status.OUT_OF_RANGE, new Metadata());
            return new ServerCall.Listener<>() {};
        }));
        return counting.build();
    }

    /// Calls every method at once over one new connection: all calls are on their way before the other end has judged
    /// the
    /// papers.
    ///
    /// @return how many a handler answered
    private static int answered(Optional<Credentials> shown, List<ServiceDescriptor> services, int port)
            throws Exception {
        ManagedChannel channel = Caller.channel(Caller.showing(shown.orElse(null)), port);
        AtomicInteger answered = new AtomicInteger();
        List<MethodDescriptor<byte[], byte[]>> methods = services.stream()
                .flatMap(service -> service.getMethods().stream())
                .<MethodDescriptor<byte[], byte[]>>map(PapersMatrixTest::raw)
                .toList();
        CountDownLatch ended = new CountDownLatch(methods.size());
        for (MethodDescriptor<byte[], byte[]> method : methods) {
            ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            if (status.getCode() == Status.Code.OUT_OF_RANGE) {
                                answered.incrementAndGet();
                            }
                            ended.countDown();
                        }
                    },
                    new Metadata());
            call.sendMessage(new byte[0]);
            call.halfClose();
        }
        boolean allEnded = ended.await(240, TimeUnit.SECONDS);
        channel.shutdownNow();
        assertTrue(allEnded, "every call ends");
        return answered.get();
    }

    private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(new PlainBytes(), new PlainBytes())
                .setType(method.getType())
                .setFullMethodName(method.getFullMethodName())
                .build();
    }

    private static final class PlainBytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}

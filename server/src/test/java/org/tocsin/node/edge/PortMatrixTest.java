package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.StatusProto;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.Services;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// Every method of every service, at both ports, called by everybody: who may call what is a table, and the table is
/// complete by the descriptors. Threat S-WRONG-PORT; rules R-TLS-2 and R-TLS-3.
class PortMatrixTest {
    @TempDir
    static Path directory;

    private static OperatorRig es;
    private static OperatorRig jp;

    /// How a call ends.
    enum End {
        /// A handler of this node saw it.
        HANDLED,
        /// The officer has no role that the call needs: no handler saw it.
        NOT_FOR_THIS_OFFICER,
        /// The port does not have this method.
        NO_SUCH_METHOD,
        /// The handshake failed, or the call was refused for its certificate: no handler saw it.
        REFUSED_AT_THE_DOOR
    }

    @BeforeAll
    static void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
    }

    @AfterAll
    static void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void aMethodIsReachedOnlyAtItsPortByItsCallers() throws Exception {
        Map<String, Credentials> callers = new LinkedHashMap<>();
        callers.put("partner's node", jp.papers.node());
        callers.put("partner's officer", jp.papers.officer());
        callers.put("own officer", es.papers.officer());
        callers.put("own node", es.papers.node());
        callers.put("stranger's node", stranger().node());
        callers.put("stranger's officer", stranger().officer());
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Map.Entry<String, Credentials> caller : callers.entrySet()) {
            for (boolean atOperatorPort : List.of(true, false)) {
                ManagedChannel channel = channel(es, caller.getValue(), atOperatorPort ? es.operatorPort : es.peerPort);
                for (MethodDescriptor method : methods()) {
                    End expected = expected(caller.getKey(), atOperatorPort, method);
                    End found = call(channel, method);
                    calls++;
                    if (found != expected) {
                        wrong.add(caller.getKey() + " at the " + (atOperatorPort ? "operator" : "peer") + " port, "
                                + method.getFullName() + ": " + found + ", not " + expected);
                    }
                }
                channel.shutdownNow();
                assertTrue(channel.awaitTermination(60, TimeUnit.SECONDS));
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(6 * 2 * methods().size(), calls);
        assertTrue(methods().size() >= 35, "all methods of all services");
    }

    @Test
    void withoutACertificateNobodyIsHeard() throws Exception {
        for (int port : List.of(es.operatorPort, es.peerPort)) {
            SslContext anonymous = GrpcSslContexts.forClient()
                    .trustManager(es.papers.nodeAuthority().certificate())
                    .endpointIdentificationAlgorithm(null)
                    .build();
            ManagedChannel channel = NettyChannelBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .sslContext(anonymous)
                    .build();
            for (MethodDescriptor method : methods()) {
                assertEquals(End.REFUSED_AT_THE_DOOR, call(channel, method), method.getFullName());
            }
            channel.shutdownNow();
        }
    }

    private static End expected(String caller, boolean atOperatorPort, MethodDescriptor method) {
        String welcome = atOperatorPort ? "own officer" : "partner's node";
        if (!caller.equals(welcome)) {
            return End.REFUSED_AT_THE_DOOR;
        }
        boolean operators = method.getService().getFullName().startsWith("tocsin.operator.");
        return operators == atOperatorPort ? End.HANDLED : End.NO_SUCH_METHOD;
    }

    /// Of all services, as their descriptors have them.
    static List<MethodDescriptor> methods() {
        return Services.all().stream()
                .map(service -> (ProtoServiceDescriptorSupplier)
                        Objects.requireNonNull(service.getSchemaDescriptor(), service.getName()))
                .flatMap(service -> service.getServiceDescriptor().getMethods().stream())
                .toList();
    }

    /// Sends one empty message and waits for the end, or for the first answer.
    static End call(ManagedChannel channel, MethodDescriptor method) throws Exception {
        var bytes = new Raw();
        var described = io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder(bytes, bytes)
                .setType(
                        method.isClientStreaming() || method.isServerStreaming()
                                ? MethodType.BIDI_STREAMING
                                : MethodType.UNARY)
                .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
                .build();
        CompletableFuture<End> end = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(described, CallOptions.DEFAULT.withDeadlineAfter(90, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        end.complete(End.HANDLED);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(ended(status, trailers));
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(new byte[0]);
        call.halfClose();
        End found = end.get(120, TimeUnit.SECONDS);
        call.cancel("seen enough", null);
        return found;
    }

    private static End ended(Status status, Metadata trailers) {
        com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
        String reason = "";
        for (var detail : details.getDetailsList()) {
            try {
                reason = detail.unpack(ErrorInfo.class).getReason();
            } catch (InvalidProtocolBufferException unreadable) {
                throw new AssertionError(unreadable);
            }
        }
        if (reason.equals("IDENTITY_REFUSED") || reason.equals("WRONG_PORT")) {
            return End.REFUSED_AT_THE_DOOR;
        }
        if (reason.equals("ROLE_NEEDED") && status.getCode() == Status.Code.PERMISSION_DENIED) {
            return End.NOT_FOR_THIS_OFFICER;
        }
        if (reason.isEmpty() && status.getCode() == Status.Code.UNAVAILABLE) {
            return End.REFUSED_AT_THE_DOOR;
        }
        return status.getCode() == Status.Code.UNIMPLEMENTED ? End.NO_SUCH_METHOD : End.HANDLED;
    }

    /// Good papers of a team that nobody pinned.
    private static TeamPapers stranger() {
        return TeamPapers.make(
                new TeamPapers.Plan(new Team("cert-xx.example"), "X", "node-1", List.of(), Suite.ED25519),
                new SecureRandom(),
                InstantSource.system().instant());
    }

    static ManagedChannel channel(OperatorRig node, Credentials caller, int port) {
        PinnedTeam server = node.papers.pinned();
        Trust trust = new Trust(server.team(), List.of(server));
        TlsContexts tls =
                new TlsContexts(trust, caller, TlsContexts.Classical.REFUSE, InstantSource.system(), refusal -> {});
        return NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sslContext(tls.caller(server.team()))
                .disableRetry()
                .build();
    }

    /// Messages as they are.
    private static final class Raw implements io.grpc.MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

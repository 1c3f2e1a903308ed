package org.tocsin.interop.bench;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// The main of the raw transport's far end: a JVM of its own, with the door, the papers and the flow control of a
/// node's peer port, and little or nothing behind them. Ends when its standard input does.
public final class RawServer {
    static final int FLOW_CONTROL_BYTES = 1024 * 1024;

    private RawServer() {}

    /// @param arguments the directory of the node whose papers it shows, that of the node that calls, and the key that
    /// its batches are signed with
    public static void main(String[] arguments) throws IOException {
        var own = new PapersDirectory(Path.of(arguments[0]));
        var other = new PapersDirectory(Path.of(arguments[1]));
        var trust = new Trust(own.own().team(), List.of(own.own(), other.own()));
        var tls = new TlsContexts(
                trust,
                own.node(),
                Classical.REFUSE,
                Clock.systemUTC(),
                refusal -> System.err.println("refused: " + refusal.detail()));
        var bare = BareReceiver.start(
                new SuiteKey(Suite.ED25519, Bytes.ofHex(arguments[2])),
                Path.of(arguments[0]).resolve("data"));
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .maxInboundMessageSize(RawService.MESSAGE_BYTES_MAX)
                .initialFlowControlWindow(FLOW_CONTROL_BYTES)
                .addService(RawService.definition(bare));
        tls.guardPeerPort(builder);
        Server server = builder.build().start();
        System.out.println(server.getPort());
        System.out.flush();
        while (System.in.read() >= 0) {
            // Whoever started this holds the other end.
        }
        server.shutdownNow();
    }
}

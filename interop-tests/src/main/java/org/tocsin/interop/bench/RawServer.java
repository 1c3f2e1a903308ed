package org.tocsin.interop.bench;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// The main of the raw transport's far end: a JVM of its own, with the door, the papers and the flow control of a
/// node's peer port, and nothing behind them. Ends when its standard input does.
public final class RawServer {
    static final int FLOW_CONTROL_BYTES = 1024 * 1024;

    private RawServer() {}

    /// @param arguments the directory of the node whose papers it shows, and that of the node that calls
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
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .maxInboundMessageSize(RawService.MESSAGE_BYTES_MAX)
                .initialFlowControlWindow(FLOW_CONTROL_BYTES)
                .addService(RawService.definition());
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

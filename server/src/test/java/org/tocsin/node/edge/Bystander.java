package org.tocsin.node.edge;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.exchange.v1.GetSeenRequest;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// A partner that asks a node one question after the other, while others do what they do, and takes the time of each.
final class Bystander implements AutoCloseable {
    /// Quiet as in a node (LibraryLogs): a stack trace for each stream takes longer than the answers. Held, since the
    /// JDK forgets loggers that nobody holds.
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    /// What is meant of 99 in 100 answers, on a machine that does nothing else: `-Dlong` says that it is one.
    private static final Duration ANSWERED_WITHIN = Duration.ofMillis(100);
    /// What is meant of half of them on any machine.
    private static final Duration HALF_WITHIN = Duration.ofSeconds(30);

    private final ManagedChannel channel;
    private final ExchangeServiceGrpc.ExchangeServiceBlockingStub node;
    private final List<Duration> took = new CopyOnWriteArrayList<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    /// Not the loops that the node under trial runs on in the same process.
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Thread asking;
    private volatile boolean over;

    Bystander(NodeRig polite, NodeRig asked) {
        GRPC.setLevel(Level.SEVERE);
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), asked.port))
                .sslContext(contexts(polite, asked).caller(asked.team))
                .disableRetry()
                .eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .build();
        node = ExchangeServiceGrpc.newBlockingStub(channel);
        node.getSeen(GetSeenRequest.getDefaultInstance());
        asking = Thread.ofPlatform().start(this::ask);
    }

    /// The TLS of a rig that is not started.
    static TlsContexts contexts(NodeRig rig, NodeRig called) {
        return new TlsContexts(
                new Trust(rig.team, List.of(rig.own, called.own)),
                rig.papers.node(),
                TlsContexts.Classical.REFUSE,
                rig.clock,
                refusal -> {});
    }

    private void ask() {
        while (!over) {
            long begun = System.nanoTime();
            try {
                node.withDeadlineAfter(60, TimeUnit.SECONDS).getSeen(GetSeenRequest.getDefaultInstance());
                took.add(Duration.ofNanos(System.nanoTime() - begun));
            } catch (StatusRuntimeException refused) {
                unanswered.incrementAndGet();
            }
        }
    }

    int answered() {
        return took.size();
    }

    int unanswered() {
        return unanswered.get();
    }

    /// Whether the answers from one on came in time: 99 of 100 of them with `-Dlong`, else half.
    ///
    /// @param from how many had been answered before
    boolean isServed(int from) {
        return System.getProperty("long") == null
                ? atMost(from, 0.5).compareTo(HALF_WITHIN) < 0
                : atMost(from, 0.99).compareTo(ANSWERED_WITHIN) < 0;
    }

    String figures(int from) {
        return (answered() - from) + " answers: half within " + atMost(from, 0.5) + ", 99 of 100 within "
                + atMost(from, 0.99) + ", all within " + atMost(from, 1);
    }

    /// How long this share of the answers took at most.
    private Duration atMost(int from, double share) {
        List<Duration> sorted = took.stream().skip(from).sorted().toList();
        return sorted.get((int) (share * (sorted.size() - 1)));
    }

    @Override
    public void close() {
        over = true;
        GRPC.setLevel(null);
        try {
            asking.join();
            channel.shutdownNow();
            channel.awaitTermination(10, TimeUnit.SECONDS);
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}

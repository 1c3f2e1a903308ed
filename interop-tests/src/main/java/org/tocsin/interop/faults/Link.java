package org.tocsin.interop.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// A link between nodes: listens on loopback, passes every connection on to its target, and does to it what its plan
/// says. Knows TCP and nothing above it.
public final class Link implements AutoCloseable {
    private static final String RANDOM = "L64X128MixRandom";

    private final ServerSocket listening;
    private final long seed;
    private final AtomicLong accepted = new AtomicLong();
    private final LongAdder bytes = new LongAdder();
    private final Set<LinkConnection> open = ConcurrentHashMap.newKeySet();
    private volatile InetSocketAddress target;
    private volatile LongFunction<LinkPlan> plans = connection -> LinkPlan.NONE;

    private Link(ServerSocket listening, InetSocketAddress target, long seed) {
        this.listening = listening;
        this.target = target;
        this.seed = seed;
    }

    /// Listens on a free port; connections pass unharmed until something is planned.
    ///
    /// @param seed of what is left to chance within a plan: jitter, the sizes of pieces
    public static Link open(InetSocketAddress target, long seed) throws IOException {
        var link = new Link(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), target, seed);
        Thread.ofVirtual().name("link-" + link.port()).start(link::accept);
        return link;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /// Where connections go.
    public InetSocketAddress target() {
        return target;
    }

    /// Where connections go from now on.
    public void target(InetSocketAddress next) {
        target = next;
    }

    /// What is done to connections from now on, by their number; the first one is 0.
    public void plan(LongFunction<LinkPlan> next) {
        plans = next;
    }

    /// How many connections came.
    public long accepted() {
        return accepted.get();
    }

    /// How many bytes came, from both sides of all connections.
    public long bytes() {
        return bytes.sum();
    }

    /// Resets every connection that is open.
    public void reset() {
        open.forEach(LinkConnection::reset);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                begin(listening.accept());
            } catch (IOException closed) {
                // The loop looks whether it is the link that ended, or one connection.
            }
        }
    }

    private void begin(Socket caller) throws IOException {
        long number = accepted.getAndIncrement();
        Socket called = new Socket();
        try {
            called.connect(target);
        } catch (IOException refused) {
            LinkConnection.resetQuietly(caller);
            called.close();
            return;
        }
        RandomGenerator random = RandomGeneratorFactory.of(RANDOM).create(seed ^ number);
        var connection = new LinkConnection(caller, called, plans.apply(number), random, open::remove, bytes::add);
        open.add(connection);
        connection.begin();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        reset();
    }
}

package org.tocsin.node.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A line to a node that is dead until it heals: connections are closed at once, and afterwards led on.
final class Detour implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private volatile boolean healed;

    Detour(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void heal() {
        healed = true;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                if (healed) {
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                    Thread.ofVirtual().start(() -> lead(from, to));
                    Thread.ofVirtual().start(() -> lead(to, from));
                } else {
                    from.close();
                }
            } catch (IOException ended) {
                // The next one, or the end.
            }
        }
    }

    private static void lead(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // Its other half ends with it.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

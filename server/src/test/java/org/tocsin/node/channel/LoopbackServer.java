package org.tocsin.node.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that does with each connection what a test wants: hang, garble, say no.
final class LoopbackServer implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    interface Behaviour {
        void on(Socket socket) throws IOException;
    }

    LoopbackServer(Behaviour behaviour) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> serve(behaviour, socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void serve(Behaviour behaviour, Socket socket) {
        try {
            behaviour.on(socket);
        } catch (IOException gone) {
            // The other side may leave whenever it wants.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /// Connections so far.
    int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}

package org.tocsin.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/// Ports on loopback at which nobody listens and which no other process is given: from a block that this process holds
/// for as long as it lives, by listening at the block's first port. They are below those that systems choose by
/// themselves, so that one stays free until its node is started, and while that is down.
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int BLOCK = 200;
    private static final int BLOCKS = 110;
    private static final ServerSocket HOLDER = hold();

    private static int given;

    private FreePorts() {}

    /// Given again only after all others of the block.
    public static synchronized int next() {
        for (int tried = 1; tried < BLOCK; tried++) {
            int port = HOLDER.getLocalPort() + 1 + given++ % (BLOCK - 1);
            Optional<ServerSocket> listening = listen(port);
            if (listening.isPresent()) {
                close(listening.get());
                return port;
            }
        }
        throw new AssertionError("every port of the block is in use");
    }

    private static ServerSocket hold() {
        int first = Math.floorMod(ProcessHandle.current().pid(), BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            Optional<ServerSocket> holder = listen(FIRST + (first + i) % BLOCKS * BLOCK);
            if (holder.isPresent()) {
                return holder.get();
            }
        }
        throw new AssertionError("every block of ports is in use");
    }

    /// Empty if somebody else does.
    private static Optional<ServerSocket> listen(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException inUse) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

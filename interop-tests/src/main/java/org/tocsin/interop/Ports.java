package org.tocsin.interop;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Free ports on loopback, from a range that systems do not take the ports of outgoing connections from: a port stays
/// free while a node that has it is not started yet, or is down for a moment. Each process has a block of its own,
/// which it holds by listening at the block's first port.
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int BLOCK = 200;
    private static final int BLOCKS = 110;

    private static Optional<ServerSocket> holder = Optional.empty();
    private static int given;

    private Ports() {}

    /// Ports at which nobody listens, all different. Each is given again only after all others of the block.
    public static synchronized List<Integer> free(int count) throws IOException {
        if (holder.isEmpty()) {
            holder = Optional.of(hold());
        }
        List<Integer> ports = new ArrayList<>();
        for (int tried = 1; ports.size() < count; tried++) {
            if (tried == BLOCK) {
                throw new IOException("no free ports left in the block");
            }
            int port = holder.get().getLocalPort() + 1 + given++ % (BLOCK - 1);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static ServerSocket hold() throws IOException {
        int first = Math.floorMod(ProcessHandle.current().pid(), BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            Optional<ServerSocket> holder = listen(FIRST + (first + i) % BLOCKS * BLOCK);
            if (holder.isPresent()) {
                return holder.get();
            }
        }
        throw new IOException("no free block of ports on loopback");
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket taken = listen(port).orElse(null)) {
            return taken != null;
        }
    }

    /// Empty if somebody else does.
    private static Optional<ServerSocket> listen(int port) throws IOException {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException inUse) {
            return Optional.empty();
        }
    }
}

package org.tocsin.interop;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Free ports on loopback, from a range that systems do not take the ports of outgoing connections from: a port stays
/// free while a node that has it is not started yet, or is down for a moment. Each process begins at a place of its
/// own.
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int COUNT = 22_000;
    private static final int STRIDE = 397;
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * STRIDE % COUNT));

    private Ports() {}

    /// Ports that were free a moment ago, all different.
    public static List<Integer> free(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int tried = 0; ports.size() < count; tried++) {
            if (tried == COUNT) {
                throw new IOException("no free port on loopback");
            }
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return taken.isBound();
        } catch (BindException inUse) {
            return false;
        }
    }
}

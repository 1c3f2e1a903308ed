package org.tocsin.trust;

import java.util.HashMap;
import java.util.Map;

/// How many connections each caller has to one port. Thread-safe.
final class ConnectionCounts {
    /// A node needs two, and two more while it changes them; the rest is patience.
    static final int CONNECTIONS_MAX = 8;

    private final Map<String, Integer> counts = new HashMap<>();

    /// @return false if it has as many as it may; then this one is not counted
    synchronized boolean enter(PeerIdentity caller) {
        if (counts.getOrDefault(caller.uri(), 0) >= CONNECTIONS_MAX) {
            return false;
        }
        counts.merge(caller.uri(), 1, Integer::sum);
        return true;
    }

    synchronized void leave(PeerIdentity caller) {
        counts.computeIfPresent(caller.uri(), (uri, count) -> count == 1 ? null : count - 1);
    }
}

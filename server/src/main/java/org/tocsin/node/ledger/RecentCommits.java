package org.tocsin.node.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What is kept in memory of commits, up to so many bytes: what came in first leaves first. Commits are read in their
/// order and soon after they were made, by every partner; a cache that goes by frequency would keep out just the
/// newest.
/// Safe for all threads.
final class RecentCommits<V> {
    private final long bytesMax;
    private final Map<Long, Kept<V>> kept = new ConcurrentHashMap<>();

    /// Guards the two below, and changes of `kept`.
    private final Object lock = new Object();

    private final Deque<Long> order = new ArrayDeque<>();
    private long bytes;

    private record Kept<V>(V value, long bytes) {}

    RecentCommits(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Nullable
    V get(long commit) {
        Kept<V> found = kept.get(commit);
        return found == null ? null : found.value();
    }

    /// Keeps something of a commit, unless it is kept already. The last one is kept however large it is.
    void put(long commit, V value, long size) {
        synchronized (lock) {
            if (kept.putIfAbsent(commit, new Kept<>(value, size)) != null) {
                return;
            }
            order.addLast(commit);
            bytes += size;
            while (bytes > bytesMax && order.size() > 1) {
                Kept<V> oldest = kept.remove(order.removeFirst());
                bytes -= oldest == null ? 0 : oldest.bytes();
            }
        }
    }

    void clear() {
        synchronized (lock) {
            kept.clear();
            order.clear();
            bytes = 0;
        }
    }
}

package org.tocsin.node.channel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What reaches whoever watches now (`tocsin duty watch`). Nothing is kept for those who come later.
public final class DutyFeed {
    /// Watchers at a time; the endpoint refuses more.
    public static final int WATCHERS_MAX = 64;

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /// Somebody who watches. Called on the thread of whoever has a notice: it does not block.
    public interface Watcher {
        /// @return whether it will be shown; no, if this watcher is gone or does not keep up
        boolean take(Notice notice);
    }

    /// One watcher's stay.
    public interface Watch extends AutoCloseable {
        /// Nothing comes any more. Idempotent.
        @Override
        void close();
    }

    /// Whether one more may watch.
    public boolean hasRoom() {
        return watchers.size() < WATCHERS_MAX;
    }

    /// Shows a watcher everything from now on.
    public Watch watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /// @return how many took it
    int show(Notice notice) {
        int taken = 0;
        for (Watcher watcher : watchers) {
            if (watcher.take(notice)) {
                taken++;
            }
        }
        return taken;
    }
}

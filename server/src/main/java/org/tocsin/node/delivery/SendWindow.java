package org.tocsin.node.delivery;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is on its way and not yet under a receipt, so that a partner that does not answer costs bounded memory on both
/// sides. Pure; not thread-safe.
///
/// One item may be larger than the window: it is finished once it was begun, because its receipt comes only then.
public final class SendWindow {
    /// How much may be on its way.
    public record Limits(int framesMax, long bytesMax) {
        public static final Limits STANDARD = new Limits(64, 4L * 1024 * 1024);
        /// On the emergency lane.
        public static final Limits EMERGENCY = new Limits(4, 64L * 1024);

        public Limits {
            if (framesMax < 1 || bytesMax < 1) {
                throw new IllegalArgumentException("a window lets at least one frame through");
            }
        }
    }

    private record Sent(long last, int bytes) {}

    private final Limits limits;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private long bytes;

    public SendWindow(Limits limits) {
        this.limits = limits;
    }

    /// Whether another parcel may be begun.
    public boolean isOpen() {
        return inFlight.size() < limits.framesMax() && bytes < limits.bytesMax();
    }

    public boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /// Frames on their way.
    public int frames() {
        return inFlight.size();
    }

    public long bytes() {
        return bytes;
    }

    /// A frame went out; `last` is the last sequence of which it has at least a part.
    public void sent(long last, int frameBytes) {
        inFlight.addLast(new Sent(last, frameBytes));
        bytes += frameBytes;
    }

    /// The partner's receipt covers everything up to `through`: frames that end there or before are done.
    public void receipted(long through) {
        while (!inFlight.isEmpty() && inFlight.getFirst().last() <= through) {
            bytes -= inFlight.removeFirst().bytes();
        }
    }
}

package org.tocsin.peer;

import org.tocsin.model.Delivery;

/// Hears what an author sends on a lane that is collected. Called on transport threads, one call after the other: an
/// implementation only enqueues.
public interface CollectListener {
    /// The author opened the lane: its first message.
    void opened(Delivery.Open opening);

    /// Every further message, with its size. The next one comes after [CollectStream#more].
    void frame(Delivery.Frame frame, int bytes);

    /// The author reads again what it is answered.
    void writable();

    /// The stream ended, for whatever reason. Nothing comes after this.
    void ended(PeerFault fault);
}

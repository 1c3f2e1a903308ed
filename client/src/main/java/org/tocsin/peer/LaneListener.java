package org.tocsin.peer;

import org.tocsin.model.Delivery.Answer;

/// Hears what a partner answers on a lane. Called on transport threads, one call after the other: an implementation
/// only enqueues.
public interface LaneListener {
    /// The partner answered. The next answer comes after [LaneStream#more].
    void answered(Answer answer);

    /// The stream takes frames again.
    void writable();

    /// The stream ended, for whatever reason. Nothing comes after this.
    void ended(PeerFault fault);
}

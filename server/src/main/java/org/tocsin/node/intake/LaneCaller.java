package org.tocsin.node.intake;

import org.tocsin.model.Delivery.Answer;
import org.tocsin.node.fault.Fault;

/// The author at the other end of a lane. Its methods do not block and may be called from one thread at a time.
public interface LaneCaller {
    /// How much came in, as the transport sees it.
    ///
    /// @param midMessage whether a message has begun and is not whole
    record Heard(long bytes, boolean midMessage) {
        static final Heard NOTHING = new Heard(0, false);
    }

    void answer(Answer answer);

    /// Whether the author reads what it is answered. When it does so again, the session is told by `ready`.
    default boolean isReady() {
        return true;
    }

    /// What came in so far. May be called from any thread.
    default Heard heard() {
        return Heard.NOTHING;
    }

    /// Lets the next message come.
    void more();

    /// Ends the stream; nothing is wrong with it.
    void end();

    /// Ends the stream for a fault.
    void fail(Fault fault);
}

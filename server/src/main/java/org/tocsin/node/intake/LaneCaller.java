package org.tocsin.node.intake;

import org.tocsin.model.Delivery.Answer;
import org.tocsin.node.fault.Fault;

/// The author at the other end of a lane. Its methods do not block and may be called from one thread at a time.
public interface LaneCaller {
    void answer(Answer answer);

    /// Lets the next message come.
    void more();

    /// Ends the stream; nothing is wrong with it.
    void end();

    /// Ends the stream for a fault.
    void fail(Fault fault);
}

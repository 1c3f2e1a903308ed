package org.tocsin.node.delivery;

import org.tocsin.node.fault.Fault;
import org.tocsin.peer.LaneListener;
import org.tocsin.peer.LaneStream;

/// A stream that the partner opened to collect a lane, until the lane's pump takes it up or declines it. Rule R-LAN-8.
public interface LaneOffer {
    /// Takes the stream up: the listener hears what the partner says from now on.
    LaneStream take(LaneListener listener);

    /// Ends the stream without taking it up.
    void decline(Fault why);
}

package org.tocsin.peer;

import org.tocsin.model.Delivery;

/// The author's end of one lane's stream, whoever made the call: the author by `Deliver`, or the receiver by `Collect`.
/// One thread sends; any thread may cancel.
public interface LaneStream {
    /// Whether a frame sent now goes to the network rather than into memory.
    boolean isWritable();

    void open(Delivery.Open open);

    /// From now on frames are sent in fewer bytes, where they have fewer that way. Rule R-LAN-9.
    void pack();

    void send(Delivery.Frame frame);

    /// Lets the next answer come.
    void more();

    /// Ends the stream at once.
    void cancel();
}

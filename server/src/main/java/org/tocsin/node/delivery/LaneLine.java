package org.tocsin.node.delivery;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.tocsin.model.Digest;
import org.tocsin.peer.LaneStream;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;

/// How a conversation reaches the partner: the stream, and whom to ask what the stream does not say. `lost` says that
/// nobody is at its other end who is still trusted, `collected` that the partner made the call: then it can be asked
/// nothing, and decides itself how long an idle stream stands.
record LaneLine(LaneStream stream, Asking asking, BooleanSupplier lost, boolean collected) {
    /// Asks the partner how its ledger went on from one size to another.
    interface Asking {
        List<Digest> consistency(int epoch, long fromSize, long toSize) throws PeerFault;
    }

    static LaneLine dialled(LaneStream stream, PeerChannel channel) {
        return new LaneLine(
                stream,
                (epoch, from, to) ->
                        channel.consistency(epoch, from, to).proof().hashes(),
                channel::isLost,
                false);
    }

    static LaneLine collected(LaneStream stream) {
        return new LaneLine(
                stream,
                (epoch, from, to) -> {
                    throw new PeerFault(
                            PeerFault.Meaning.BROKEN, "PROTOCOL", "a receipt that does not prove how its head goes on");
                },
                // What the partner called for is ended at the port that it came in by.
                () -> false,
                true);
    }
}

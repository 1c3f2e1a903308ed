package org.tocsin.trust;

import io.netty.channel.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The connections to one port whose other end is known: what ends them when that is not believed any more, whatever
/// moves on them or does not. Rule R-MAN-9.
final class LiveConnections {
    private final Map<Channel, PeerIdentity> live = new ConcurrentHashMap<>();

    void enter(Channel channel, PeerIdentity peer) {
        live.put(channel, peer);
        channel.closeFuture().addListener(closed -> live.remove(channel));
    }

    /// Ends the connections whose other end no longer counts.
    void sweep(Predicate<PeerIdentity> stillTrusted) {
        live.forEach((channel, peer) -> {
            if (!stillTrusted.test(peer)) {
                channel.close();
            }
        });
    }
}

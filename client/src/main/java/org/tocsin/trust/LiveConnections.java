package org.tocsin.trust;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
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

    /// Ends the connections whose other end no longer counts, with all that is under way on them.
    void sweep(Predicate<PeerIdentity> stillTrusted) {
        live.forEach((channel, peer) -> {
            if (!stillTrusted.test(peer)) {
                drop(channel);
            }
        });
    }

    /// Closes from the front of the pipeline: HTTP/2 behind it would first wait for streams to end, and an idle one
    /// does
    /// not.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void drop(Channel channel) {
        ChannelHandlerContext front = channel.pipeline().firstContext();
        if (front != null) {
            front.close();
        }
    }
}

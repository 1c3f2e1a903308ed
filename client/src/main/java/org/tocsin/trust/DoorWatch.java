package org.tocsin.trust;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.tocsin.trust.Doorkeeper.DoorException;

/// Stands in front of TLS on every connection to a port: bounds how many are not authenticated yet, and says why a
/// handshake failed, and from where, also when the peer showed no certificate at all. Behind TLS it bounds what each
/// caller may have: connections, frames that carry nothing, and our patience.
final class DoorWatch extends ChannelInboundHandlerAdapter {
    private static final int CAUSES_MAX = 16;
    private static final int DETAIL_CHARACTERS_MAX = 160;

    private final Port port;
    private final ChannelHandler next;
    private boolean entered;
    private boolean watching;

    /// What all connections to one port share.
    ///
    /// @param identify says who is at the other end of a session
    record Port(
            Door door,
            Semaphore unauthenticated,
            ConnectionCounts counts,
            LiveConnections live,
            Function<SSLSession, Identification> identify,
            InstantSource clock,
            TlsContexts.Patience patience,
            Consumer<DoorRefusal> refusals) {}

    DoorWatch(Port port, ChannelHandler next) {
        this.port = port;
        this.next = next;
    }

    /// Nobody waits for the close of a connection that was one too many.
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void handlerAdded(ChannelHandlerContext context) {
        if (!port.unauthenticated().tryAcquire()) {
            refuse(context, CertificateRefusal.HANDSHAKE_FAILED, "too many connections that are not authenticated yet");
            context.close();
            return;
        }
        entered = true;
        context.channel().closeFuture().addListener(closed -> leave());
        context.pipeline().addAfter(context.name(), null, next);
        watch(context);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        super.channelActive(context);
        watch(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        super.userEventTriggered(context, event);
        watch(context);
    }

    /// The TLS handler joins the pipeline some time after this one.
    private void watch(ChannelHandlerContext context) {
        if (watching || context.isRemoved()) {
            return;
        }
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls == null) {
            return;
        }
        watching = true;
        String remote = address(context.channel().remoteAddress());
        String behind = context.pipeline().context(tls).name();
        context.pipeline()
                .addAfter(
                        behind,
                        null,
                        new FramePatience(port.patience(), why -> refuse(context, CertificateRefusal.TOO_SLOW, why)))
                .addAfter(
                        behind,
                        null,
                        new FrameBudget(
                                port.clock(),
                                () -> refuse(
                                        context,
                                        CertificateRefusal.TOO_MANY_FRAMES,
                                        "too many frames that carry nothing")));
        tls.handshakeFuture().addListener(handshake -> {
            leave();
            if (handshake.isSuccess()) {
                count(context, tls.engine().getSession());
            } else {
                port.refusals().accept(refusal(handshake.cause(), remote));
            }
        });
    }

    /// Who cannot be identified any more is refused by the first call.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void count(ChannelHandlerContext context, SSLSession session) {
        if (!(port.identify().apply(session) instanceof Identification.Identified known)) {
            return;
        }
        if (port.counts().enter(known.peer())) {
            context.channel().closeFuture().addListener(closed -> port.counts().leave(known.peer()));
            port.live().enter(context.channel(), known.peer());
        } else {
            refuse(
                    context,
                    CertificateRefusal.TOO_MANY_CONNECTIONS,
                    known.peer().uri() + " has " + ConnectionCounts.CONNECTIONS_MAX + " connections already");
            context.close();
        }
    }

    private void refuse(ChannelHandlerContext context, CertificateRefusal reason, String detail) {
        port.refusals()
                .accept(new DoorRefusal(
                        port.door(), reason, detail, address(context.channel().remoteAddress())));
    }

    /// Both run on the connection's event loop.
    private void leave() {
        if (entered) {
            entered = false;
            port.unauthenticated().release();
        }
    }

    private DoorRefusal refusal(Throwable failure, String remote) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            if (cause instanceof DoorException refused) {
                return new DoorRefusal(port.door(), refused.reason(), String.valueOf(refused.getMessage()), remote);
            }
            cause = cause.getCause();
        }
        String text = text(failure);
        if (text.contains("peer_did_not_return_a_certificate")) {
            return new DoorRefusal(port.door(), CertificateRefusal.NO_CERTIFICATE, "no certificate was shown", remote);
        }
        return new DoorRefusal(port.door(), CertificateRefusal.HANDSHAKE_FAILED, text, remote);
    }

    /// The TLS library's words, cut to plain characters.
    private static String text(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return "closed during the handshake";
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        String plain = message.replaceAll("[^a-z0-9_:. /-]", "");
        return plain.substring(0, Math.min(plain.length(), DETAIL_CHARACTERS_MAX));
    }

    private static String address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
                : "unknown";
    }
}

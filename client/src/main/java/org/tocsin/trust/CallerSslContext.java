package org.tocsin.trust;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Team;

/// The context of all calls, for the calls to one team: costs nothing of its own. Every engine that it makes names the
/// expected team as its peer's host, whatever address or authority is dialled, and [Doorkeeper] reads it there.
/// Rule R-TLS-2.
final class CallerSslContext extends SslContext {
    private static final int NO_PORT = -1;

    private final SslContext shared;
    private final Team expected;

    CallerSslContext(SslContext shared, Team expected) {
        this.shared = shared;
        this.expected = expected;
    }

    /// Which team is expected at the other end of an engine; nothing if it names none.
    static Optional<Team> expected(@Nullable SSLEngine engine) {
        if (engine == null || engine.getPeerHost() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Team(engine.getPeerHost()));
        } catch (IllegalArgumentException noTeam) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isClient() {
        return shared.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return shared.cipherSuites();
    }

    /// Deprecated in Netty, and abstract in the class that every context extends.
    @Override
    @SuppressWarnings("deprecation")
    public io.netty.handler.ssl.ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return shared.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return shared.newEngine(allocator, expected.domain(), NO_PORT);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return shared.newEngine(allocator, expected.domain(), port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return shared.sessionContext();
    }
}

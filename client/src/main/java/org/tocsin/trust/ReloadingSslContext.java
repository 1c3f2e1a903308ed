package org.tocsin.trust;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/// A context whose certificate and key can be replaced: every new handshake takes the current ones, running connections
/// keep theirs. No engine of it resumes a session.
final class ReloadingSslContext extends SslContext {
    private volatile SslContext current;

    ReloadingSslContext(SslContext first) {
        this.current = first;
    }

    void replace(SslContext next) {
        current = next;
    }

    @Override
    public boolean isClient() {
        return current.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return current.cipherSuites();
    }

    /// Deprecated in Netty, and abstract in the class that every context extends.
    @Override
    @SuppressWarnings("deprecation")
    public io.netty.handler.ssl.ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return withoutTickets(current.newEngine(allocator));
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return withoutTickets(current.newEngine(allocator, host, port));
    }

    /// Netty allows session tickets again on every TLS 1.3 engine, whatever the context says. A resumed session would
    /// skip the certificate check.
    private static SSLEngine withoutTickets(SSLEngine engine) {
        SSL.setOptions(((ReferenceCountedOpenSslEngine) engine).sslPointer(), SSL.SSL_OP_NO_TICKET);
        return engine;
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.sessionContext();
    }
}

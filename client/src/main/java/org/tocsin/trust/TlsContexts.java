package org.tocsin.trust;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.tocsin.model.Team;

/// The TLS of a node or of an officer's command: TLS 1.3 only, both sides authenticated, hybrid key exchange, no
/// resumption, one context a door. Rules R-TLS-1 to R-TLS-4.
///
/// A resumed session would skip the certificate check, so there are neither tickets nor a session cache.
public final class TlsContexts {
    private static final String PROTOCOL = "TLSv1.3";
    private static final String HYBRID_GROUP = "X25519MLKEM768";
    /// What others have who lack the hybrid one; gRPC's C core has the second only.
    private static final List<String> CLASSICAL_GROUPS = List.of("X25519", "P-256");

    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(5);
    private static final int CERTIFICATE_LIST_BYTES_MAX =
            CertificateProfile.CHAIN_MAX * CertificateProfile.CERTIFICATE_BYTES_MAX + 1_024;

    private final Trust trust;
    private final Classical classical;
    private final InstantSource clock;
    private final Consumer<DoorRefusal> refusals;
    /// Guards `credentials` and `contexts`: a context is made from the current credentials, or replaced with them.
    private final Object lock = new Object();

    private Credentials credentials;
    private final Map<Door, ReloadingSslContext> contexts = new HashMap<>();

    /// Whether peers without hybrid key exchange are served: the setting `tls.classical`.
    public enum Classical {
        REFUSE,
        ALLOW
    }

    /// @param refusals is told of every refused handshake, on an event loop: it must not block
    public TlsContexts(
            Trust trust,
            Credentials credentials,
            Classical classical,
            InstantSource clock,
            Consumer<DoorRefusal> refusals) {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException("the TLS library cannot be loaded", OpenSsl.unavailabilityCause());
        }
        this.trust = trust;
        this.credentials = credentials;
        this.classical = classical;
        this.clock = clock;
        this.refusals = refusals;
    }

    /// Puts the peer door in front of a server: nodes of other pinned teams come in.
    public void guardPeerPort(NettyServerBuilder server) {
        guard(server, Door.PEER);
    }

    /// Puts the operator door in front of a server: officers of the own team come in.
    public void guardOperatorPort(NettyServerBuilder server) {
        guard(server, Door.OPERATOR);
    }

    private void guard(NettyServerBuilder server, Door door) {
        server.protocolNegotiator(new DoorNegotiator(
                context(door), door, session -> trust.identify(session, door, clock.instant()), clock, refusals));
        server.handshakeTimeout(HANDSHAKE_MAX.toSeconds(), TimeUnit.SECONDS);
    }

    /// For calls to a node of one team, whatever address it is dialled at: to a partner's, or an officer's to the own.
    public SslContext caller(Team expected) {
        return context(Door.call(expected));
    }

    /// Takes other credentials for all handshakes from now on. What does not work as a server's and a client's
    /// credentials is refused, and nothing changes.
    ///
    /// @throws IllegalArgumentException if key and certificate do not belong together
    public void reload(Credentials next) {
        if (!next.belongTogether()) {
            throw new IllegalArgumentException("key and certificate do not belong together");
        }
        synchronized (lock) {
            Map<Door, SslContext> replacements = new HashMap<>();
            for (Door door : contexts.keySet()) {
                replacements.put(door, build(door, next));
            }
            credentials = next;
            replacements.forEach((door, context) -> {
                ReloadingSslContext reloading = contexts.get(door);
                if (reloading != null) {
                    reloading.replace(context);
                }
            });
        }
    }

    SslContext context(Door door) {
        synchronized (lock) {
            return contexts.computeIfAbsent(door, made -> new ReloadingSslContext(build(made, credentials)));
        }
    }

    private SslContext build(Door door, Credentials used) {
        X509Certificate[] chain = used.chain().toArray(X509Certificate[]::new);
        SslContextBuilder builder = door instanceof Door.Call
                ? SslContextBuilder.forClient()
                        .keyManager(used.key(), chain)
                        // Identity is the SPIFFE name and the pinned key, not the host that was dialled.
                        .endpointIdentificationAlgorithm(null)
                : SslContextBuilder.forServer(used.key(), chain).clientAuth(ClientAuth.REQUIRE);
        List<String> groups = new ArrayList<>(List.of(HYBRID_GROUP));
        if (classical == Classical.ALLOW) {
            groups.addAll(CLASSICAL_GROUPS);
        }
        try {
            SslContext context = GrpcSslContexts.configure(builder, SslProvider.OPENSSL)
                    .protocols(PROTOCOL)
                    .option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new))
                    .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, CERTIFICATE_LIST_BYTES_MAX)
                    .trustManager(new Doorkeeper(trust, door, clock, refusals))
                    .build();
            // The tickets of TLS 1.3 are turned off on every engine: see ReloadingSslContext.
            ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(false);
            return context;
        } catch (SSLException e) {
            throw new IllegalArgumentException("key and certificate do not work together", e);
        }
    }
}

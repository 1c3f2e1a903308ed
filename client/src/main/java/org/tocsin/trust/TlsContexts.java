package org.tocsin.trust;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tocsin.model.Team;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.token.TokenKey;

/// The TLS of a node or of an officer's command: TLS 1.3 only, both sides authenticated, hybrid key exchange, no
/// resumption. Rules R-TLS-1 to R-TLS-4.
///
/// There is one context for each port, and one for all calls: a context costs far more than a connection, and a node
/// calls hundreds of teams. Which team a call is for travels with its engine; see [CallerSslContext].
///
/// A resumed session would skip the certificate check, so there are neither tickets nor a session cache.
public final class TlsContexts {
    public static final Duration HANDSHAKE = Duration.ofSeconds(5);
    public static final Duration UNFINISHED = Duration.ofSeconds(10);
    public static final Duration UNREAD = Duration.ofSeconds(30);

    private static final String PROTOCOL = "TLSv1.3";
    private static final String HYBRID_GROUP = "X25519MLKEM768";
    /// What others have who lack the hybrid one; gRPC's C core has the second only.
    private static final List<String> CLASSICAL_GROUPS = List.of("X25519", "P-256");

    private static final int CERTIFICATE_LIST_BYTES_MAX =
            CertificateProfile.CHAIN_MAX * CertificateProfile.CERTIFICATE_BYTES_MAX + 1_024;

    private final Trust trust;
    private final Classical classical;
    private final InstantSource clock;
    private final Patience patience;
    private final Consumer<DoorRefusal> refusals;
    /// Guards `credentials` and `contexts`: a context is made from the current credentials, or replaced with them.
    private final Object lock = new Object();

    private final LiveConnections live = new LiveConnections();

    private Credentials credentials;
    private final Map<Use, ReloadingSslContext> contexts = new EnumMap<>(Use.class);

    /// What a context is for.
    private enum Use {
        PEER_PORT,
        OPERATOR_PORT,
        CALLS
    }

    /// How long a port waits for whoever is slow.
    ///
    /// Source: server/README.md (limits).
    ///
    /// @param handshake for TLS, from the connection on
    /// @param unfinished for the rest of what began to come: HTTP/2's preface, a frame, a block of headers
    /// @param unread while what we say is not read, or hardly
    public record Patience(Duration handshake, Duration unfinished, Duration unread) {
        public static final Patience STANDARD = new Patience(HANDSHAKE, UNFINISHED, UNREAD);

        public Patience {
            if (!handshake.isPositive() || !unfinished.isPositive() || unread.compareTo(unfinished) < 0) {
                throw new IllegalArgumentException("patience of nothing, or less for reading than for frames");
            }
        }
    }

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
        this(trust, credentials, classical, clock, Patience.STANDARD, refusals);
    }

    /// As above, with a patience of its own at its ports.
    public TlsContexts(
            Trust trust,
            Credentials credentials,
            Classical classical,
            InstantSource clock,
            Patience patience,
            Consumer<DoorRefusal> refusals) {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException("the TLS library cannot be loaded", OpenSsl.unavailabilityCause());
        }
        this.trust = trust;
        this.credentials = credentials;
        this.classical = classical;
        this.clock = clock;
        this.patience = patience;
        this.refusals = refusals;
    }

    /// Puts the peer door in front of a server: nodes of other pinned teams come in.
    public void guardPeerPort(NettyServerBuilder server) {
        guard(server, Use.PEER_PORT, Door.PEER);
    }

    /// Puts the operator door in front of a server: officers of the own team come in.
    public void guardOperatorPort(NettyServerBuilder server) {
        guard(server, Use.OPERATOR_PORT, Door.OPERATOR);
    }

    private void guard(NettyServerBuilder server, Use use, Door door) {
        server.protocolNegotiator(new DoorNegotiator(
                context(use),
                door,
                live,
                session -> trust.identify(session, door, clock.instant()),
                clock,
                patience,
                refusals));
        server.handshakeTimeout(patience.handshake().toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Ends the connections to both ports whose other end is not believed any more: revoked, expired, or of a team that
    /// is not pinned. To be called several times a second. Rule R-MAN-9.
    public void sweep() {
        Instant now = clock.instant();
        live.sweep(peer -> trust.stillTrusted(peer, now));
    }

    /// For calls to a node of one team, whatever address it is dialled at: to a partner's, or an officer's to the own.
    public SslContext caller(Team expected) {
        return new CallerSslContext(context(Use.CALLS), expected);
    }

    /// Takes other credentials for all handshakes from now on. What does not work as a server's and a client's
    /// credentials is refused, and nothing changes.
    ///
    /// @throws IllegalArgumentException if key and certificate do not belong together
    /// @throws KeyFault if the key is in a token that cannot be used
    public void reload(Credentials next) throws KeyFault {
        if (!next.belongTogether()) {
            throw new IllegalArgumentException("key and certificate do not belong together");
        }
        synchronized (lock) {
            Map<Use, SslContext> replacements = new EnumMap<>(Use.class);
            for (Use use : contexts.keySet()) {
                replacements.put(use, build(use, next));
            }
            credentials = next;
            replacements.forEach((use, context) -> {
                ReloadingSslContext reloading = contexts.get(use);
                if (reloading != null) {
                    reloading.replace(context);
                }
            });
        }
    }

    private ReloadingSslContext context(Use use) {
        synchronized (lock) {
            return contexts.computeIfAbsent(use, made -> new ReloadingSslContext(build(made, credentials)));
        }
    }

    private SslContext build(Use use, Credentials used) {
        List<String> groups = new ArrayList<>(List.of(HYBRID_GROUP));
        if (classical == Classical.ALLOW) {
            groups.addAll(CLASSICAL_GROUPS);
        }
        try {
            SslContext context = GrpcSslContexts.configure(builder(use, used), SslProvider.OPENSSL)
                    .protocols(PROTOCOL)
                    .option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new))
                    .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, CERTIFICATE_LIST_BYTES_MAX)
                    .trustManager(new Doorkeeper(trust, doors(use), clock, refusals))
                    .build();
            // The tickets of TLS 1.3 are turned off on every engine: see ReloadingSslContext.
            ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(false);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("key and certificate do not work together", e);
        }
    }

    private static SslContextBuilder builder(Use use, Credentials used) throws GeneralSecurityException, IOException {
        X509Certificate[] chain = used.chain().toArray(X509Certificate[]::new);
        boolean isServer = use != Use.CALLS;
        SslContextBuilder builder;
        if (used.key() instanceof TokenKey key) {
            var certificates = OpenSslX509KeyManagerFactory.newKeyless(chain);
            builder = isServer
                    ? SslContextBuilder.forServer(certificates)
                    : SslContextBuilder.forClient().keyManager(certificates);
            builder.option(OpenSslContextOption.ASYNC_PRIVATE_KEY_METHOD, new TokenSigning(key));
        } else {
            builder = isServer
                    ? SslContextBuilder.forServer(used.key(), chain)
                    : SslContextBuilder.forClient().keyManager(used.key(), chain);
        }
        // Of calls: identity is the SPIFFE name and the pinned key, not the host that was dialled.
        return isServer ? builder.clientAuth(ClientAuth.REQUIRE) : builder.endpointIdentificationAlgorithm(null);
    }

    private static Doorkeeper.Doors doors(Use use) {
        return switch (use) {
            case PEER_PORT -> engine -> Optional.of(Door.PEER);
            case OPERATOR_PORT -> engine -> Optional.of(Door.OPERATOR);
            case CALLS -> engine -> CallerSslContext.expected(engine).map(Door::call);
        };
    }
}

package org.tocsin.peer;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// Dials the nodes of pinned teams, at the addresses of their manifests and at no others.
public final class PeerDialer {
    /// R-LIM-1.
    public static final int MESSAGE_BYTES_MAX = 1024 * 1024;

    static final int METADATA_BYTES_MAX = 8 * 1024;
    static final long KEEPALIVE_SECONDS = 20;
    static final long KEEPALIVE_TIMEOUT_SECONDS = 10;
    static final int FLOW_CONTROL_BYTES = 1024 * 1024;

    private final Trust trust;
    private final TlsContexts tls;
    private final InstantSource clock;
    private final Predicate<Team> reachedInside;
    private final Set<PeerChannel> live = ConcurrentHashMap.newKeySet();

    /// @param reachedInside the teams whose endpoints may be on this machine or in a private network
    public PeerDialer(Trust trust, TlsContexts tls, InstantSource clock, Predicate<Team> reachedInside) {
        this.trust = trust;
        this.tls = tls;
        this.clock = clock;
        this.reachedInside = reachedInside;
    }

    /// Where a team's nodes listen, in the order of its current manifest; empty if the team is not pinned.
    public List<String> endpoints(Team team) {
        return trust.pinned(team).stream()
                .flatMap(pinned -> pinned.current().nodes().stream())
                .map(TeamManifest.NodeEntry::endpoints)
                .flatMap(List::stream)
                .toList();
    }

    /// Makes a connection to one endpoint. It is dialled with the first call; looking up its name may block.
    ///
    /// @throws PeerFault if the endpoint is not `host:port`, its name has no address, or one that the team may not have
    public PeerChannel dial(Team team, String endpoint) throws PeerFault {
        return dial(team, NettyChannelBuilder.forAddress(address(team, endpoint)));
    }

    /// As `dial`, on a transport thread that only urgent connections have: what moves on others is not in their way.
    public PeerChannel dialUrgent(Team team, String endpoint) throws PeerFault {
        return dial(
                team,
                NettyChannelBuilder.forAddress(address(team, endpoint))
                        .channelType(NioSocketChannel.class)
                        .eventLoopGroup(Urgent.LOOP));
    }

    /// The transport thread of urgent connections: made with the first of them, and ended with the process.
    private static final class Urgent {
        static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(
                1, Thread.ofPlatform().daemon().name("urgent-transport-", 0).factory(), NioIoHandler.newFactory());

        private Urgent() {}
    }

    private PeerChannel dial(Team team, NettyChannelBuilder builder) {
        AtomicReference<@Nullable SSLSession> session = new AtomicReference<>();
        ManagedChannel channel = builder.negotiationType(NegotiationType.TLS)
                .sslContext(tls.caller(team))
                .overrideAuthority(team.domain())
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .initialFlowControlWindow(FLOW_CONTROL_BYTES)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .intercept(new SessionNoting(session))
                .build();
        BooleanSupplier stillTrusted = stillTrusted(team, session);
        PeerChannel dialled =
                new PeerChannel(channel, stillTrusted, () -> session.get() != null && !stillTrusted.getAsBoolean());
        live.removeIf(PeerChannel::isClosed);
        live.add(dialled);
        return dialled;
    }

    /// Ends the connections that we dialled and whose other end is not believed any more. To be called several times a
    /// second. Rule R-MAN-9.
    public void sweep() {
        live.removeIf(PeerChannel::isClosed);
        live.stream().filter(PeerChannel::isLost).forEach(PeerChannel::close);
    }

    private BooleanSupplier stillTrusted(Team team, AtomicReference<@Nullable SSLSession> session) {
        AtomicReference<@Nullable PeerIdentity> known = new AtomicReference<>();
        return () -> {
            PeerIdentity identity = known.get();
            if (identity == null) {
                SSLSession shown = session.get();
                if (shown == null
                        || !(trust.identify(shown, Door.call(team), clock.instant())
                                instanceof Identification.Identified found)) {
                    return false;
                }
                known.set(found.peer());
                return true;
            }
            return trust.stillTrusted(identity, clock.instant());
        };
    }

    /// The address of a team's endpoint, if it is one that the team may have. It is looked up once: what is dialled is
    /// what was looked at.
    InetSocketAddress address(Team team, String endpoint) throws PeerFault {
        InetSocketAddress address = address(endpoint);
        if (InnerAddress.is(address.getAddress()) && !reachedInside.test(team)) {
            throw unreachable("a private address, which delivery.private_addresses does not allow for this team");
        }
        return address;
    }

    /// Whether an endpoint names this machine or an address in a private network as it stands: nothing is looked up.
    public static boolean isInside(String endpoint) {
        String host = endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(':')));
        try {
            return host.equals("localhost") || InnerAddress.is(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /// Splits `host:port`, where the host is a name, an IPv4 address or an IPv6 address in brackets. Nothing else is
    /// dialled: no scheme, no list.
    static InetSocketAddress address(String endpoint) throws PeerFault {
        int colon = endpoint.lastIndexOf(':');
        String host = colon < 0 ? "" : endpoint.substring(0, colon);
        String digits = endpoint.substring(colon + 1);
        boolean bracketed = host.matches("\\[[0-9a-fA-F:.]{2,45}]");
        if (!(bracketed || host.matches("[A-Za-z0-9.-]{1,253}")) || !digits.matches("[1-9][0-9]{0,4}")) {
            throw unreachable("not host:port");
        }
        int port = Integer.parseInt(digits);
        if (port > 65_535) {
            throw unreachable("no such port");
        }
        InetSocketAddress address =
                new InetSocketAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
        if (address.isUnresolved()) {
            throw unreachable("the name has no address");
        }
        if (isNobodys(address.getAddress()) || isNobodys(InnerAddress.carried(address.getAddress()))) {
            throw unreachable("an address that no partner has");
        }
        return address;
    }

    /// Whether an address reaches the link's neighbours, a group or whoever is there: some of these answer with secrets
    /// of the machine. Threat T35.
    private static boolean isNobodys(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()
                // Reserved, and broadcast.
                || (bytes.length == 4 && (bytes[0] & 0xff) >= 240);
    }

    private static PeerFault unreachable(String what) {
        return new PeerFault(PeerFault.Meaning.UNREACHABLE, "ENDPOINT", what);
    }

    /// Notes the TLS session of the connection that a call runs on.
    private record SessionNoting(AtomicReference<@Nullable SSLSession> session) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    super.start(
                            new ForwardingClientCallListener.SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onHeaders(Metadata received) {
                                    session.set(getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
                                    super.onHeaders(received);
                                }
                            },
                            headers);
                }
            };
        }
    }
}

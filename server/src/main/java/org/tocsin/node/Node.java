package org.tocsin.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.SharingAgreement;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.delivery.Backoff;
import org.tocsin.node.delivery.DeliveryParts;
import org.tocsin.node.delivery.FramePacker;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.SendWindow;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.edge.ExchangeEndpoint;
import org.tocsin.node.edge.LaneDeadlines;
import org.tocsin.node.edge.OperatorParts;
import org.tocsin.node.edge.OperatorPort;
import org.tocsin.node.edge.PeerPort;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.IntakeParts;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.intake.ReceiptMaker;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.peer.PeerDialer;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// One node, put together: the only place where rooms meet. Made in the order in which things depend on each other, closed in the opposite one.
final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final NodeStorage storage;
    private final Audit audit;
    private final InstantSource clock;
    private final Directory directory;
    private final TlsContexts tls;
    private final Lanes lanes;
    private final PeerPort peerPort;
    private final OperatorPort operatorPort;
    private final ScheduledExecutorService timers;
    /// What to close, the last one first.
    private final Deque<AutoCloseable> closing;

    private Node(Builder built, PeerPort peerPort, OperatorPort operatorPort) {
        this.storage = built.storage;
        this.audit = built.audit;
        this.clock = built.clock;
        this.directory = built.directory;
        this.tls = built.tls;
        this.lanes = built.lanes;
        this.timers = built.threads.timers();
        this.closing = built.closing;
        this.peerPort = peerPort;
        this.operatorPort = operatorPort;
    }

    /// Puts a node together on storage that is open, and opens its ports.
    ///
    /// @throws IOException if the papers cannot be read, or a port cannot be bound
    static Node open(
            NodeHome home, NodeStorage storage, Audit audit, SecureRandom random, InstantSource clock, String version)
            throws IOException {
        var built = new Builder(home, storage, audit, random, clock, version);
        try {
            return built.openPorts();
        } catch (IOException | RuntimeException failed) {
            closeAll(built.closing);
            throw failed;
        }
    }

    /// The rooms, made one after the other.
    private static final class Builder {
        final NodeHome home;
        final NodeStorage storage;
        final Audit audit;
        final InstantSource clock;
        final Deque<AutoCloseable> closing = new ArrayDeque<>();
        final NodeThreads threads = NodeThreads.start();
        final SecureRandom random;
        final String version;
        final Trust trust;
        final Directory directory;
        final TlsContexts tls;
        final Ledger ledger;
        final Intake intake;
        final Lanes lanes;
        final LaneScan scan;

        Builder(
                NodeHome home,
                NodeStorage storage,
                Audit audit,
                SecureRandom random,
                InstantSource clock,
                String version)
                throws IOException {
            this.home = home;
            this.storage = storage;
            this.audit = audit;
            this.clock = clock;
            this.random = random;
            this.version = version;
            closing(threads);
            NodeConfig config = home.config();
            var doorAudit = closing(new DoorAudit(audit));
            trust = new Trust(home.team(), List.of(home.own()));
            var transactions = storage.database().transactions();
            directory = Directory.open(home.own(), transactions, trust, audit, clock);
            var classical = config.tls().classicalAllowed() ? TlsContexts.Classical.ALLOW : TlsContexts.Classical.REFUSE;
            tls = new TlsContexts(trust, home.papers().node(), classical, clock, doorAudit);
            ledger = closing(storage.startLedger(clock));
            Partners partners = partners(directory);
            scan = new LaneScan(home.team(), partners::agreements);
            var delivery = new DeliveryParts(
                    trust,
                    partners,
                    ledger,
                    new ContentStore(transactions),
                    transactions,
                    new PeerDialer(trust, tls, clock),
                    audit,
                    clock,
                    random,
                    limits(config.delivery()));
            lanes = closing(new Lanes(delivery, scan));
            var receipts = new ReceiptMaker(new ContentCipher(random), random);
            intake = new Intake(
                    new IntakeParts(trust, partners, ledger, transactions, receipts, audit, clock, threads.verifying()));
        }

        private ExchangeEndpoint exchangeEndpoint() {
            return new ExchangeEndpoint(
                    trust,
                    intake,
                    ledger.view(),
                    storage.database().transactions(),
                    clock,
                    new LaneDeadlines(threads.timers(), LaneDeadlines.FIRST_MESSAGE, LaneDeadlines.LIFE),
                    threads.questions());
        }

        private OperatorParts operatorParts() {
            var transactions = storage.database().transactions();
            return new OperatorParts(
                    trust,
                    directory,
                    new Agreements(directory, ledger, transactions, random, audit, clock),
                    new HeldRecords(directory, ledger.view(), transactions),
                    new Publishing(directory, ledger, transactions, scan, random),
                    lanes,
                    intake,
                    ledger,
                    audit,
                    clock,
                    threads.preparing(),
                    version);
        }

        Node openPorts() throws IOException {
            var listen = home.config().listen();
            PeerPort peerPort = bound("listen.peer", listen.peer(), address ->
                    PeerPort.open(address, tls, trust, clock, audit, intake, exchangeEndpoint()));
            closing(() -> peerPort.drain(GRACE));
            OperatorPort operatorPort = bound(
                    "listen.operator", listen.operator(), address -> OperatorPort.open(address, tls, operatorParts()));
            closing(() -> operatorPort.drain(GRACE));
            return new Node(this, peerPort, operatorPort);
        }

        /// Opens a port.
        private interface Binding<P> {
            P at(InetSocketAddress address) throws IOException;
        }

        private static <P> P bound(String key, InetSocketAddress address, Binding<P> binding) throws PortException {
            try {
                return binding.at(new InetSocketAddress(address.getHostString(), address.getPort()));
            } catch (IOException taken) {
                throw new PortException(key, address.getHostString() + ":" + address.getPort(), taken);
            }
        }

        private <C extends AutoCloseable> C closing(C resource) {
            closing.push(resource);
            return resource;
        }
    }

    /// Asks the partners, starts the lanes, and watches the start gate.
    void serve() {
        StartGate gate = storage.gate();
        tell(gate.state());
        gate.onChange(this::tell);
        directory.onChange(view -> view.partners().stream()
                .filter(partner -> !view.agreementsWith(partner.team()).isEmpty())
                .forEach(partner -> lanes.ensure(partner.team())));
        lanes.start();
        var ticking = timers.scheduleWithFixedDelay(gate::tick, 1, 1, TimeUnit.SECONDS);
        gate.onChange(state -> {
            if (!(state instanceof StartGate.State.AwaitingPartners)) {
                ticking.cancel(false);
            }
        });
    }

    /// Where the ports are.
    NodeMain.Addresses addresses() {
        return new NodeMain.Addresses(peerPort.port(), operatorPort.port());
    }

    /// Reads certificates and manifests again; what cannot be used leaves everything as it was.
    void reload(NodeHome home) throws IOException {
        tls.reload(home.papers().node());
        directory.replaceOwn(home.own());
        audit.record(AuditEvent.of(AuditEvent.Kind.CONFIG_RELOADED, AuditEvent.NODE)
                .with("manifest", home.own().current().version()));
    }

    /// Drains: no new calls, what came in is finished, lanes end; then closes everything but the storage.
    @Override
    public void close() {
        closeAll(closing);
    }

    private void tell(StartGate.State state) {
        switch (state) {
            case StartGate.State.Signing signing ->
                audit.record(AuditEvent.of(AuditEvent.Kind.SIGNING_STARTED, AuditEvent.NODE)
                        .with("origin", storage.view().head().origin())
                        .with("size", storage.view().head().tree().size()));
            case StartGate.State.AwaitingPartners awaiting ->
                log.info("asking partners which head of this ledger they hold partners={}", awaiting.unheard());
            case StartGate.State.Refused refused -> {
                log.error("this node does not sign why={} remedy={}", refused.why(), refused.remedy());
                audit.record(AuditEvent.of(AuditEvent.Kind.SIGNING_REFUSED, AuditEvent.NODE).with("why", refused.why()));
            }
        }
    }

    private static Partners partners(Directory directory) {
        return new Partners() {
            @Override
            public Collection<SharingAgreement> agreements(Team partner) {
                return directory.view().agreementsWith(partner);
            }

            @Override
            public void extend(Team partner, List<TeamManifest.Signed> manifests) {
                directory.extend(partner, manifests);
            }
        };
    }

    private static DeliveryParts.Limits limits(NodeConfig.DeliverySettings settings) {
        var standard = DeliveryParts.Limits.STANDARD;
        return new DeliveryParts.Limits(
                FramePacker.Limits.STANDARD,
                new SendWindow.Limits(settings.windowFrames(), SendWindow.Limits.STANDARD.bytesMax()),
                new Backoff.Limits(settings.backoffMin(), settings.backoffMax()),
                standard.patience());
    }

    private static void closeAll(Deque<AutoCloseable> closing) {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception failed) {
                log.warn("a part did not close well", failed);
            }
        }
    }
}

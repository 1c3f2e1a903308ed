package org.tocsin.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.channel.Channels;
import org.tocsin.node.channel.DutyFeed;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.config.Roster;
import org.tocsin.node.delivery.Backfills;
import org.tocsin.node.delivery.Backoff;
import org.tocsin.node.delivery.DeliveryParts;
import org.tocsin.node.delivery.FramePacker;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.SendWindow;
import org.tocsin.node.directory.AgreementParts;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.DirectoryView;
import org.tocsin.node.directory.OwnManifests;
import org.tocsin.node.directory.ProfileParts;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.directory.RedRelease;
import org.tocsin.node.edge.Collector;
import org.tocsin.node.edge.DutyParts;
import org.tocsin.node.edge.ExchangeEndpoint;
import org.tocsin.node.edge.LaneDeadlines;
import org.tocsin.node.edge.OfficerActs;
import org.tocsin.node.edge.OperatorParts;
import org.tocsin.node.edge.OperatorPort;
import org.tocsin.node.edge.PeerPort;
import org.tocsin.node.emergency.AgreedDrills;
import org.tocsin.node.emergency.EmergencyParts;
import org.tocsin.node.emergency.EmergencyRoom;
import org.tocsin.node.intake.ControlParts;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.IntakeLimits;
import org.tocsin.node.intake.IntakeParts;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.intake.ReceiptMaker;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Transactions;
import org.tocsin.node.witness.WitnessParts;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.peer.PeerDialer;
import org.tocsin.proof.KeystreamRandom;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;
import org.tocsin.witness.Witnessed;

/// Makes the rooms of a node, one after the other, in the order in which they depend on each other. With `Node`, the
/// only place where rooms meet.
final class NodeAssembly {
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
    final PeerDialer dialer;
    final OwnPapers papers;
    final OwnManifests manifests;
    final Ledger ledger;
    final Intake intake;
    final Lanes lanes;
    final LaneScan scan;
    final Collector collector;
    final Agreements agreements;
    final Profiles profiles;
    final EmergencyRoom emergencies;
    final DutyFeed dutyFeed = new DutyFeed();
    final FileDutyLine duty;
    final WitnessRoom witnesses;
    final OfficerActs acts;
    final Runnable retention;
    final AtomicReference<Roster> roster;
    final LocalLedger local;
    final TokenWatch token;

    NodeAssembly(
            NodeHome home, NodeStorage storage, Audit audit, SecureRandom random, InstantSource clock, String version)
            throws IOException {
        this.home = home;
        this.storage = storage;
        this.audit = audit;
        this.clock = clock;
        this.random = KeystreamRandom.over(random);
        this.version = version;
        this.roster = new AtomicReference<>(home.roster());
        closing(threads);
        var rules = rules(home.config());
        trust = new Trust(home.team(), List.of(home.own()));
        var transactions = storage.database().transactions();
        directory = Directory.open(home.own(), transactions, trust, audit, clock);
        tls = tls();
        ledger = closing(storage.startLedger(clock));
        ledger.onFailure(why -> audit.record(
                AuditEvent.of(AuditEvent.Kind.LEDGER_FAILED, AuditEvent.NODE).with("why", why)));
        local = new LocalLedger(home.team(), ledger, transactions, ledger::signer);
        var steady = new SteadyClock(clock, local.lastAt(), audit);
        local.started(inForce());
        closing(local::stopped);
        Partners partners = partners(DirectoryView::agreementsWith);
        scan = new LaneScan(home.team(), partners::agreements);
        dialer = new PeerDialer(trust, tls, clock, home.config().delivery().privateAddresses());
        var delivery = new DeliveryParts(
                trust,
                partners,
                ledger,
                ledger.view().contents(),
                Withdrawals.entries(),
                transactions,
                dialer,
                audit,
                clock,
                random,
                limits(home.config()));
        witnesses = witnesses(transactions);
        lanes = closing(new Lanes(delivery, scan));
        var receipts = new ReceiptMaker(new ContentCipher(random), random);
        var control = new ControlParts(home.team(), ledger, transactions, receipts, scan);
        retention = steady.guarding(
                Withdrawals.retention(control, partners(DirectoryView::agreementsHeldWith), this::teams, clock));
        acts = OfficerActs.of(
                control,
                new Backfills(delivery, lanes),
                partner -> directory.view().agreementsHeldWith(partner),
                clock);
        duty = dutyLine(home.config().directory());
        token = new TokenWatch(home.team(), home.papers().token(), duty, audit, clock, threads.questions());
        emergencies = emergencies(partners);
        intake = intake(partners, receipts, rules);
        agreements = new Agreements(
                new AgreementParts(directory, ledger, transactions, random, audit, clock, scan::introduced, rules));
        profiles = profiles(transactions);
        manifests = new OwnManifests(directory, ledger, transactions, this.random, scan.profiles());
        papers = new OwnPapers(this);
        collector = closing(new Collector(delivery, intake, deadlines()));
    }

    private TlsContexts tls() throws IOException {
        var doorAudit = closing(new DoorAudit(audit, clock));
        var classical =
                home.config().tls().classicalAllowed() ? TlsContexts.Classical.ALLOW : TlsContexts.Classical.REFUSE;
        return new TlsContexts(trust, home.papers().node(), classical, clock, doorAudit);
    }

    private String inForce() {
        return "version " + version + ", " + home.config().agreements().approvals() + " approvals, "
                + home.roster().roles().size() + " officers";
    }

    private FileDutyLine dutyLine(Path directory) {
        var channels = new Channels.Parts(home.team(), dutyFeed, threads.questions(), clock);
        return new FileDutyLine(directory, channels, () -> clock.millis() * 1_000_000, audit);
    }

    private Profiles profiles(Transactions transactions) throws IOException {
        return new Profiles(new ProfileParts(
                directory,
                ledger,
                transactions,
                random,
                audit,
                clock,
                scan.profiles(),
                home.papers().sealing(random).publicKey()));
    }

    private Intake intake(Partners partners, ReceiptMaker receipts, AgreementParts.Rules rules) {
        NodeConfig config = home.config();
        return new Intake(new IntakeParts(
                trust,
                partners,
                ledger,
                storage.database().transactions(),
                receipts,
                audit,
                clock,
                new IntakeParts.Stages(threads.verifying(), threads.urgent(), threads.timers()),
                IntakeLimits.of(
                        config.limits().partnerBytesPerSecond(),
                        config.limits().partnerMessagesPerSecond(),
                        Runtime.getRuntime().maxMemory()),
                scan,
                config.relay().isHub(),
                directory.agreementIntake(rules.generalTerms()),
                emergencies.intake(),
                witnesses));
    }

    private WitnessRoom witnesses(Transactions transactions) {
        return new WitnessRoom(new WitnessParts(
                trust,
                ledger,
                transactions,
                random,
                audit,
                clock,
                scan,
                dialer,
                Intake.held(),
                WitnessParts.Limits.STANDARD,
                threads.questions()));
    }

    private EmergencyRoom emergencies(Partners partners) throws IOException {
        return new EmergencyRoom(new EmergencyParts(
                trust,
                partners::agreements,
                ledger,
                storage.database().transactions(),
                random,
                audit,
                clock,
                scan,
                Withdrawals.entries(),
                new AgreedDrills(),
                duty,
                home.papers().sealing(random),
                threads.questions()));
    }

    private List<Team> teams() {
        return directory.view().partners().stream().map(PinnedTeam::team).toList();
    }

    private ExchangeEndpoint exchangeEndpoint() {
        return new ExchangeEndpoint(trust, intake, lanes, ledger, clock, deadlines(), threads.questions());
    }

    private LaneDeadlines deadlines() {
        return LaneDeadlines.standard(threads.timers());
    }

    private OperatorParts operatorParts() {
        var transactions = storage.database().transactions();
        return new OperatorParts(
                trust,
                roster::get,
                directory,
                agreements,
                profiles,
                new HeldRecords(directory, ledger.view(), transactions),
                new Publishing(directory, ledger, transactions, scan, random, redRelease()),
                lanes,
                acts,
                new DutyParts(emergencies.emergencies(), dutyFeed),
                intake,
                ledger,
                local,
                watching -> NodeCheckup.whileItRuns(home.config().directory(), watching),
                audit,
                clock,
                threads.preparing(),
                version);
    }

    /// Where two officers approve what binds the team, two are behind what is RED.
    private RedRelease redRelease() {
        boolean fourEyes = home.config().agreements().approvals() > 1;
        return new RedRelease(
                directory,
                storage.database().transactions(),
                new RedRelease.Approvers() {
                    @Override
                    public boolean areNeeded() {
                        return fourEyes;
                    }

                    @Override
                    public List<String> all() {
                        return Objects.requireNonNull(roster.get()).having(Set.of(OfficerRole.SIGNATORY));
                    }
                },
                clock);
    }

    Node openPorts() throws IOException {
        var listen = home.config().listen();
        PeerPort peerPort = bound(
                "listen.peer",
                listen.peer(),
                address -> PeerPort.open(address, tls, trust, clock, audit, intake, exchangeEndpoint()));
        closing(() -> peerPort.drain(Node.GRACE));
        OperatorPort operatorPort = bound(
                "listen.operator", listen.operator(), address -> OperatorPort.open(address, tls, operatorParts()));
        closing(() -> operatorPort.drain(Node.GRACE));
        var keeping = threads.timers().scheduleWithFixedDelay(storage.seen()::tick, 10, 10, TimeUnit.SECONDS);
        closing.push(() -> keeping.cancel(false));
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

    private static AgreementParts.Rules rules(NodeConfig config) throws IOException {
        Optional<Path> file = config.agreements().generalTerms();
        Optional<Bytes> generalTerms = Optional.empty();
        if (file.isPresent()) {
            generalTerms = Optional.of(Bytes.wrap(Files.readAllBytes(file.get())));
        }
        return new AgreementParts.Rules(config.agreements().approvals(), generalTerms);
    }

    private Partners partners(BiFunction<DirectoryView, Team, List<Standing>> agreements) {
        return new Partners() {
            @Override
            public Collection<Standing> agreements(Team partner) {
                return agreements.apply(directory.view(), partner);
            }

            @Override
            public boolean extend(Team partner, List<TeamManifest.Signed> manifests) {
                return directory.extend(partner, manifests) instanceof ManifestVerdict.Verified;
            }

            @Override
            public boolean halts(Team partner, Lane lane) {
                return witnesses.doubts().halts(partner, lane);
            }

            @Override
            public void contradicted(Origin origin, TreeHead head, Bytes checkpoint) {
                witnesses.contradicted(origin, Witnessed.head(head, checkpoint));
            }

            @Override
            public void unordered(Batch batch, Origin origin, TreeHead head, Bytes checkpoint, String lane) {
                witnesses.unordered(batch, origin, Witnessed.head(head, checkpoint), lane);
            }
        };
    }

    private static DeliveryParts.Limits limits(NodeConfig config) {
        var settings = config.delivery();
        var standard = DeliveryParts.Limits.STANDARD;
        return new DeliveryParts.Limits(
                FramePacker.Limits.STANDARD,
                new SendWindow.Limits(settings.windowFrames(), SendWindow.Limits.STANDARD.bytesMax()),
                new Backoff.Limits(settings.backoffMin(), settings.backoffMax()),
                standard.patience(),
                new DeliveryParts.LagAlarm(
                        config.limits().laneLagAlarm(), config.limits().laneLagAlarmRecords()),
                settings.pack());
    }
}

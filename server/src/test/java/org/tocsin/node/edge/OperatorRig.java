package org.tocsin.node.edge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Tocsin;
import org.tocsin.cli.emergency.EmergencyCommands;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.cli.operator.OperatorCommands;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.acts.LocalInspector;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.channel.DutyFeed;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.cli.NodeSetup;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.config.Roster;
import org.tocsin.node.delivery.Backfills;
import org.tocsin.node.delivery.Backoff;
import org.tocsin.node.delivery.DeliveryParts;
import org.tocsin.node.delivery.FramePacker;
import org.tocsin.node.delivery.LaneInspector;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.SendWindow;
import org.tocsin.node.directory.AgreementParts;
import org.tocsin.node.directory.AgreementProjection;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.DirectoryInspector;
import org.tocsin.node.directory.ProfileParts;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.directory.RedRelease;
import org.tocsin.node.emergency.AgreedDrills;
import org.tocsin.node.emergency.EmergencyParts;
import org.tocsin.node.emergency.EmergencyProjection;
import org.tocsin.node.emergency.EmergencyRoom;
import org.tocsin.node.intake.ControlParts;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.IntakeLimits;
import org.tocsin.node.intake.IntakeParts;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.intake.ReceiptMaker;
import org.tocsin.node.intake.ReceivedInspector;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.witness.WitnessInspector;
import org.tocsin.node.witness.WitnessParts;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.PeerDialer;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.KeystreamRandom;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;
import org.tocsin.witness.Witnessed;

/// A node with both of its ports and its directory of files, and an officer who types commands at it. Real database,
/// real
/// ledger, real mutual TLS on loopback.
final class OperatorRig implements AutoCloseable {
    private static final SecureRandom RANDOM = KeystreamRandom.over(new SecureRandom());

    final Team team;
    final TeamPapers papers;
    final Path home;
    final Directory teams;
    final Agreements agreements;
    final EmergencyRoom emergencies;
    final TestDutyLine duty = new TestDutyLine();
    final Profiles profiles;
    /// Whether what is RED needs a further officer.
    volatile boolean fourEyes;
    /// Who may do what: the first officer everything.
    final AtomicReference<Roster> roster = new AtomicReference<>(Roster.EMPTY);
    final DutyFeed feed = new DutyFeed();
    final Ledger ledger;
    final LocalLedger local;
    final Lanes lanes;
    final Intake intake;
    final Database database;
    final Trust trust;
    final WitnessRoom witnesses;
    final int peerPort;
    final int operatorPort;

    private final InstantSource clock;
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();

    /// What a command answered.
    record Typed(ExitCode exit, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    OperatorRig(Path parent, String domain, int peerPort, InstantSource clock) throws IOException {
        this(parent, domain, peerPort, clock, false);
    }

    /// @param isHub whether it hands on what others bring
    OperatorRig(Path parent, String domain, int peerPort, InstantSource clock, boolean isHub) throws IOException {
        this.team = new Team(domain);
        this.clock = clock;
        this.home = parent.resolve(domain);
        Files.createDirectories(home);
        this.papers = TeamPapers.create(
                home,
                new TeamPapers.Plan(team, domain, "node-1", List.of("127.0.0.1:" + peerPort), Suite.ED25519),
                RANDOM,
                clock.instant());
        enrol(NodeSetup.pseudonym(papers.officer()), EnumSet.allOf(OfficerRole.class));
        Audit audit = closing(new Audit(home.resolve("audit.jsonl"), clock));
        this.database = closing(Database.open(new Database.Address.SqliteFile(home.resolve("tocsin.db"))));
        HighWaterFile highWater = closing(HighWaterFile.open(new FileDisk(), home.resolve("high-water")));
        this.trust = new Trust(team, List.of(papers.pinned()));
        this.teams = Directory.open(papers.pinned(), database.transactions(), trust, audit, clock);
        LedgerView view =
                LedgerView.load(database.transactions(), team, papers.ledger().publicKey());
        StartGate gate = new StartGate(view, highWater.mark(), StartGate.Asking.nobody(), clock);
        this.ledger = closing(new Ledger(view, gate, highWater, new CheckpointSigner(team, papers.ledger()), clock));
        this.local = new LocalLedger(
                team, ledger, database.transactions(), () -> new CheckpointSigner(team, papers.ledger()));
        local.started("test");
        Partners partners = partners(teams);
        LaneScan scan = new LaneScan(team, partners::agreements);
        TlsContexts tls = new TlsContexts(trust, papers.node(), TlsContexts.Classical.REFUSE, clock, refusal -> {});
        ExecutorService threads = Executors.newFixedThreadPool(2);
        ExecutorService questions = Executors.newVirtualThreadPerTaskExecutor();
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
        closing.push(threads::shutdownNow);
        closing.push(questions::shutdownNow);
        closing.push(timers::shutdownNow);
        this.emergencies = new EmergencyRoom(new EmergencyParts(
                trust,
                partners::agreements,
                ledger,
                database.transactions(),
                RANDOM,
                audit,
                clock,
                scan,
                Withdrawals.entries(),
                new AgreedDrills(),
                duty,
                new PapersDirectory(home).sealing(RANDOM),
                questions));
        this.witnesses = new WitnessRoom(new WitnessParts(
                trust,
                ledger,
                database.transactions(),
                RANDOM,
                audit,
                clock,
                scan,
                new PeerDialer(trust, tls, clock, team -> true),
                Intake.held(),
                WitnessParts.Limits.STANDARD,
                questions));
        this.intake = new Intake(new IntakeParts(
                trust,
                partners,
                ledger,
                database.transactions(),
                new ReceiptMaker(new ContentCipher(RANDOM), RANDOM),
                audit,
                clock,
                new IntakeParts.Stages(threads, threads, timers),
                IntakeLimits.of(256L << 20, 20_000, Runtime.getRuntime().maxMemory()),
                scan,
                isHub,
                teams.agreementIntake(),
                emergencies.intake(),
                witnesses));
        DeliveryParts delivery = new DeliveryParts(
                trust,
                partners,
                ledger,
                view.contents(),
                Withdrawals.entries(),
                database.transactions(),
                new PeerDialer(trust, tls, clock, team -> true),
                audit,
                clock,
                RANDOM,
                new DeliveryParts.Limits(
                        FramePacker.Limits.STANDARD,
                        SendWindow.Limits.STANDARD,
                        new Backoff.Limits(Duration.ofMillis(20), Duration.ofMillis(200)),
                        Duration.ofSeconds(20),
                        DeliveryParts.LagAlarm.STANDARD,
                        false));
        this.lanes = closing(new Lanes(delivery, scan));
        ControlParts control = new ControlParts(
                team, ledger, database.transactions(), new ReceiptMaker(new ContentCipher(RANDOM), RANDOM), scan);
        PeerPort peers = PeerPort.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), peerPort),
                tls,
                trust,
                clock,
                audit,
                intake,
                new ExchangeEndpoint(trust, intake, lanes, ledger, clock, LaneDeadlines.standard(timers), questions));
        closing.push(() -> peers.drain(Duration.ofSeconds(5)));
        this.peerPort = peers.port();
        this.agreements = new Agreements(new AgreementParts(
                teams,
                ledger,
                database.transactions(),
                RANDOM,
                audit,
                clock,
                scan::introduced,
                AgreementParts.Rules.NONE));
        this.profiles = new Profiles(new ProfileParts(
                teams,
                ledger,
                database.transactions(),
                RANDOM,
                audit,
                clock,
                scan.profiles(),
                new PapersDirectory(home).sealing(RANDOM).publicKey()));
        OperatorPort officers = OperatorPort.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                tls,
                new OperatorParts(
                        trust,
                        roster::get,
                        teams,
                        agreements,
                        profiles,
                        new HeldRecords(teams, view, database.transactions()),
                        new Publishing(teams, ledger, database.transactions(), scan, RANDOM, redRelease()),
                        lanes,
                        OfficerActs.of(
                                control,
                                new Backfills(delivery, lanes),
                                partner -> teams.view().agreementsHeldWith(partner),
                                clock),
                        new DutyParts(emergencies.emergencies(), feed),
                        intake,
                        ledger,
                        local,
                        this::checkup,
                        audit,
                        clock,
                        threads,
                        "test"));
        closing.push(() -> officers.drain(Duration.ofSeconds(5)));
        this.operatorPort = officers.port();
        Files.writeString(
                home.resolve(OfficerFile.NAME),
                OfficerFile.text("127.0.0.1:" + operatorPort, papers.rootFingerprint()));
        lanes.start();
        teams.onChange(changed -> changed.partners().stream()
                .map(PinnedTeam::team)
                .forEach(partner -> {
                    if (changed.cut(partner).isPresent()) {
                        lanes.end(partner);
                        intake.expel(partner);
                    } else if (!changed.agreementsWith(partner).isEmpty()) {
                        lanes.ensure(partner);
                    }
                }));
    }

    /// Everything that this node holds, computed again, also behind its end.
    Checkup.Result checkup(Checkup.Watching watching) {
        Database.Address address = new Database.Address.SqliteFile(home.resolve("tocsin.db"));
        try (HighWaterFile file = HighWaterFile.open(FileDisk.toRead(), home.resolve("high-water"));
                Database reading = Database.openToRead(address)) {
            return new Checkup(reading, address, Optional.of(rooms()), watching).run(file.mark());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The part of a checkup that walks the ledger and the evidence, alone.
    LedgerVerifier.Findings walk(Database reading) {
        Checkup.Rooms rooms = rooms();
        try (HighWaterFile file = HighWaterFile.open(FileDisk.toRead(), home.resolve("high-water"))) {
            return new LedgerVerifier(reading.transactions(), rooms.team(), rooms.signed(), rooms.inspectors())
                    .findings(file.mark(), (done, total) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Checkup.Rooms rooms() {
        DirectoryInspector directory = new DirectoryInspector();
        return new Checkup.Rooms(
                team,
                head -> papers.pinned().everSigned(head.checkpoint(), head.origin(), head.tree()),
                List.of(
                        directory,
                        new ReceivedInspector(directory::team),
                        new LaneInspector(team, directory::team),
                        new WitnessInspector(directory::team),
                        new LocalInspector(team, List.of(papers.ledger().publicKey()))),
                projections(team));
    }

    static List<Projection> projections(Team of) {
        return List.of(
                new RecordProjection(),
                new EmergencyProjection(of),
                new ControlProjection(of),
                new AgreementProjection(of));
    }

    /// Gives an officer roles, instead of those they had; none: they are no officer of the roster any more.
    void enrol(String officer, Set<OfficerRole> roles) {
        Map<String, Set<OfficerRole>> changed =
                new TreeMap<>(Objects.requireNonNull(roster.get()).roles());
        if (roles.isEmpty()) {
            changed.remove(officer);
        } else {
            changed.put(officer, roles);
        }
        roster.set(new Roster(changed));
    }

    private RedRelease redRelease() {
        return new RedRelease(
                teams,
                database.transactions(),
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

    private Partners partners(Directory teams) {
        return new Partners() {
            @Override
            public Collection<Standing> agreements(Team partner) {
                return teams.view().agreementsWith(partner);
            }

            @Override
            public boolean extend(Team partner, List<TeamManifest.Signed> manifests) {
                return teams.extend(partner, manifests) instanceof ManifestVerdict.Verified;
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

    private <C extends AutoCloseable> C closing(C part) {
        closing.push(part);
        return part;
    }

    Path manifests() {
        return home.resolve("papers/team.manifests");
    }

    String audit() {
        try {
            return Files.readString(home.resolve("audit.jsonl"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Waits until the audit says all of this: it may be written after what it tells of can be seen.
    void audited(String... words) throws InterruptedException {
        NodeRig.audited(home.resolve("audit.jsonl"), words);
    }

    OperatorClient officer() {
        return OfficerLine.open(OfficerFile.read(home), surroundings());
    }

    Surroundings surroundings() {
        return surroundings(System.in, System.out, System.err);
    }

    /// Types a command at this node, as an officer who is in its directory.
    Typed type(String... arguments) {
        return typeInto(InputStream.nullInputStream(), arguments);
    }

    Typed typeInto(String input, String... arguments) {
        return typeInto(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), arguments);
    }

    /// As `type`, with an answer that somebody else reads.
    Typed typeTo(OutputStream reader, String... arguments) {
        return typeInto(InputStream.nullInputStream(), reader, arguments);
    }

    private Typed typeInto(InputStream input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Typed typed = typeInto(input, out, arguments);
        return new Typed(typed.exit(), out.toString(StandardCharsets.UTF_8), typed.err());
    }

    private Typed typeInto(InputStream input, OutputStream out, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream printErr = new PrintStream(err, true, StandardCharsets.UTF_8);
        ExitCode exit = new Tocsin(
                        surroundings(input, printOut, printErr),
                        List.of(new OperatorCommands(), new EmergencyCommands()),
                        "test")
                .run(arguments);
        return new Typed(exit, "", err.toString(StandardCharsets.UTF_8));
    }

    private Surroundings surroundings(InputStream input, PrintStream out, PrintStream err) {
        Console console = new Console(out, err, false, false, false, ZoneOffset.UTC);
        return new Surroundings(console, clock, RANDOM, Map.of(), input, home);
    }

    /// Pins each other and puts an agreement in force, all by commands.
    static void connect(OperatorRig a, OperatorRig b, String give, String take) throws IOException {
        pin(a, b);
        pin(b, a);
        Path offer = Files.createTempDirectory(a.home, "agreement").resolve("offer");
        Path both = offer.resolveSibling("both");
        must(a.type(
                "agreement",
                "sign",
                "--partner",
                b.team.domain(),
                "--title",
                "A test",
                "--from",
                "2026-01-01",
                "--until",
                "2036-01-01",
                "--give",
                give,
                "--take",
                take,
                "--out",
                offer.toString()));
        must(b.type("agreement", "sign", offer.toString(), "--out", both.toString()));
        must(a.type("agreement", "import", both.toString()));
    }

    static void pin(OperatorRig a, OperatorRig b) {
        must(a.type(
                "peer",
                "accept",
                b.manifests().toString(),
                "--fingerprint",
                b.papers.rootFingerprint().hex()));
    }

    static Typed must(Typed typed) {
        if (typed.exit() != ExitCode.OK) {
            throw new AssertionError(typed.exit() + "\n" + typed.out() + "\n" + typed.err());
        }
        return typed;
    }

    @Override
    public void close() {
        for (AutoCloseable part : closing) {
            try {
                part.close();
            } catch (Exception e) {
                throw new AssertionError("stopping " + team, e);
            }
        }
        closing.clear();
    }

    static Instant noon() {
        return Instant.parse("2026-11-22T12:00:00Z");
    }
}

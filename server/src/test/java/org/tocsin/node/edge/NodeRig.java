package org.tocsin.node.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.Backfills;
import org.tocsin.node.delivery.Backoff;
import org.tocsin.node.delivery.DeliveryParts;
import org.tocsin.node.delivery.FramePacker;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.SendWindow;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.emergency.AgreedDrills;
import org.tocsin.node.emergency.EmergencyParts;
import org.tocsin.node.emergency.EmergencyRoom;
import org.tocsin.node.intake.ControlParts;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.IntakeLimits;
import org.tocsin.node.intake.IntakeParts;
import org.tocsin.node.intake.Publication;
import org.tocsin.node.intake.PublishWork;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.intake.ReceiptMaker;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.Reopening;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.witness.WitnessParts;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.peer.PeerDialer;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.KeystreamRandom;
import org.tocsin.proof.SealingKey;
import org.tocsin.stix.Recomposer;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.DoorRefusal;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;
import org.tocsin.witness.Witnessed;

/// A node for tests, without its main: real database, real ledger, real mutual TLS on loopback. Can be stopped and
/// started again on the same data.
final class NodeRig implements AutoCloseable {
    private static final SecureRandom RANDOM = KeystreamRandom.over(new SecureRandom());

    final Team team;
    final TeamPapers papers;
    final int port;
    final Map<Team, List<SharingAgreement>> agreements = new ConcurrentHashMap<>();
    final List<PinnedTeam> others = new ArrayList<>();
    InstantSource clock = InstantSource.system();
    FramePacker.Limits frames = FramePacker.Limits.STANDARD;
    IntakeLimits limits =
            IntakeLimits.of(256L << 20, 20_000, Runtime.getRuntime().maxMemory());
    Backoff.Limits backoff = new Backoff.Limits(Duration.ofMillis(20), Duration.ofMillis(200));
    TlsContexts.Patience patience = TlsContexts.Patience.STANDARD;
    Duration firstMessage = LaneDeadlines.FIRST_MESSAGE;
    Duration question = LaneDeadlines.QUESTION;
    final Queue<DoorRefusal> refused = new ConcurrentLinkedQueue<>();
    DeliveryParts.LagAlarm alarm = DeliveryParts.LagAlarm.STANDARD;
    final TestDutyLine duty = new TestDutyLine();
    WitnessParts.Limits witnessing = new WitnessParts.Limits(Duration.ZERO, Duration.ZERO);
    Supplier<ExecutorService> verifiers = () -> Executors.newFixedThreadPool(2);
    Supplier<ScheduledExecutorService> clocks = Executors::newSingleThreadScheduledExecutor;
    boolean askPartners;
    boolean pack;
    boolean isHub;
    PinnedTeam own;

    private final Path directory;
    private @Nullable Running running;

    /// What lives from a start to the next stop.
    private record Running(
            HeldRecords held,
            Database database,
            Ledger ledger,
            Intake intake,
            Lanes lanes,
            Backfills backfills,
            PeerPort port,
            Publishing publishing,
            LaneScan scan,
            ContentStore contents,
            Trust trust,
            Directory teams,
            TlsContexts tls,
            ControlParts control,
            EmergencyRoom emergencies,
            WitnessRoom witnesses,
            List<AutoCloseable> closing) {}

    NodeRig(Path directory, String domain) throws IOException {
        this(directory, domain, true);
    }

    /// @param reachable whether the manifest names an endpoint
    NodeRig(Path directory, String domain, boolean reachable) throws IOException {
        this.directory = directory;
        this.team = new Team(domain);
        this.port = FreePorts.next();
        this.papers = TeamPapers.make(
                new TeamPapers.Plan(
                        team, domain, "node-1", reachable ? List.of("127.0.0.1:" + port) : List.of(), Suite.ED25519),
                RANDOM,
                Instant.now());
        this.own = papers.pinned();
    }

    /// Makes an agreement between two nodes, known to both.
    static void agree(NodeRig a, NodeRig b, Tlp ceilingFromA, Tlp ceilingFromB) {
        agree(a, b, ceilingFromA, ceilingFromB, Instant.now().plus(Duration.ofDays(1)));
    }

    /// As between a team and a hub: what the first gives may go onward, and it wants the receipts of those behind.
    static void agreeOnward(NodeRig giving, NodeRig hub) {
        agree(giving, hub, Tlp.AMBER, Tlp.AMBER);
        SharingAgreement without =
                giving.agreements.getOrDefault(hub.team, List.of()).getFirst();
        var with = new SharingAgreement(
                without.id(),
                1,
                without.title(),
                without.legalBasis(),
                without.from(),
                without.until(),
                onward(without.first(), giving.team),
                onward(without.second(), giving.team));
        giving.agreements.put(hub.team, List.of(with));
        hub.agreements.put(giving.team, List.of(with));
    }

    /// Signs another version of what two nodes agreed, under which each handles what it gets from the other like this.
    static void handling(NodeRig a, NodeRig b, Handling handling, Instant until) {
        SharingAgreement before = a.agreements.getOrDefault(b.team, List.of()).getLast();
        var next = new SharingAgreement(
                before.id(),
                before.version() + 1,
                before.title(),
                before.legalBasis(),
                before.from(),
                until,
                handled(before.first(), handling),
                handled(before.second(), handling));
        a.agreements.put(b.team, List.of(before, next));
        b.agreements.put(a.team, List.of(before, next));
    }

    private static SharingAgreement.Direction handled(SharingAgreement.Direction way, Handling handling) {
        return new SharingAgreement.Direction(
                way.from(),
                way.to(),
                way.ceiling(),
                way.backfillDays(),
                way.onward(),
                way.scope(),
                way.withholding(),
                handling);
    }

    private static SharingAgreement.Direction onward(SharingAgreement.Direction direction, Team giving) {
        return direction.from().equals(giving)
                ? new SharingAgreement.Direction(
                        direction.from(),
                        direction.to(),
                        direction.ceiling(),
                        0,
                        org.tocsin.model.agreement.Onward.asMarked(true))
                : direction;
    }

    static void agree(NodeRig a, NodeRig b, Tlp ceilingFromA, Tlp ceilingFromB, Instant until) {
        boolean inOrder = a.team.compareTo(b.team) < 0;
        NodeRig first = inOrder ? a : b;
        NodeRig second = inOrder ? b : a;
        Tlp ceilingFromFirst = inOrder ? ceilingFromA : ceilingFromB;
        Tlp ceilingFromSecond = inOrder ? ceilingFromB : ceilingFromA;
        SharingAgreement agreement = new SharingAgreement(
                Bytes.wrap(new byte[16]),
                1,
                "a test",
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                until,
                new SharingAgreement.Direction(first.team, second.team, Optional.of(ceilingFromFirst)),
                new SharingAgreement.Direction(second.team, first.team, Optional.of(ceilingFromSecond)));
        a.agreements.put(b.team, List.of(agreement));
        b.agreements.put(a.team, List.of(agreement));
        a.others.add(b.papers.pinned());
        b.others.add(a.papers.pinned());
    }

    NodeRig start() throws IOException {
        List<AutoCloseable> closing = new ArrayList<>();
        Database database = Database.open(new Database.Address.SqliteFile(databaseFile()));
        Audit audit = new Audit(auditFile(), clock);
        Trust trust = new Trust(team, List.of(own));
        Directory teams = Directory.open(own, database.transactions(), trust, audit, clock);
        for (PinnedTeam other : others) {
            teams.pin(other.signed(), other.rootFingerprint(), "test", "test");
        }
        Partners partners = partners(teams);
        LedgerView view =
                LedgerView.load(database.transactions(), team, papers.ledger().publicKey());
        HighWaterFile highWater = HighWaterFile.open(new FileDisk(), highWaterFile());
        StartGate.Asking asking = askPartners
                ? Lanes.witnesses(database.transactions(), view.head().origin().epoch(), Set.of())
                : StartGate.Asking.nobody();
        StartGate gate = new StartGate(view, highWater.mark(), asking, clock);
        Ledger ledger = new Ledger(view, gate, highWater, new CheckpointSigner(team, papers.ledger()), clock);
        LaneScan scan = new LaneScan(team, partners::agreements);
        TlsContexts tls =
                new TlsContexts(trust, papers.node(), TlsContexts.Classical.REFUSE, clock, patience, refused::add);
        ContentStore contents = view.contents();
        ExecutorService verifying = verifiers.get();
        ScheduledExecutorService timers = clocks.get();
        ExecutorService questions = Executors.newVirtualThreadPerTaskExecutor();
        var emergencies = new EmergencyRoom(new EmergencyParts(
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
                SealingKey.in(directory.resolve(team.domain() + ".sealing"), RANDOM),
                questions));
        WitnessRoom witnesses = new WitnessRoom(new WitnessParts(
                trust,
                ledger,
                database.transactions(),
                RANDOM,
                audit,
                clock,
                scan,
                new PeerDialer(trust, tls, clock, team -> true),
                Intake.held(),
                witnessing,
                questions));
        witnesses.doubts().onDoubt(doubt -> halt(doubt.team()));
        Intake intake = new Intake(new IntakeParts(
                trust,
                partners,
                ledger,
                database.transactions(),
                new ReceiptMaker(new ContentCipher(RANDOM), RANDOM),
                audit,
                clock,
                new IntakeParts.Stages(verifying, verifying, timers),
                limits,
                scan,
                isHub,
                teams.agreementIntake(),
                emergencies.intake(),
                witnesses));
        DeliveryParts delivery = new DeliveryParts(
                trust,
                partners,
                ledger,
                contents,
                Withdrawals.entries(),
                database.transactions(),
                new PeerDialer(trust, tls, clock, team -> true),
                audit,
                clock,
                RANDOM,
                new DeliveryParts.Limits(
                        frames, SendWindow.Limits.STANDARD, backoff, Duration.ofSeconds(20), alarm, pack));
        Lanes lanes = new Lanes(delivery, scan);
        LaneDeadlines deadlines = new LaneDeadlines(timers, firstMessage, LaneDeadlines.LIFE, question);
        ExchangeEndpoint endpoint = new ExchangeEndpoint(trust, intake, lanes, ledger, clock, deadlines, questions);
        Collector collector = new Collector(delivery, intake, deadlines);
        PeerPort opened = PeerPort.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                tls,
                trust,
                clock,
                audit,
                intake,
                endpoint);
        Publishing publishing = new Publishing(teams, ledger, database.transactions(), scan, RANDOM);
        lanes.start();
        collector.refresh();
        closing.add(lanes);
        closing.add(() -> opened.drain(Duration.ofSeconds(5)));
        closing.add(collector);
        closing.add(ledger);
        closing.add(verifying::shutdownNow);
        closing.add(timers::shutdownNow);
        closing.add(questions::shutdownNow);
        closing.add(highWater);
        closing.add(database);
        closing.add(audit);
        ControlParts control = new ControlParts(
                team, ledger, database.transactions(), new ReceiptMaker(new ContentCipher(RANDOM), RANDOM), scan);
        running = new Running(
                new HeldRecords(teams, view, database.transactions()),
                database,
                ledger,
                intake,
                lanes,
                new Backfills(delivery, lanes),
                opened,
                publishing,
                scan,
                contents,
                trust,
                teams,
                tls,
                control,
                emergencies,
                witnesses,
                closing);
        return this;
    }

    private Partners partners(Directory teams) {
        return new Partners() {
            @Override
            public Collection<Standing> agreements(Team partner) {
                return NodeRig.this.agreements(partner);
            }

            @Override
            public boolean extend(Team partner, List<TeamManifest.Signed> manifests) {
                return teams.extend(partner, manifests) instanceof ManifestVerdict.Verified;
            }

            @Override
            public boolean halts(Team partner, Lane lane) {
                return witnesses().doubts().halts(partner, lane);
            }

            @Override
            public void contradicted(Origin origin, TreeHead head, Bytes checkpoint) {
                witnesses().contradicted(origin, Witnessed.head(head, checkpoint));
            }

            @Override
            public void unordered(Batch batch, Origin origin, TreeHead head, Bytes checkpoint, String lane) {
                witnesses().unordered(batch, origin, Witnessed.head(head, checkpoint), lane);
            }
        };
    }

    /// What is in force with partners; of nothing else is asked.
    Partners partners() {
        return new Partners() {
            @Override
            public Collection<Standing> agreements(Team partner) {
                return NodeRig.this.agreements(partner);
            }

            @Override
            public boolean extend(Team partner, List<TeamManifest.Signed> manifests) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /// What is in force with a partner, as nobody said anything of it since.
    List<Standing> agreements(Team partner) {
        return agreements.getOrDefault(partner, List.of()).stream()
                .map(Standing::of)
                .toList();
    }

    void stop() {
        Running ran = running;
        running = null;
        if (ran == null) {
            return;
        }
        for (AutoCloseable part : ran.closing()) {
            try {
                part.close();
            } catch (Exception e) {
                throw new AssertionError("stopping " + team, e);
            }
        }
    }

    Path databaseFile() {
        return directory.resolve(team.domain() + ".db");
    }

    Path highWaterFile() {
        return directory.resolve(team.domain() + ".high-water");
    }

    /// Goes on in a new epoch, as `tocsin ledger reopen` does.
    void reopenLedger() throws IOException {
        try (Database database = Database.open(new Database.Address.SqliteFile(databaseFile()));
                HighWaterFile highWater = HighWaterFile.open(new FileDisk(), highWaterFile())) {
            Reopening reopening = new Reopening(database.transactions(), team, highWater);
            Reopening.Ending ending = reopening.ending(List.of());
            var atEnd = ManifestSigner.Ending.of(
                    ending.last(), reopening.held(ending.old()).orElse(ending.last()));
            TeamManifest.Signed manifest = new ManifestSigner(papers.root())
                    .reopen(own, atEnd, papers.ledger().publicKey(), Instant.now());
            reopening.begin(ending, manifest, new CheckpointSigner(team, papers.ledger()), RANDOM, Instant.now());
            if (ManifestChain.extend(own, List.of(manifest)) instanceof ManifestVerdict.Verified verified) {
                own = verified.team();
            }
        }
    }

    private Running running() {
        return Objects.requireNonNull(running);
    }

    EmergencyRoom emergencies() {
        return running().emergencies();
    }

    WitnessRoom witnesses() {
        return running().witnesses();
    }

    private void halt(Team partner) {
        intake().halt(partner);
        lanes().halt(partner);
    }

    HeldRecords records() {
        return running().held();
    }

    Lanes lanes() {
        return running().lanes();
    }

    LaneScan scan() {
        return running().scan();
    }

    Backfills backfills() {
        return running().backfills();
    }

    Ledger ledger() {
        return running().ledger();
    }

    ControlParts control() {
        return running().control();
    }

    Intake intake() {
        return running().intake();
    }

    Database database() {
        return running().database();
    }

    TlsContexts tls() {
        return running().tls();
    }

    Trust trust() {
        return running().trust();
    }

    PeerDialer dialer() {
        return new PeerDialer(trust(), tls(), clock, team -> true);
    }

    /// Takes newer manifests of a partner, or of the own team.
    void learn(Team author, List<TeamManifest.Signed> manifests) {
        if (!author.equals(team)) {
            running().teams().extend(author, manifests);
        } else if (ManifestChain.extend(own, manifests) instanceof ManifestVerdict.Verified verified) {
            own = verified.team();
            running().teams().replaceOwn(own);
        }
    }

    StoredRecord publish(Bytes content, Team... audience) {
        return publish(new Publication(content, Set.of(audience), Optional.empty()));
    }

    /// Many at once, in their order.
    List<StoredRecord> publish(List<Bytes> contents) {
        List<PublishWork> works = running()
                .publishing()
                .prepare(contents.stream()
                        .map(content -> new Publication(content, Set.of(), Optional.empty()))
                        .toList());
        works.forEach(running().publishing()::submit);
        return works.stream()
                .flatMap(work -> work.outcomes().join().stream())
                .map(outcome -> ((Publication.Outcome.Published) outcome).record())
                .toList();
    }

    StoredRecord publish(Publication publication) {
        PublishWork work = running().publishing().prepare(List.of(publication)).getFirst();
        running().publishing().submit(work);
        return switch (work.outcomes().join().getFirst()) {
            case Publication.Outcome.Published published -> published.record();
            case Publication.Outcome.Refused refused -> throw new AssertionError("refused: " + refused);
        };
    }

    /// The kinds of all statements of this node's ledger.
    List<Statement.Kind> stated() {
        LedgerView view = ledger().view();
        return LongStream.range(0, view.head().tree().size())
                .mapToObj(index -> view.entry(view.head().origin().epoch(), index)
                        .orElseThrow()
                        .kind())
                .toList();
    }

    /// Contents received from a team, recomposed, in the order of storing.
    List<Bytes> received(Team from) {
        List<StoredRecord> records =
                database().transactions().read(session -> RecordTable.page(session, Optional.of(from), 0, 100_000));
        return records.stream().map(this::content).toList();
    }

    private Bytes content(StoredRecord record) {
        if (!(running().contents().get(record.contentId(), record.leafHash())
                instanceof ContentStore.Content.Held held)) {
            throw new AssertionError("no content");
        }
        try {
            List<Fragment> fragments = new ArrayList<>();
            for (FragmentSet.Disclosed disclosed :
                    FragmentCodec.decodeSet(held.fragments()).fragments()) {
                fragments.add(FragmentCodec.decode(disclosed.fragment()));
            }
            return Recomposer.recompose(fragments);
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    /// How many sequences of the lane to a partner its receipts cover.
    long receipted(Team partner) {
        return lanes().status(partner).map(status -> status.receipted()).orElse(0L);
    }

    /// What the audit says so far.
    String audit() {
        return text(auditFile());
    }

    /// Waits until the audit says all of this: it may be written after what it tells of can be seen.
    void audited(String... words) throws InterruptedException {
        audited(auditFile(), words);
    }

    static void audited(Path file, String... words) throws InterruptedException {
        for (String word : words) {
            until("audited: " + word + " in " + file, () -> text(file).contains(word));
        }
    }

    private Path auditFile() {
        return directory.resolve(team.domain() + ".jsonl");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Waits until something holds, looking again a hundred times a second, and gives up loudly.
    static void until(String what, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        Object monitor = new Object();
        synchronized (monitor) {
            while (!holds.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("never: " + what);
                }
                monitor.wait(10);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}

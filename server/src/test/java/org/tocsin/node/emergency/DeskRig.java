package org.tocsin.node.emergency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.WithdrawnEntries;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.DutyPlanResult;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.store.Session;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.SealingKey;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.Trust;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.StepCodec;

/// The duty desk of `cert-jp.example` on a real store and ledger, under a clock that the test moves, and with tasks
/// that
/// the test runs: so it can end between any two of them, and begin again. A partner, `cert-es.example`, is played by
/// the
/// test.
final class DeskRig implements AutoCloseable {
    static final Team OWN = new Team("cert-jp.example");
    static final Team PARTNER = new Team("cert-es.example");
    /// Has the same agreement.
    static final Team OTHER = new Team("cert-fr.example");

    /// How many summon in a day.
    static final int QUOTA = 100;

    private static final String PLAN = """
            zone = "Asia/Tokyo"

            [[channel]]
            name = "wall"
            kind = "terminal"

            [[channel]]
            name = "siren"
            kind = "command"
            command = ["/usr/local/bin/siren"]

            [[officer]]
            id = "7f3a"
            name = "Ana"
            languages = ["es", "en"]
            channels = ["siren", "wall"]

            [[officer]]
            id = "b21c"
            name = "Ben"
            role = "deputy"
            languages = ["en"]
            channels = ["wall"]

            [ladder]
            rounds = 2
            silence = "20m"
            [[ladder.rung]]
            who = "officer"
            officer = "7f3a"
            wait = "90s"
            [[ladder.rung]]
            who = "head"
            [[ladder.rung]]
            who = "deputy"
            wait = "60s"
            """;

    final DeskLine duty;
    /// What was told as it happened, by every process.
    final List<Occurrence> told = new ArrayList<>();

    private final Path home;
    private final TeamPapers papers;
    private final Trust trust;
    private final Database database;
    private final SecureRandom random = new SecureRandom();
    private final Map<Team, List<Standing>> agreements;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile Instant now = Instant.parse("2026-11-22T03:00:00Z");
    private long partnersIndex;
    private @Nullable HighWaterFile highWater;
    private @Nullable StartGate gate;
    private @Nullable Ledger ledger;
    private @Nullable EmergencyRoom room;

    DeskRig(Path home) throws IOException {
        this.home = home;
        this.papers = TeamPapers.create(
                home, new TeamPapers.Plan(OWN, "JP", "node-1", List.of("127.0.0.1:1"), Suite.ED25519), random, now);
        this.trust = new Trust(OWN, List.of(papers.pinned()));
        this.database = Database.open(new Database.Address.SqliteFile(home.resolve("tocsin.db")));
        this.agreements = Map.of(
                PARTNER, List.of(Standing.of(agreement(PARTNER))), OTHER, List.of(Standing.of(agreement(OTHER))));
        this.duty = new DeskLine(this::isDone);
        duty.plan = Optional.of(plan(home));
    }

    static DutyPlan plan(Path directory) {
        if (DutyPlan.parse(PLAN, directory) instanceof DutyPlanResult.Read read) {
            return read.plan();
        }
        throw new AssertionError("the plan of the test cannot be read");
    }

    private SharingAgreement agreement(Team partner) {
        var emergency = new Conduct.Emergency(
                new TreeSet<>(List.of("FLASH", "IMMEDIATE", "PRIORITY")), QUOTA, 60, false, "", false);
        var conduct =
                new Conduct(Optional.empty(), 0, 0, List.of(), Optional.of(emergency), 0, List.of(), Optional.empty());
        return new SharingAgreement(
                Bytes.ofHex("00112233445566778899aabbccddeeff"),
                1,
                Optional.empty(),
                "A test",
                "",
                Instant.parse("2020-01-01T00:00:00Z"),
                Instant.parse("2040-01-01T00:00:00Z"),
                conduct,
                new Direction(partner, OWN, Optional.of(Tlp.GREEN)),
                new Direction(OWN, partner, Optional.of(Tlp.GREEN)));
    }

    private List<Standing> agreements(Team team) {
        return agreements.getOrDefault(team, List.of());
    }

    /// Begins a process, which goes on where the last one ended.
    ///
    /// @param signs false: it asks its partner first, until `heard`
    void start(boolean signs) throws IOException {
        LedgerView view =
                LedgerView.load(database.transactions(), OWN, papers.ledger().publicKey());
        highWater = HighWaterFile.open(new FileDisk(), home.resolve("high-water"));
        var asking = signs ? StartGate.Asking.nobody() : new StartGate.Asking(Set.of(PARTNER), Set.of(), false);
        gate = new StartGate(view, highWater.mark(), asking, this::now);
        ledger = new Ledger(view, gate, highWater, new CheckpointSigner(OWN, papers.ledger()), this::now);
        Audit audit = new Audit(home.resolve("audit.jsonl"), this::now);
        duty.begun();
        room = new EmergencyRoom(new EmergencyParts(
                trust,
                this::agreements,
                ledger,
                database.transactions(),
                random,
                audit,
                this::now,
                new LaneScan(OWN, this::agreements),
                WithdrawnEntries.NONE,
                (window, at) -> true,
                duty,
                SealingKey.in(home.resolve("sealing.key"), random),
                tasks::add));
        AutoCloseable watch = room.emergencies().watch(told::add);
        Objects.requireNonNull(watch);
        room.resume();
    }

    /// Ends the process: what it had in mind is lost.
    void crash() throws IOException {
        tasks.clear();
        ledger().close();
        Objects.requireNonNull(highWater).close();
    }

    boolean isSigning() {
        return Objects.requireNonNull(gate).isSigning();
    }

    /// The partner that is asked holds nothing that we do not: the ledger signs.
    void heard() {
        Objects.requireNonNull(gate).heard(PARTNER, List.of());
    }

    Instant now() {
        return now;
    }

    void move(Duration by) {
        now = now.plus(by);
    }

    /// Has what is due looked at.
    void tick() {
        room().tick();
    }

    /// Does one of the things that wait.
    ///
    /// @return false if nothing waited
    boolean work() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /// Looks, and does all that waits.
    void settle() {
        tick();
        while (work()) {
            // One brings about the next.
        }
    }

    /// The partner raises one, and it comes here.
    Digest called(Precedence precedence) {
        return called(Emergency.Kind.REAL, precedence);
    }

    Digest called(Emergency.Kind kind, Precedence precedence) {
        Emergency emergency = emergency(OWN, kind, precedence);
        Bytes document = EmergencyCodec.encode(emergency);
        return applied(new EmergencyStatement.Raised(document, emergency));
    }

    /// The partner takes a step about one, and it comes here.
    void partner(Digest about, Step.What what) {
        Step step = new Step(new TreeSet<>(List.of(OWN)), about, now, what);
        Digest leaf = applied(new EmergencyStatement.Stepped(StepCodec.encode(step), step, Optional.empty()));
        Objects.requireNonNull(leaf);
    }

    /// Teams call, one after the other, while a commit runs; returns when all of it is taken in.
    ///
    /// @return their emergencies, in that order
    List<Digest> calledAtOnce(List<Team> callers) throws InterruptedException {
        var runs = new CountDownLatch(1);
        var ends = new CountDownLatch(1);
        var commit = EmergencyWork.begin(ledger(), new WorkOrigin.Maintenance(), batch -> {
            runs.countDown();
            return awaited(ends);
        });
        runs.await();
        List<Digest> leaves = new ArrayList<>();
        List<CompletableFuture<EmergencyIntake.Outcome>> taken = new ArrayList<>();
        for (Team caller : callers) {
            Emergency emergency = emergency(OWN, Emergency.Kind.REAL, Precedence.FLASH);
            var said = new EmergencyStatement.Raised(EmergencyCodec.encode(emergency), emergency);
            var place = place(caller);
            leaves.add(place.leaf());
            taken.add(EmergencyWork.begin(
                    ledger(),
                    new WorkOrigin.Emergency(caller),
                    batch -> room().intake().apply(batch, place, said, Optional.empty())));
        }
        ends.countDown();
        commit.join();
        taken.forEach(CompletableFuture::join);
        return leaves;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException interrupted) {
            throw new AssertionError("the committer was interrupted", interrupted);
        }
    }

    private EmergencyIntake.Place place(Team author) {
        byte[] leaf = new byte[Digest.LENGTH];
        random.nextBytes(leaf);
        return new EmergencyIntake.Place(author, 1, partnersIndex++, Digest.wrap(leaf));
    }

    private Digest applied(EmergencyStatement said) {
        var place = place(PARTNER);
        var outcome = EmergencyWork.durably(
                ledger(),
                new WorkOrigin.Emergency(PARTNER),
                batch -> room().intake().apply(batch, place, said, Optional.empty()));
        if (outcome instanceof EmergencyIntake.Outcome.Taken) {
            return place.leaf();
        }
        throw new AssertionError("not taken: " + outcome);
    }

    /// An officer here raises one.
    Digest raise(Precedence precedence) {
        return room().emergencies()
                .raise(EmergencyCodec.encode(emergency(PARTNER, Emergency.Kind.REAL, precedence)), officer())
                .id();
    }

    private Emergency emergency(Team to, Emergency.Kind kind, Precedence precedence) {
        return new Emergency(
                new TreeSet<>(List.of(to)),
                kind,
                precedence,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.empty(),
                List.of(),
                now,
                now.plus(Duration.ofHours(1)),
                ZoneId.of("Europe/Madrid"));
    }

    /// An officer here takes a step; the node attests it.
    EmergencyView state(Digest about, Step.What what) {
        Step step = new Step(new TreeSet<>(List.of(PARTNER)), about, now, what);
        return room().emergencies().state(StepCodec.encode(step), Optional.empty(), officer());
    }

    static Step.What taken(String owner) {
        return new Step.What.Acknowledged(new Owner(owner, "", Optional.empty()), Optional.empty(), true);
    }

    private PeerIdentity officer() {
        return new PeerIdentity(OWN, PeerIdentity.Role.OFFICER, "7f3a", Digest.ZERO, Digest.ZERO, now.plusSeconds(60));
    }

    EmergencyView view(Digest id) {
        return room().emergencies().find(id.hex());
    }

    List<Occurrence> timeline(Digest id) {
        return room().emergencies().timeline(id);
    }

    /// The steps of this team about one, in the order of its ledger; then those that it owes.
    List<EmergencyStepTable.Held> steps(Digest id) {
        return read(
                session -> Lives.by(session, EmergencyTable.find(session, id).orElseThrow(), OWN));
    }

    private boolean isDone(String attempt) {
        return read(session -> SummonsTable.find(session, attempt))
                .flatMap(SummonsTable.Attempt::outcome)
                .isPresent();
    }

    <R> R read(Function<Session, R> reading) {
        return database.transactions().read(reading);
    }

    private Ledger ledger() {
        return Objects.requireNonNull(ledger);
    }

    EmergencyRoom room() {
        return Objects.requireNonNull(room);
    }

    @Override
    public void close() {
        try {
            crash();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            database.close();
        }
    }
}

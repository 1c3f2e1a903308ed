package org.tocsin.node.edge;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Lane;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.emergency.AgreedDrills;
import org.tocsin.node.emergency.EmergencyParts;
import org.tocsin.node.emergency.EmergencyRoom;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.IntakeLimits;
import org.tocsin.node.intake.IntakeParts;
import org.tocsin.node.intake.LaneCaller;
import org.tocsin.node.intake.LaneSession;
import org.tocsin.node.intake.ReceiptMaker;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.witness.WitnessParts;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.peer.PeerDialer;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.SealingKey;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;
import org.tocsin.wire.DeliveryCodec;

/// A receiver without a network: frames of an author go into its lane session, and what each of its threads spends on a
/// record is told. The whole of a receiver's work but for the transport.
final class IntakeSpeed {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RECORDS_A_FRAME = 200;
    private static final int CONTENT_BYTES = 2_049;
    private static final String[] WORDS =
            "was seen first by the night shift at 203.0.113. until port operator report sightings of mail from host"
                    .split(" ");

    private IntakeSpeed() {}

    /// @param args how many records, and how many records a line of the answer is about
    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int each = args.length > 1 ? Integer.parseInt(args[1]) : 5_000;
        Path directory = Files.createTempDirectory(Path.of(args.length > 2 ? args[2] : "/tmp"), "intake-speed");
        run(directory, records, each);
    }

    private static void run(Path directory, int records, int each) throws Exception {
        InstantSource clock = InstantSource.system();
        Team own = new Team("cert-es.example");
        Team author = new Team("cert-jp.example");
        TeamPapers papers = papers(own, 1);
        TeamPapers theirs = papers(author, 2);
        Trust trust = new Trust(own, List.of(papers.pinned(), theirs.pinned()));
        SharingAgreement agreement = agreement(own, author);
        ExecutorService verifying = Executors.newFixedThreadPool(2, task -> new Thread(task, "verify"));
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "timers");
            thread.setDaemon(true);
            return thread;
        });
        Path file = directory.resolve("tocsin.db");
        try (Database database = Database.open(new Database.Address.SqliteFile(file));
                Audit audit = new Audit(directory.resolve("audit.jsonl"), clock);
                HighWaterFile highWater = HighWaterFile.open(new FileDisk(), directory.resolve("high-water"))) {
            LedgerView view = LedgerView.load(
                    database.transactions(), own, papers.ledger().publicKey());
            StartGate gate = new StartGate(view, highWater.mark(), StartGate.Asking.nobody(), clock);
            try (Ledger ledger = new Ledger(view, gate, highWater, new CheckpointSigner(own, papers.ledger()), clock)) {
                var scan = new LaneScan(own, team -> List.of(Standing.of(agreement)));
                var emergencies = new EmergencyRoom(new EmergencyParts(
                        trust,
                        team -> List.of(Standing.of(agreement)),
                        ledger,
                        database.transactions(),
                        RANDOM,
                        audit,
                        clock,
                        scan,
                        Withdrawals.entries(),
                        new AgreedDrills(),
                        new TestDutyLine(),
                        SealingKey.in(directory.resolve("sealing.key"), RANDOM),
                        verifying));
                var witnesses = new WitnessRoom(new WitnessParts(
                        trust,
                        ledger,
                        database.transactions(),
                        RANDOM,
                        audit,
                        clock,
                        scan,
                        new PeerDialer(
                                trust,
                                new TlsContexts(
                                        trust, papers.node(), TlsContexts.Classical.REFUSE, clock, refusal -> {}),
                                clock,
                                team -> true),
                        Intake.held(),
                        WitnessParts.Limits.STANDARD,
                        verifying));
                Intake intake = new Intake(new IntakeParts(
                        trust,
                        partners(agreement),
                        ledger,
                        database.transactions(),
                        new ReceiptMaker(new ContentCipher(RANDOM), RANDOM),
                        audit,
                        clock,
                        new IntakeParts.Stages(verifying, verifying, timers),
                        IntakeLimits.of(1L << 40, 1L << 40, Runtime.getRuntime().maxMemory()),
                        scan,
                        false,
                        Directory.open(
                                        papers.pinned(),
                                        database.transactions(),
                                        new Trust(own, List.of()),
                                        audit,
                                        clock)
                                .agreementIntake(),
                        emergencies.intake(),
                        witnesses));
                Receiving receiving = new Receiving();
                LaneSession session = intake.begin(author, receiving);
                session.open(new Delivery.Open(Lane.ROUTINE, 1, List.of(), 0));
                AuthorKit kit = new AuthorKit(author, theirs.ledger());
                long raw = 0;
                long started = System.nanoTime();
                for (int done = 0; done < records; done += each) {
                    // Made beforehand: the author's work is not the receiver's, and messages are to wait for it.
                    List<byte[]> messages = messages(kit, done, each);
                    raw += (long) each * CONTENT_BYTES;
                    Cpu before = Cpu.now();
                    feed(messages, session, receiving);
                    Cpu.now().tell(before, each, done + each);
                }
                System.out.printf(
                        Locale.ROOT,
                        "raw %d B a record, on disk %.2f B a raw byte, wall %d s, %s%n",
                        raw / records,
                        (double) size(directory) / raw,
                        (System.nanoTime() - started) / 1_000_000_000L,
                        directory);
            }
        } finally {
            verifying.shutdownNow();
        }
    }

    /// What an author sends for so many records: all of it under one checkpoint.
    private static List<byte[]> messages(AuthorKit kit, int first, int records) {
        List<List<AuthorKit.Entry>> frames = new ArrayList<>();
        long seen = kit.tree.size();
        for (int done = 0; done < records; done += RECORDS_A_FRAME) {
            List<AuthorKit.Entry> entries = new ArrayList<>();
            for (int i = 0; i < RECORDS_A_FRAME; i++) {
                entries.add(kit.record(content(first + done + i)));
            }
            frames.add(entries);
        }
        List<byte[]> messages = new ArrayList<>();
        long next = first + 1L;
        Bytes checkpoint = kit.checkpoint();
        for (List<AuthorKit.Entry> entries : frames) {
            messages.add(DeliveryCodec.message(kit.frame(next, seen, entries, checkpoint))
                    .toByteArray());
            next += entries.size();
            seen = kit.tree.size();
        }
        return messages;
    }

    /// As the transport does: reads what came, and hands it over.
    private static void feed(List<byte[]> messages, LaneSession session, Receiving receiving) throws Exception {
        for (byte[] message : messages) {
            receiving.window.acquire();
            var read = (DeliverRequest) StrictMessages.read(DeliverRequest.getDefaultInstance(), message);
            session.frame(DeliveryCodec.frame(read), DeliveryCodec.bytes(read));
        }
        receiving.window.acquire(Receiving.WINDOW);
        receiving.window.release(Receiving.WINDOW);
    }

    private static TeamPapers papers(Team team, int number) throws IOException {
        return TeamPapers.make(
                new TeamPapers.Plan(
                        team, team.domain(), "node-1", List.of("127.0.0.1:" + number), Suite.ED25519_ML_DSA_65),
                RANDOM,
                Instant.now());
    }

    private static SharingAgreement agreement(Team a, Team b) {
        return new SharingAgreement(
                Bytes.wrap(new byte[16]),
                1,
                "a test",
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2036-01-01T00:00:00Z"),
                new SharingAgreement.Direction(a, b, Optional.of(Tlp.GREEN)),
                new SharingAgreement.Direction(b, a, Optional.of(Tlp.GREEN)));
    }

    private static Partners partners(SharingAgreement agreement) {
        return new Partners() {
            @Override
            public Collection<Standing> agreements(Team partner) {
                return List.of(Standing.of(agreement));
            }

            @Override
            public boolean extend(Team partner, List<TeamManifest.Signed> manifests) {
                return true;
            }
        };
    }

    /// A bundle of 2,049 bytes with an identity and an incident, as the measurements between nodes have them.
    private static Bytes content(int number) {
        String stamp = "\"created\":\"2026-11-01T00:00:00.000Z\",\"modified\":\"2026-11-01T00:00:00.000Z\",";
        String green = "\"object_marking_refs\":[\"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb\"]";
        String identity = "identity--" + id();
        StringBuilder text = new StringBuilder("{\"type\":\"bundle\",\"id\":\"bundle--")
                .append(id())
                .append("\",\"objects\":[{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"")
                .append(identity)
                .append("\",")
                .append(stamp)
                .append("\"name\":\"CERT ")
                .append(number)
                .append("\",\"identity_class\":\"organization\",")
                .append(green)
                .append("},{\"type\":\"incident\",\"spec_version\":\"2.1\",\"id\":\"incident--")
                .append(id())
                .append("\",")
                .append(stamp)
                .append("\"created_by_ref\":\"")
                .append(identity)
                .append("\",\"name\":\"Credential phishing at a bank\",\"confidence\":50,\"labels\":[\"ransom\"],")
                .append("\"external_references\":[{\"source_name\":\"ticket\",\"external_id\":\"INC-1\"}],")
                .append(green)
                .append(",\"description\":\"");
        while (text.length() < CONTENT_BYTES - 5) {
            text.append(WORDS[RANDOM.nextInt(WORDS.length)])
                    .append(RANDOM.nextInt(100))
                    .append(' ');
        }
        text.setLength(CONTENT_BYTES - 5);
        return Bytes.ofUtf8(text.append("\"}]}\n").toString());
    }

    private static String id() {
        return new UUID((RANDOM.nextLong() & ~0xf000L) | 0x4000L, (RANDOM.nextLong() >>> 2) | (1L << 63)).toString();
    }

    private static long size(Path directory) throws IOException {
        long sum = 0;
        try (var files = Files.list(directory)) {
            for (Path path : files.toList()) {
                sum += Files.size(path);
            }
        }
        return sum;
    }

    private static final class Receiving implements LaneCaller {
        static final int WINDOW = 16;
        final Semaphore window = new Semaphore(0);

        @Override
        public void answer(Delivery.Answer answer) {
            if (answer instanceof Delivery.Answer.Stop || answer instanceof Delivery.Answer.Hold) {
                System.out.println(answer);
                System.exit(1);
            }
        }

        @Override
        public void more() {
            window.release();
        }

        @Override
        public void end() {}

        @Override
        public void fail(Fault fault) {
            System.out.println(fault);
            System.exit(1);
        }
    }

    /// CPU nanoseconds by the name of the thread, the JVM's own included, and bytes allocated by all others.
    private record Cpu(Map<String, Long> threads, long allocated) {
        static Cpu now() throws IOException {
            Map<String, Long> sums = new TreeMap<>();
            try (var tasks = Files.list(Path.of("/proc/self/task"))) {
                for (Path task : tasks.toList()) {
                    String name = Files.readString(task.resolve("comm")).strip().replaceAll("[0-9]+$", "");
                    String spent = Files.readString(task.resolve("schedstat"));
                    sums.merge(name, Long.parseLong(spent.substring(0, spent.indexOf(' '))), Long::sum);
                }
            }
            ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            return new Cpu(sums, bean.getTotalThreadAllocatedBytes());
        }

        void tell(Cpu before, long records, long done) {
            StringBuilder line = new StringBuilder("records " + done);
            double all = 0;
            for (Map.Entry<String, Long> sum : threads.entrySet()) {
                double micros = (sum.getValue() - before.threads.getOrDefault(sum.getKey(), 0L)) / 1_000.0 / records;
                all += micros;
                if (micros > 0.2) {
                    line.append(String.format(Locale.ROOT, " | %s %.1f", sum.getKey(), micros));
                }
            }
            long bytes = (allocated - before.allocated) / records;
            System.out.println(line + String.format(Locale.ROOT, " | all %.1f us, %d B allocated", all, bytes));
        }
    }
}

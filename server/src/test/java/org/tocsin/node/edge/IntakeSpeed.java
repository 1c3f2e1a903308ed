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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
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
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.IntakeLimits;
import org.tocsin.node.intake.IntakeParts;
import org.tocsin.node.intake.LaneCaller;
import org.tocsin.node.intake.LaneSession;
import org.tocsin.node.intake.ReceiptMaker;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.Trust;

/// A receiver without a network: frames of an author go into its lane session, and what each of its threads spends on a
/// record is told. The whole of a receiver's work but for the transport.
final class IntakeSpeed {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RECORDS_A_FRAME = 200;

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
                        new LaneScan(own, team -> List.of(agreement)),
                        false));
                Receiving receiving = new Receiving();
                LaneSession session = intake.begin(author, receiving);
                session.open(new Delivery.Open(Lane.ROUTINE, 1, List.of(), 0));
                AuthorKit kit = new AuthorKit(author, theirs.ledger());
                long raw = 0;
                long next = 1;
                long seen = 0;
                Cpu before = Cpu.now();
                long from = 0;
                long started = System.nanoTime();
                for (int done = 0; done < records; ) {
                    List<AuthorKit.Entry> entries = new ArrayList<>();
                    for (int i = 0; i < RECORDS_A_FRAME; i++) {
                        Bytes content = content(done + i);
                        raw += content.length();
                        entries.add(kit.record(content));
                    }
                    Delivery.Frame frame = kit.frame(next, seen, entries);
                    seen = kit.tree.size();
                    next += entries.size();
                    done += entries.size();
                    receiving.window.acquire();
                    session.frame(frame, 1);
                    if (done % each == 0) {
                        receiving.window.acquire(Receiving.WINDOW);
                        receiving.window.release(Receiving.WINDOW);
                        Cpu now = Cpu.now();
                        now.tell(before, done - from, done);
                        before = Cpu.now();
                        from = done;
                    }
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
            public Collection<SharingAgreement> agreements(Team partner) {
                return List.of(agreement);
            }

            @Override
            public void extend(Team partner, List<TeamManifest.Signed> manifests) {}
        };
    }

    /// About two kilobytes that do not compress to nothing.
    private static Bytes content(int number) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_300) {
            text.append(Long.toString(RANDOM.nextLong() >>> 20, 36)).append(" the host was seen ");
        }
        return SampleRecords.bundle(number, Tlp.GREEN, 1, text.toString());
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

    /// CPU nanoseconds and bytes allocated, by the name of the thread.
    private record Cpu(Map<String, long[]> threads, long wall) {
        static Cpu now() {
            ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            Map<String, long[]> sums = new HashMap<>();
            for (long id : bean.getAllThreadIds()) {
                var info = bean.getThreadInfo(id);
                if (info != null) {
                    long[] sum = sums.computeIfAbsent(info.getThreadName(), name -> new long[2]);
                    sum[0] += Math.max(0, bean.getThreadCpuTime(id));
                    sum[1] += Math.max(0, bean.getThreadAllocatedBytes(id));
                }
            }
            return new Cpu(sums, System.nanoTime());
        }

        void tell(Cpu before, long records, long done) {
            StringBuilder line = new StringBuilder("records " + done);
            threads.forEach((name, sum) -> {
                long[] was = before.threads.getOrDefault(name, new long[2]);
                double micros = (sum[0] - was[0]) / 1_000.0 / records;
                if (micros > 0.3) {
                    line.append(String.format(
                            Locale.ROOT, " | %s %.1f us %d B", name, micros, (sum[1] - was[1]) / records));
                }
            });
            System.out.println(line);
        }
    }
}

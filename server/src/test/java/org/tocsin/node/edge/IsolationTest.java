package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Lane;
import org.tocsin.model.Tlp;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.IntakeLimits;
import org.tocsin.node.intake.LaneCaller;
import org.tocsin.node.intake.LaneSession;

/// One partner far beyond its budget, one that never reads what it is answered, and one that behaves: what is asked of
/// whom, and who waits for whom, by counting and not by time. Threats S-FLOOD, S-SLOW.
class IsolationTest {
    private static final int MESSAGE_BYTES = 512 * 1024;

    @TempDir
    Path directory;

    private NodeRig jp;
    private Partner flooding;
    private Partner deaf;
    private Partner polite;

    /// A partner that sends a frame of some records whenever it is asked for one.
    private final class Partner implements LaneCaller {
        private final AuthorKit author;
        private final int records;
        private final int bytes;
        private final LaneSession session;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger receipts = new AtomicInteger();
        private final BlockingQueue<Boolean> credits = new LinkedBlockingQueue<>();
        private volatile boolean reads = true;
        private volatile boolean stopped;
        private final List<Thread> sending = new ArrayList<>();
        private int sent;

        Partner(NodeRig rig, int records, int bytes) {
            this.author = new AuthorKit(rig.team, rig.papers.ledger());
            this.records = records;
            this.bytes = bytes;
            this.session = jp.intake().begin(rig.team, this);
            session.open(new Delivery.Open(Lane.ROUTINE, 1, List.of(), 0));
        }

        /// Waits until it is asked, and sends.
        boolean send() throws InterruptedException {
            if (credits.poll(90, TimeUnit.SECONDS) == null || stopped) {
                return false;
            }
            long seen = author.tree.size();
            List<AuthorKit.Entry> entries = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                entries.add(author.record(SampleRecords.bundle(sent * records + i, Tlp.GREEN)));
            }
            session.frame(author.frame((long) sent * records + 1, seen, entries), bytes);
            sent++;
            return true;
        }

        void keepSending() {
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    while (send()) {
                        // As often as it is asked.
                    }
                } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            });
            sending.add(thread);
        }

        void stop() throws InterruptedException {
            stopped = true;
            credits.add(true);
            for (Thread thread : sending) {
                thread.join();
            }
        }

        @Override
        public void answer(Answer answer) {
            if (answer instanceof Answer.ReceiptDelivery) {
                receipts.incrementAndGet();
            }
        }

        @Override
        public boolean isReady() {
            return reads;
        }

        @Override
        public void more() {
            asked.incrementAndGet();
            credits.add(true);
        }

        @Override
        public void end() {
            stopped = true;
        }

        @Override
        public void fail(Fault fault) {
            stopped = true;
        }
    }

    @BeforeEach
    void openThreeLanes() throws Exception {
        jp = new NodeRig(directory, "cert-jp.example");
        jp.limits = new IntakeLimits(1 << 20, 1_000, 4 << 20, 64 << 20);
        List<NodeRig> rigs = new ArrayList<>();
        for (String name : List.of("cert-flood.example", "cert-deaf.example", "cert-polite.example")) {
            NodeRig rig = new NodeRig(directory, name);
            NodeRig.agree(rig, jp, Tlp.AMBER, Tlp.AMBER);
            rigs.add(rig);
        }
        jp.start();
        flooding = new Partner(rigs.get(0), 20, MESSAGE_BYTES);
        deaf = new Partner(rigs.get(1), 1, 2_000);
        polite = new Partner(rigs.get(2), 1, 2_000);
    }

    @AfterEach
    void close() throws InterruptedException {
        flooding.stop();
        deaf.stop();
        jp.close();
    }

    @Test
    void whoAsksMoreQuestionsThanItMayIsToldSoAndNobodyElse() {
        FaultException thrown = assertThrows(FaultException.class, () -> {
            for (int i = 0; i < 5_000; i++) {
                jp.intake().asked(flooding.author.team);
            }
        });
        assertEquals(Fault.Reason.TOO_MANY, thrown.fault().reason());
        jp.intake().asked(polite.author.team);
    }

    @Test
    void whoFloodsAndWhoNeverReadsCostBoundedlyAndDelayNobody() throws Exception {
        NodeRig.until("all are asked", () -> deaf.asked.get() == 16 && flooding.asked.get() >= 16);
        deaf.reads = false;
        Instant start = Instant.now();
        flooding.keepSending();
        deaf.keepSending();
        for (int i = 1; i <= 60; i++) {
            assertTrue(polite.send(), "the polite one is not asked");
            int expected = i;
            NodeRig.until("the receipt of frame " + i, () -> polite.receipts.get() >= expected);
        }
        int asked = flooding.asked.get();
        long seconds = Instant.now().getEpochSecond() - start.getEpochSecond() + 1;

        // One that does not read is not asked again, so that what it is answered stays bounded.
        assertEquals(16, deaf.asked.get());
        // One mebibyte a second, one in advance, and what was asked for at once.
        int most = Math.toIntExact(16 + 2 * (seconds + 1));
        assertTrue(asked <= most, asked + " messages asked for, at most " + most);
        // Nobody with something waiting was left out of a commit.
        assertEquals(0, jp.ledger().passedOverMax());
        // It reads again, and goes on.
        deaf.reads = true;
        deaf.session.ready();
        NodeRig.until("it is asked again", () -> deaf.asked.get() > 16);
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Lane;
import org.tocsin.model.Tlp;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.node.intake.Intake.InboundStatus;
import org.tocsin.peer.PeerDialer;
import org.tocsin.peer.PeerFault;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// A partner is cut off in one command, under load in both directions. Rule R-PEER-6.
class PeerCutTest {
    @TempDir
    Path directory = Path.of("");

    private OperatorRig es;
    private OperatorRig jp;
    private final AtomicBoolean loading = new AtomicBoolean(true);
    private final AtomicLong byEs = new AtomicLong();
    private final AtomicLong byJp = new AtomicLong();

    @BeforeEach
    void connectTwo() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
        OperatorRig.connect(es, jp, "AMBER", "AMBER");
        NodeRig.until(
                "the agreement is held by both",
                () -> !jp.teams.view().agreementsWith(es.team).isEmpty());
    }

    @AfterEach
    void stopTwo() {
        loading.set(false);
        es.close();
        jp.close();
    }

    @Test
    void notOneMoreMessageIsTakenOrSentAfterACutUnderLoadInBothDirections() throws Exception {
        Thread fromEs = load(es, byEs, 0);
        Thread fromJp = load(jp, byJp, 1_000_000);
        NodeRig.until("both directions flow", () -> given(es) >= 5 && given(jp) >= 5);

        Instant before = Instant.now();
        Typed cut = OperatorRig.must(es.type("peer", "cut", "cert-jp.example", "--reason", "their keys are stolen"));
        NodeRig.until("the streams are gone", () -> connected() == 0);
        Duration took = Duration.between(before, Instant.now());
        System.out.println("from the command to the end of the last stream: " + took.toMillis() + " ms");
        // What was handed to the ledger before is committed by then.
        awaitMore(20);
        long taken = taken(es);
        long given = given(es);
        long atJp = taken(jp);
        awaitMore(20);
        assertEquals(taken, taken(es), "taken by who cut");
        assertEquals(given, given(es), "receipts taken by who cut");
        assertEquals(atJp, taken(jp), "taken by who was cut");

        assertTrue(cut.out().contains("taken from them"), cut.out());
        assertTrue(cut.out().contains("A test"), cut.out());
        es.audited("PEER_CUT");
        es.audited("their keys are stolen");
        assertTrue(es.type("peer", "list").out().contains(" cut "));
        loading.set(false);
        fromEs.join();
        fromJp.join();

        OperatorRig.must(es.type("peer", "restore", "cert-jp.example"));
        NodeRig.until("what was stated meanwhile is decided anew and given", () -> taken(jp) == byEs.get());
        NodeRig.until("and the other way", () -> taken(es) == byJp.get());
        es.audited("PEER_RESTORED");
    }

    @Test
    void whoIsCutOffIsRefusedAtTheDoorAndNotDialled() throws Exception {
        OperatorRig.must(es.type("peer", "cut", "cert-jp.example"));
        var tls = new TlsContexts(
                jp.trust, jp.papers.node(), TlsContexts.Classical.REFUSE, InstantSource.system(), refusal -> {});
        var dialer = new PeerDialer(jp.trust, tls, InstantSource.system(), team -> true);
        try (var channel = dialer.dial(es.team, "127.0.0.1:" + es.peerPort)) {
            channel.manifests(0);
            throw new AssertionError("a team that is cut off was heard");
        } catch (PeerFault refused) {
            assertFalse(String.valueOf(refused.getMessage()).isEmpty());
        }
        assertEquals(
                0,
                new PeerDialer(es.trust, tls, InstantSource.system(), team -> true)
                        .endpoints(jp.team)
                        .size());
        assertTrue(es.teams.view().agreementsWith(jp.team).isEmpty());
        assertFalse(es.teams.view().agreementsHeldWith(jp.team).isEmpty());
    }

    @Test
    void aCutOutlastsARestartAndACardDoesNotUndoIt() throws Exception {
        OperatorRig.must(es.type("peer", "cut", "cert-jp.example"));
        OperatorRig.must(es.type("peer", "cut", "cert-jp.example"));
        OperatorRig.pin(es, jp);
        assertTrue(es.teams.view().cut(jp.team).isPresent());
        assertTrue(es.trust.pinned(jp.team).isEmpty());
        Trust trust = new Trust(es.team, List.of(es.papers.pinned()));
        try (Audit audit = new Audit(directory.resolve("again.jsonl"), InstantSource.system())) {
            Directory again = Directory.open(
                    es.papers.pinned(), es.database.transactions(), trust, audit, InstantSource.system());
            assertTrue(again.view().cut(jp.team).isPresent());
            assertTrue(trust.pinned(jp.team).isEmpty());
            assertTrue(again.view().team(jp.team).isPresent(), "what it stated can still be proven");
            assertEquals(Set.of(jp.team), Directory.cutOff(es.database.transactions()));
        }
    }

    @Test
    void onlyAPinnedTeamIsCutOff() throws Exception {
        for (String team : List.of("fusion.example", "cert-es.example")) {
            assertEquals(ExitCode.REFUSED, es.type("peer", "cut", team).exit());
            assertEquals(ExitCode.REFUSED, es.type("peer", "restore", team).exit());
        }
        assertEquals(ExitCode.UNUSABLE, es.type("peer", "cut", "no team").exit());
        assertTrue(OperatorRig.must(es.type("peer", "restore", "cert-jp.example"))
                .out()
                .contains("was cut  no"));
    }

    private Thread load(OperatorRig author, AtomicLong published, int first) {
        Path file = author.home.resolve("load.json");
        return Thread.ofVirtual().start(() -> {
            for (int i = 1; loading.get(); i++) {
                try {
                    Files.write(file, SampleRecords.bundle(first + i, Tlp.GREEN).array());
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
                OperatorRig.must(author.type("record", "publish", file.toString()));
                published.incrementAndGet();
            }
        });
    }

    /// Waits until both sides have published so many more.
    private void awaitMore(int records) throws InterruptedException {
        long atEs = byEs.get() + records;
        long atJp = byJp.get() + records;
        NodeRig.until("both go on publishing", () -> byEs.get() >= atEs && byJp.get() >= atJp);
    }

    private long given(OperatorRig author) {
        OperatorRig other = author == es ? jp : es;
        return author.lanes.status(other.team).map(status -> status.receipted()).orElse(0L);
    }

    private static long taken(OperatorRig receiver) {
        return receiver.intake.inbound().stream()
                .filter(lane -> lane.lane() == Lane.ROUTINE || lane.lane() == Lane.BULK)
                .mapToLong(InboundStatus::stored)
                .sum();
    }

    /// Streams between the two, as the one that cut sees them.
    private long connected() {
        long in = es.intake.inbound().stream().filter(lane -> lane.connected()).count();
        long out = es.lanes.all().size();
        return in + out;
    }
}

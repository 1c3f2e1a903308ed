package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;

/// An honest author that shows each of two witnesses something else of every record, as their terms say, while both
/// tell each other all along what they saw of its ledger: nothing speaks against it, by the code that speaks up when it
/// forks. Rules R-SEE-2, R-SEE-3, R-SEE-4, R-REL-8; threat T8.
class HonestRedactionsTest {
    /// Each is redacted in one way for one witness and in another way for the other: 10,000 redactions.
    private static final int RECORDS = 5_000;

    private static final int EXCHANGES = 25;

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private NodeRig fr;
    private final Map<NodeRig, Integer> owed = new HashMap<>();
    private int published;

    @BeforeEach
    void startAll() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        fr = new NodeRig(directory, "cert-fr.example");
        NodeRig.agree(jp, fr, Tlp.AMBER, Tlp.AMBER);
        owed.putAll(Map.of(jp, 0, fr, 0));
        withholding(jp, "tool");
        withholding(fr, "campaign");
        var next = new ManifestSigner(es.papers.root())
                .nameWitnesses(es.papers.pinned(), List.of(fr.team, jp.team), Instant.now());
        PinnedTeam named = assertInstanceOf(
                        ManifestVerdict.Verified.class, ManifestChain.extend(es.papers.pinned(), List.of(next)))
                .team();
        es.own = named;
        for (NodeRig witness : List.of(jp, fr)) {
            witness.others.replaceAll(team -> team.team().equals(es.team) ? named : team);
        }
        for (NodeRig node : List.of(es, jp, fr)) {
            node.start();
        }
    }

    /// Under these terms a partner of the author is shown no object of a type.
    private void withholding(NodeRig partner, String type) {
        NodeRig.agree(es, partner, Tlp.AMBER, Tlp.AMBER);
        SharingAgreement plain =
                es.agreements.getOrDefault(partner.team, List.of()).getFirst();
        var terms = new SharingAgreement(
                plain.id(),
                plain.version(),
                plain.title(),
                plain.legalBasis(),
                plain.from(),
                plain.until(),
                without(plain.first(), type),
                without(plain.second(), type));
        es.agreements.put(partner.team, List.of(terms));
        partner.agreements.put(es.team, List.of(terms));
    }

    private static Direction without(Direction way, String type) {
        return new Direction(
                way.from(),
                way.to(),
                way.ceiling(),
                0,
                way.onward(),
                way.scope(),
                new Withholding(new TreeSet<>(Set.of(type)), false, false),
                way.handling());
    }

    @AfterEach
    void stop() {
        List.of(es, jp, fr).forEach(NodeRig::close);
    }

    @Test
    void tenThousandRedactionsInTwentyFiveExchangesRaiseNothing() throws Exception {
        for (int round = 1; round <= EXCHANGES; round++) {
            publish(RECORDS / EXCHANGES);
            publishFor(round % 2 == 0 ? jp : fr);
            exchange();
            assertEquals(List.of(), doubts(), "exchange " + round);
        }
        assertTrue(sightings(jp) >= EXCHANGES && sightings(fr) >= EXCHANGES, "each told the other every time");
        assertShownDifferently();
        for (NodeRig node : List.of(es, jp, fr)) {
            assertTrue(
                    !node.audit().contains("EQUIVOCATION_PROVEN")
                            && !node.audit().contains("CONSISTENCY_NOT_SHOWN"),
                    "nothing was alarmed at " + node.team);
        }
    }

    /// What shows that the test above can fail.
    @Test
    void theSameExchangeRaisesAForkThatEachOfThemSawOneSideOf() throws Exception {
        for (int round = 1; round <= 3; round++) {
            publish(20);
            publishFor(round % 2 == 0 ? jp : fr);
            exchange();
        }
        assertEquals(List.of(), doubts());
        AuthorKit fork = forked();
        // The author goes on for one of them, and otherwise for the other.
        es.agreements.remove(fr.team);
        new AuthorStream(fork, fr, Lane.BULK).open(1).deliver(fork.record(record(published)));
        publishFor(jp);
        long before = sightings(jp) + sightings(fr);
        NodeRig.until("both know", () -> {
            jp.witnesses().look();
            fr.witnesses().look();
            return isHalted(jp) && isHalted(fr);
        });
        assertTrue(sightings(jp) + sightings(fr) <= before + 2, "each told the other once at most");
    }

    /// The author's ledger as it is, in hands that may go on with it otherwise.
    private AuthorKit forked() {
        AuthorKit fork = new AuthorKit(es.team, es.papers.ledger());
        LedgerView view = es.ledger().view();
        LongStream.range(0, view.head().tree().size())
                .forEach(index ->
                        fork.tree.append(view.entry(1, index).orElseThrow().leafHash()));
        return fork;
    }

    private void publish(int count) throws InterruptedException {
        List<Bytes> contents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contents.add(record(published++));
        }
        owed.replaceAll((node, before) -> before + count);
        es.publish(contents);
        untilReceipted();
    }

    /// What only one of them is given: they have seen heads of different sizes then.
    private void publishFor(NodeRig node) throws InterruptedException {
        owed.merge(node, 1, Integer::sum);
        es.publish(record(published++), node.team);
        untilReceipted();
    }

    private void untilReceipted() throws InterruptedException {
        NodeRig.until(
                "everything is receipted",
                () -> owed.entrySet().stream().allMatch(each -> es.receipted(each.getKey().team) == each.getValue()));
    }

    /// Both witnesses say what they saw, hear each other, and ask the author what that leaves open.
    private void exchange() throws InterruptedException {
        long byJp = told(jp, fr);
        long byFr = told(fr, jp);
        NodeRig.until("each told and heard the other, and nothing is left to ask", () -> {
            jp.witnesses().look();
            fr.witnesses().look();
            return told(jp, fr) > byJp
                    && told(fr, jp) > byFr
                    && isHeard(jp, fr)
                    && isHeard(fr, jp)
                    && jp.witnesses().isSettled()
                    && fr.witnesses().isSettled();
        });
    }

    /// Nothing but what they saw goes by the control lane between them.
    private static long told(NodeRig from, NodeRig by) {
        return from.lanes()
                .status(by.team, Lane.CONTROL)
                .map(LaneStatus::released)
                .orElse(0L);
    }

    private static boolean isHeard(NodeRig from, NodeRig by) {
        return from.lanes()
                .status(by.team, Lane.CONTROL)
                .filter(lane -> lane.receipted() == lane.released())
                .isPresent();
    }

    private boolean isHalted(NodeRig node) {
        return node.witnesses().doubts().halts(es.team, Lane.ROUTINE);
    }

    private static long sightings(NodeRig node) {
        return node.stated().stream()
                .filter(kind -> kind == Statement.Kind.SEEN)
                .count();
    }

    private List<Object> doubts() {
        List<Object> all = new ArrayList<>();
        List.of(es, jp, fr).forEach(node -> all.addAll(node.witnesses().doubts().all()));
        return all;
    }

    private void assertShownDifferently() {
        List<Bytes> byJp = jp.received(es.team);
        List<Bytes> byFr = fr.received(es.team);
        assertTrue(byJp.size() > RECORDS && byFr.size() > RECORDS);
        for (Bytes shown : byJp) {
            assertTrue(shown.utf8().contains("campaign--") && !shown.utf8().contains("tool--"), shown.utf8());
        }
        for (Bytes shown : byFr) {
            assertTrue(shown.utf8().contains("tool--") && !shown.utf8().contains("campaign--"), shown.utf8());
        }
    }

    private static Bytes record(int number) {
        return Bytes.ofUtf8("{\"type\":\"bundle\",\"id\":\"" + id("bundle", number) + "\",\"objects\":["
                + object("incident", number) + "," + object("tool", number) + "," + object("campaign", number) + "]}");
    }

    private static String object(String type, int number) {
        return "{\"type\":\"" + type + "\",\"spec_version\":\"2.1\",\"id\":\"" + id(type, number)
                + "\",\"created\":\"2026-11-01T00:00:00.000Z\",\"modified\":\"2026-11-01T00:00:00.000Z\","
                + "\"object_marking_refs\":[\"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb\"],"
                + "\"name\":\"n\"}";
    }

    private static String id(String type, int number) {
        return type + "--%08x-1111-4111-8111-111111111111".formatted(number);
    }
}

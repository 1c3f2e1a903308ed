package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Evidence;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Seen;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Equivocation;
import org.tocsin.model.control.Sighting;
import org.tocsin.node.witness.Doubt;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.WireException;
import org.tocsin.wire.WitnessCodec;
import org.tocsin.witness.EquivocationVerdict;
import org.tocsin.witness.EquivocationVerifier;

/// An author that tells its partners different things, and partners that it named as each other's witnesses. Rules
/// R-SEE-1
/// to R-SEE-4, R-EVI-2, R-EVI-3.
class WitnessTest {
    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private NodeRig fr;
    private AuthorKit toJp;
    private AuthorKit toFr;

    @BeforeEach
    void startWitnesses() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        fr = new NodeRig(directory, "cert-fr.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        NodeRig.agree(es, fr, Tlp.AMBER, Tlp.AMBER);
        NodeRig.agree(jp, fr, Tlp.AMBER, Tlp.AMBER);
        nameWitnesses();
        jp.start();
        fr.start();
        toJp = new AuthorKit(es.team, es.papers.ledger());
        toFr = new AuthorKit(es.team, es.papers.ledger());
    }

    private void nameWitnesses() {
        var next = new ManifestSigner(es.papers.root())
                .nameWitnesses(es.papers.pinned(), List.of(fr.team, jp.team), Instant.now());
        PinnedTeam named = assertInstanceOf(
                        ManifestVerdict.Verified.class, ManifestChain.extend(es.papers.pinned(), List.of(next)))
                .team();
        es.own = named;
        for (NodeRig partner : List.of(jp, fr)) {
            partner.others.replaceAll(team -> team.team().equals(es.team) ? named : team);
        }
    }

    @AfterEach
    void stop() {
        List.of(es, jp, fr).forEach(NodeRig::close);
    }

    private static AuthorKit.Entry record(AuthorKit author, int number) {
        return author.record(SampleRecords.bundle(number, Tlp.GREEN));
    }

    private static List<Doubt> doubts(NodeRig node) {
        return node.witnesses().doubts().all();
    }

    private boolean isHalted(NodeRig node) {
        return node.witnesses().doubts().halted().contains(es.team);
    }

    private void untilDoubted(NodeRig node) throws InterruptedException {
        NodeRig.until("a doubt at " + node.team, () -> {
            node.witnesses().look();
            return isHalted(node);
        });
    }

    @Test
    void whatTwoPartnersSawIsEvidenceAtBothAfterOneExchange() throws Exception {
        new AuthorStream(toJp, jp, Lane.ROUTINE).open(1).deliver(record(toJp, 1));
        AuthorStream open = new AuthorStream(toFr, fr, Lane.ROUTINE).open(1);
        open.deliver(record(toFr, 2));
        jp.witnesses().look();
        NodeRig.until("fr compares", () -> isHalted(fr));
        Doubt found = doubts(fr).getFirst();
        assertEquals(Doubt.Kind.TWO_ROOTS, found.kind());
        // A stream that was open is stopped, and no new one is taken but for emergencies.
        open.stopped(StopReason.INCONSISTENT);
        assertTrue(fr.witnesses().doubts().halts(es.team, Lane.BULK));
        fr.witnesses().look();
        NodeRig.until("jp is told", () -> isHalted(jp));
        for (NodeRig node : List.of(fr, jp)) {
            Equivocation evidence =
                    WitnessCodec.equivocation(doubts(node).getFirst().document());
            assertInstanceOf(
                    EquivocationVerdict.Proven.class,
                    EquivocationVerifier.verify(es.papers.rootFingerprint(), evidence));
        }
        assertEquals(Optional.of(fr.team), doubts(jp).getFirst().toldBy());
        AuthorStream again = new AuthorStream(toJp, jp, Lane.ROUTINE);
        again.session.open(new Delivery.Open(Lane.ROUTINE, 1, List.of(), 0));
        again.stopped(StopReason.INCONSISTENT);
        assertInstanceOf(Answer.State.class, new AuthorStream(toJp, jp, Lane.EMERGENCY).state(1));

        assertEquals(1, jp.witnesses().doubts().decide(es.team, true, "officer"));
        new AuthorStream(toJp, jp, Lane.ROUTINE).open(1).deliver(record(toJp, 3));
        // What was decided stays decided, whoever brings it again; and the other node's officer has yet to decide.
        assertEquals(List.of(es.team), fr.witnesses().doubts().halted());
        jp.stop();
        jp.start();
        assertEquals(List.of(), jp.witnesses().doubts().halted());
        fr.stop();
        fr.start();
        assertEquals(List.of(es.team), fr.witnesses().doubts().halted());
    }

    @Test
    void anAuthorThatDoesNotShowHowTwoHeadsBelongTogetherIsDoubtedAndNotAccused() throws Exception {
        // The author's own node tells one of them only.
        es.agreements.remove(jp.team);
        es.start();
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("fr has it", () -> fr.received(es.team).size() == 1);
        // What jp is told is signed by the same key, and goes on from nothing that the author's ledger holds.
        for (int number = 2; number < 60; number++) {
            record(toJp, number);
        }
        new AuthorStream(toJp, jp, Lane.BULK).open(1).deliver(record(toJp, 60));
        NodeRig.until("fr asks in vain", () -> {
            jp.witnesses().look();
            fr.witnesses().look();
            return isHalted(fr);
        });
        assertEquals(Doubt.Kind.NOT_CONSISTENT, doubts(fr).getFirst().kind());
        assertEquals(Bytes.EMPTY, doubts(fr).getFirst().document());
    }

    @Test
    void honestHeadsOfAnySizeAreSettledAndDoubtedByNobody() throws Exception {
        es.start();
        for (int number = 1; number <= 5; number++) {
            es.publish(SampleRecords.bundle(number, Tlp.GREEN));
        }
        NodeRig.until(
                "both have them",
                () -> fr.received(es.team).size() == 5 && jp.received(es.team).size() == 5);
        NodeRig.until("nothing is left to ask", () -> {
            jp.witnesses().look();
            fr.witnesses().look();
            return jp.witnesses().isSettled() && fr.witnesses().isSettled();
        });
        assertEquals(List.of(), doubts(jp));
        assertEquals(List.of(), doubts(fr));
        assertTrue(jp.stated().contains(Statement.Kind.SEEN) && fr.stated().contains(Statement.Kind.SEEN));
        // Told each other, they are silent: what they say of it is no news.
        long said = sightings(jp);
        jp.witnesses().look();
        assertEquals(said, sightings(jp));
    }

    private static long sightings(NodeRig node) {
        return node.stated().stream()
                .filter(kind -> kind == Statement.Kind.SEEN)
                .count();
    }

    @Test
    void anOlderCheckpointThatComesLateIsNoRollback() throws Exception {
        AuthorStream stream = new AuthorStream(toJp, jp, Lane.ROUTINE).open(1);
        AuthorKit.Entry first = record(toJp, 1);
        Bytes older = toJp.checkpoint();
        var late = toJp.frame(1, 0, List.of(first), older);
        new AuthorStream(toJp, jp, Lane.BULK).open(1).deliver(record(toJp, 2), record(toJp, 3));
        assertEquals(1, stream.send(late).receipt().through().sequence());
        jp.witnesses().look();
        assertEquals(List.of(), doubts(jp));
        assertTrue(!jp.witnesses().isSettled(), "it is compared when its author can be asked");
    }

    @Test
    void aForkOnAnotherLaneIsFoundThoughItsHeadIsSmaller() throws Exception {
        AuthorStream bulk = new AuthorStream(toFr, jp, Lane.BULK).open(1);
        new AuthorStream(toJp, jp, Lane.ROUTINE).open(1).deliver(record(toJp, 1), record(toJp, 2));
        bulk.deliver(record(toFr, 3));
        // Another lane opened before, so nothing was to be shown on it.
        es.start();
        untilDoubted(jp);
        assertEquals(List.of(es.team), jp.witnesses().doubts().halted());
    }

    @Test
    void twoStatementsOfOneVersionStopTheLanesWithTheirEvidence() throws Exception {
        AuthorStream stream = new AuthorStream(toJp, jp, Lane.ROUTINE).open(1);
        var version = toJp.newVersion();
        stream.deliver(toJp.record(SampleRecords.bundle(1, Tlp.GREEN), version, fragments -> fragments));
        Receipt refused =
                stream.deliver(toJp.record(SampleRecords.bundle(2, Tlp.GREEN), version, fragments -> fragments));
        assertEquals(
                RefusalReason.VERSION_CONFLICT, refused.refusals().getFirst().reason());
        NodeRig.until("it is kept", () -> isHalted(jp));
        assertEquals(Doubt.Kind.TWO_VERSIONS, doubts(jp).getFirst().kind());
        jp.witnesses().look();
        NodeRig.until("fr is told", () -> isHalted(fr));
        assertEquals(doubts(jp).getFirst().id(), doubts(fr).getFirst().id());
    }

    @Test
    void whatAPartnerMakesUpStopsNothing() throws Exception {
        fr.stop();
        AuthorKit liar = new AuthorKit(fr.team, fr.papers.ledger());
        record(toJp, 1);
        Evidence alone = new Evidence(toJp.checkpoint(), 0, List.of(), Bytes.EMPTY, Bytes.EMPTY);
        AuthorKit forged = new AuthorKit(es.team, fr.papers.ledger());
        record(forged, 2);
        Evidence other = new Evidence(forged.checkpoint(), 0, List.of(), Bytes.EMPTY, Bytes.EMPTY);
        AuthorStream control = new AuthorStream(liar, jp, Lane.CONTROL).open(1);
        var madeUp = new Equivocation(Equivocation.Kind.TWO_ROOTS, es.own.signed(), alone, other);
        assertEquals(
                List.of(RefusalReason.EVIDENCE_FAILED),
                refusals(control.deliver(
                        liar.document(Statement.Kind.EVIDENCE, List.of(), WitnessCodec.encode(madeUp)))));
        assertEquals(
                List.of(RefusalReason.EVIDENCE_FAILED),
                refusals(control.deliver(seen(liar, forged, es.team.domain(), forged.checkpoint()))));
        // Nobody is heard about the receiver, nor about itself.
        AuthorKit about = new AuthorKit(jp.team, fr.papers.ledger());
        record(about, 3);
        assertEquals(
                List.of(RefusalReason.NOT_ENTITLED),
                refusals(control.deliver(seen(liar, about, jp.team.domain(), about.checkpoint()))));
        assertEquals(
                List.of(RefusalReason.NOT_ENTITLED),
                refusals(control.deliver(seen(liar, liar, fr.team.domain(), liar.checkpoint()))));
        assertEquals(List.of(), doubts(jp));
        new AuthorStream(toJp, jp, Lane.ROUTINE).open(1).deliver(record(toJp, 4));
    }

    private static AuthorKit.Entry seen(AuthorKit by, AuthorKit of, String team, Bytes checkpoint)
            throws WireException {
        Seen seen = new Seen(Origin.parse(team + "/ledger/1"), of.tree.head(), Instant.now());
        return by.document(Statement.Kind.SEEN, List.of(), WitnessCodec.encode(new Sighting(seen, checkpoint)));
    }

    private static List<RefusalReason> refusals(Receipt receipt) {
        return receipt.refusals().stream().map(Receipt.Refusal::reason).toList();
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.intake.RecordReceipts;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.EvidenceCodec;

/// An author, a hub, a member that the author does not know, and a second hub. Rules R-RLY-1 to R-RLY-4, R-ADM-5.
@Timeout(300)
class RelayTest {
    @TempDir
    Path directory;

    private NodeRig author;
    private NodeRig hub;
    private NodeRig other;
    private NodeRig member;

    @BeforeEach
    void makeNodes() throws Exception {
        author = new NodeRig(directory, "cert-es.example");
        hub = new NodeRig(directory, "fusion.example");
        other = new NodeRig(directory, "fusion-two.example");
        member = new NodeRig(directory, "cert-jp.example");
        hub.isHub = true;
        other.isHub = true;
    }

    @AfterEach
    void stopNodes() {
        for (NodeRig node : List.of(author, hub, other, member)) {
            node.close();
        }
    }

    private static void start(NodeRig... nodes) throws Exception {
        for (NodeRig node : nodes) {
            node.start();
        }
    }

    private static Optional<StoredRecord> held(NodeRig node, RecordVersion version) {
        return node.database().transactions().read(session -> RecordTable.find(session, version));
    }

    private static boolean isErased(NodeRig node, RecordVersion version) {
        StoredRecord record = held(node, version).orElseThrow();
        return new ContentStore(node.database().transactions()).get(record.contentId(), record.leafHash())
                instanceof ContentStore.Content.Erased;
    }

    @Test
    void theHubHandsOnWhatMayGoOnwardAndTheMemberHoldsTheAuthorsProof() throws Exception {
        NodeRig.agreeOnward(author, hub);
        NodeRig.agree(hub, member, Tlp.GREEN, Tlp.GREEN);
        start(member, hub, author);
        Bytes clear = SampleRecords.bundle(1, Tlp.CLEAR);
        Bytes green = SampleRecords.bundle(2, Tlp.GREEN);
        author.publish(SampleRecords.bundle(3, Tlp.AMBER));
        author.publish(clear);
        StoredRecord ours = author.publish(green);

        NodeRig.until("handed on", () -> held(member, ours.version()).isPresent());
        assertEquals(List.of(clear, green), member.received(author.team));
        NodeRig.until("receipted", () -> hub.receipted(member.team) == 2);
        assertEquals(3, hub.received(author.team).size(), "the hub itself holds what is AMBER too");

        StoredRecord theirs = held(member, ours.version()).orElseThrow();
        assertEquals(ours.leafHash(), theirs.leafHash());
        assertEquals(ours.index(), theirs.index());
        assertEquals(Optional.of(hub.team), member.records().via(theirs));
        EvidenceCodec.Proof proof = member.records().prove(theirs, true);
        var verified = assertInstanceOf(
                ProofVerdict.Verified.class, ProofFileVerifier.verify(author.papers.rootFingerprint(), proof));
        assertEquals(ours.leafHash(), verified.leafHash());
        assertEquals(author.team, verified.statement().team());
        // The member has no line to the author, and the author none to the member.
        assertTrue(member.trust().pinned(author.team).isEmpty());
        assertTrue(author.lanes().status(member.team).isEmpty());
        // Nothing comes back to the author.
        assertEquals(List.of(), author.received(hub.team));
        assertEquals(
                Map.of("HELD_THERE", 2L),
                hub.lanes().status(author.team).orElseThrow().withheld());
    }

    /// What waits at the hub goes by what is agreed when it is sent, not by what was when it came.
    @Test
    void whatMayGoOnNoMoreWhenItIsSentIsNotSent() throws Exception {
        NodeRig.agreeOnward(author, hub);
        NodeRig.agree(hub, member, Tlp.GREEN, Tlp.GREEN);
        start(hub, author);
        hub.lanes().ensure(member.team);
        author.publish(SampleRecords.bundle(1, Tlp.CLEAR));
        NodeRig.until(
                "it is given out",
                () -> hub.lanes()
                        .status(member.team)
                        .filter(lane -> lane.released() == 1)
                        .isPresent());
        NodeRig.agree(author, hub, Tlp.AMBER, Tlp.AMBER);
        start(member);
        NodeRig.until("receipted", () -> hub.receipted(member.team) == 1);
        assertEquals(List.of(), member.received(author.team));
        assertEquals(1, hub.lanes().status(member.team).orElseThrow().voided());
    }

    @Test
    void withoutTheAuthorsWordNothingGoesOn() throws Exception {
        NodeRig.agree(author, hub, Tlp.AMBER, Tlp.AMBER);
        NodeRig.agree(hub, member, Tlp.GREEN, Tlp.GREEN);
        start(member, hub, author);
        author.publish(SampleRecords.bundle(1, Tlp.CLEAR));
        Bytes own = SampleRecords.bundle(2, Tlp.CLEAR);
        NodeRig.until("at the hub", () -> author.receipted(hub.team) == 1);
        hub.publish(own);
        NodeRig.until("the hub's own", () -> hub.receipted(member.team) == 1);
        assertEquals(List.of(own), member.received(hub.team));
        assertEquals(List.of(), member.received(author.team));
    }

    @Test
    void twoHubsDoNotSendARecordInCirclesAndAMemberOfBothHoldsItOnce() throws Exception {
        NodeRig.agreeOnward(author, hub);
        NodeRig.agreeOnward(author, other);
        NodeRig.agreeOnward(hub, other);
        NodeRig.agreeOnward(hub, member);
        NodeRig.agree(other, member, Tlp.GREEN, Tlp.GREEN);
        NodeRig.agree(author, member, Tlp.GREEN, Tlp.GREEN);
        start(member, hub, other, author);
        StoredRecord ours = author.publish(SampleRecords.bundle(1, Tlp.GREEN));

        NodeRig.until("over three ways", () -> hub.receipted(member.team) == 1 && other.receipted(member.team) == 1);
        NodeRig.until("and the direct one", () -> author.receipted(member.team) == 1);
        // Which of the two has it first, and so from whom, is chance.
        NodeRig.until("between the hubs", () -> hub.receipted(other.team) == 1 || other.receipted(hub.team) == 1);
        assertEquals(1, member.received(author.team).size());
        assertEquals(ours.leafHash(), held(member, ours.version()).orElseThrow().leafHash());
        long duplicates = List.of(author, hub, other).stream()
                .mapToLong(
                        node -> member.intake().status(node.team).orElseThrow().duplicates())
                .sum();
        assertEquals(2, duplicates);
        // Each hub stated it once, whatever came back.
        assertEquals(1, hub.lanes().status(member.team).orElseThrow().decided());
        assertEquals(1, other.lanes().status(member.team).orElseThrow().decided());
    }

    /// The first to bring it lets it go no further; the author, whose copy comes later, does.
    @Test
    void whatCameFirstOnAWayThatEndsHereGoesOnWhenItComesOnOneThatDoesNot() throws Exception {
        NodeRig.agreeOnward(author, other);
        NodeRig.agreeOnward(author, hub);
        List<SharingAgreement> withAuthor = hub.agreements.getOrDefault(author.team, List.of());
        hub.agreements.put(author.team, List.of());
        NodeRig.agree(other, hub, Tlp.GREEN, Tlp.GREEN);
        NodeRig.agree(hub, member, Tlp.GREEN, Tlp.GREEN);
        start(member, hub, other, author);
        StoredRecord ours = author.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until(
                "at the hub, by the other one", () -> held(hub, ours.version()).isPresent());
        NodeRig.until("said so", () -> other.receipted(hub.team) == 1);
        assertEquals(
                Optional.of(other.team),
                hub.records().via(held(hub, ours.version()).orElseThrow()));
        assertEquals(0, hub.lanes().status(member.team).map(LaneStatus::decided).orElse(0L));

        hub.agreements.put(author.team, withAuthor);
        NodeRig.until("and by its author", () -> author.receipted(hub.team) == 1);
        NodeRig.until("handed on", () -> held(member, ours.version()).isPresent());
        assertEquals(
                List.of(hub.team),
                List.of(member.records()
                        .via(held(member, ours.version()).orElseThrow())
                        .orElseThrow()));
        NodeRig.until("receipted", () -> hub.receipted(member.team) == 1);
        // Neither the author nor who brought it first is given it again.
        for (NodeRig one : List.of(author, other)) {
            assertEquals(
                    0, hub.lanes().status(one.team).map(LaneStatus::released).orElse(0L));
        }
    }

    @Test
    void whatTheMemberSaysGoesBackToTheAuthorAndWhatTheAuthorWithdrawsGoesOn() throws Exception {
        NodeRig.agreeOnward(author, hub);
        NodeRig.agree(hub, member, Tlp.GREEN, Tlp.GREEN);
        start(member, hub, author);
        StoredRecord ours = author.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("handed on", () -> held(member, ours.version()).isPresent());

        StoredRecord theirs = held(member, ours.version()).orElseThrow();
        new RecordReceipts(member.control()).mark(theirs, new RecordReceipt.Outcome.Acted("block-host"));
        var tracks = new RecordTracks(author.database().transactions());
        NodeRig.until("told to the author", () -> !tracks.of(ours).isEmpty());
        RecordTracks.PartnerTrack track = tracks.of(ours).getFirst();
        assertEquals(member.team, track.partner());
        assertEquals(Optional.of(hub.team), track.via());
        assertEquals(
                new RecordReceipt.Outcome.Acted("block-host"),
                track.receipts().getFirst().outcome());

        new Withdrawals(author.control()).withdraw(ours, "a false positive");
        NodeRig.until("erased at the hub", () -> isErased(hub, ours.version()));
        NodeRig.until("erased at the member", () -> isErased(member, ours.version()));
    }

    /// R-LIM-2: what one statement cannot hold stays where it is, and what is behind it goes on.
    @Test
    void whatFitsIntoNoStatementIsNotHandedOn() throws Exception {
        NodeRig.agreeOnward(author, hub);
        NodeRig.agree(hub, member, Tlp.GREEN, Tlp.GREEN);
        start(member, hub, author);
        StoredRecord large = author.publish(SampleRecords.bundle(1, Tlp.GREEN, 4, "x".repeat(200_000)));
        StoredRecord small = author.publish(SampleRecords.bundle(2, Tlp.GREEN));
        NodeRig.until("handed on", () -> held(member, small.version()).isPresent());
        assertEquals(Optional.empty(), held(member, large.version()));
        assertEquals(false, isErased(hub, large.version()));
    }

    @Test
    void whoWantsNoReceiptsOfThoseBehindAHubGetsNone() throws Exception {
        NodeRig.agreeOnward(author, hub);
        SharingAgreement wanting =
                author.agreements.getOrDefault(hub.team, List.of()).getFirst();
        var without = new SharingAgreement(
                wanting.id(),
                1,
                wanting.title(),
                wanting.legalBasis(),
                wanting.from(),
                wanting.until(),
                untold(wanting.first()),
                untold(wanting.second()));
        author.agreements.put(hub.team, List.of(without));
        hub.agreements.put(author.team, List.of(without));
        NodeRig.agree(hub, member, Tlp.GREEN, Tlp.GREEN);
        start(member, hub, author);
        StoredRecord ours = author.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("handed on", () -> held(member, ours.version()).isPresent());
        StoredRecord theirs = held(member, ours.version()).orElseThrow();
        new RecordReceipts(member.control()).mark(theirs, new RecordReceipt.Outcome.Acted("block-host"));
        var tracks = new RecordTracks(hub.database().transactions());
        StoredRecord there = held(hub, ours.version()).orElseThrow();
        NodeRig.until("told to the hub", () -> !tracks.of(there).isEmpty());
        // What it states to hand something on, it states in the commit that takes it in.
        assertEquals(
                1,
                hub.stated().stream()
                        .filter(kind -> kind == Statement.Kind.RELAY)
                        .count());
    }

    private static SharingAgreement.Direction untold(SharingAgreement.Direction way) {
        Onward onward = way.onward().equals(Onward.NOTHING) ? Onward.NOTHING : Onward.asMarked(false);
        return new SharingAgreement.Direction(way.from(), way.to(), way.ceiling(), 0, onward);
    }
}

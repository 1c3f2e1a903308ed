package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Relay;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.ControlCodec;

/// A hub that hands on what its author did not say is refused item by item, and the lane goes on. Rules R-RLY-1 to
/// R-RLY-3,
/// R-LAN-11, threat S-LYING-HUB.
@Timeout(300)
class LyingHubTest {
    private static final Team AUTHOR = new Team("cert-pt.example");

    @TempDir
    Path directory;

    private NodeRig hubRig;
    private NodeRig member;
    private AuthorKit hub;
    private TeamPapers papers;
    private AuthorKit author;
    private AuthorStream routine;

    @BeforeEach
    void openTheLane() throws Exception {
        hubRig = new NodeRig(directory, "fusion.example");
        member = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(hubRig, member, Tlp.RED, Tlp.GREEN);
        member.start();
        hub = new AuthorKit(hubRig.team, hubRig.papers.ledger());
        papers = papersOf(AUTHOR);
        author = new AuthorKit(AUTHOR, papers.ledger());
        routine = new AuthorStream(hub, member, Lane.ROUTINE).open(1);
    }

    @AfterEach
    void stopTheMember() {
        member.close();
    }

    private static TeamPapers papersOf(Team team) {
        return TeamPapers.make(
                new TeamPapers.Plan(team, team.domain(), "node-1", List.of(), Suite.ED25519),
                new SecureRandom(),
                Instant.now());
    }

    private static Evidence evidence(AuthorKit of, AuthorKit.Entry entry) {
        return new Evidence(
                of.checkpoint(),
                entry.index(),
                of.tree.shared(new long[] {entry.index()}, of.tree.size()),
                entry.statement(),
                entry.fragments());
    }

    private AuthorKit.Entry relayed(Evidence evidence, TeamPapers vouched, Digest reference) {
        return hub.document(
                Statement.Kind.RELAY,
                List.of(reference),
                ControlCodec.encode(new Relay(evidence, List.of(vouched.manifest()))));
    }

    private AuthorKit.Entry relayed(AuthorKit.Entry entry) {
        return relayed(evidence(author, entry), papers, entry.leaf());
    }

    private List<RefusalReason> refusals(AuthorKit.Entry entry) throws Exception {
        return routine.deliver(entry).refusals().stream()
                .map(Receipt.Refusal::reason)
                .toList();
    }

    @Test
    void whatTheAuthorDidNotSayIsRefusedAndTheNextOneIsStored() throws Exception {
        AuthorKit.Entry good = author.record(SampleRecords.bundle(1, Tlp.GREEN));
        AuthorKit.Entry another = author.record(SampleRecords.bundle(2, Tlp.GREEN));
        Evidence proof = evidence(author, good);
        TeamPapers impostor = papersOf(AUTHOR);

        var otherStatement = new Evidence(
                proof.checkpoint(), proof.index(), proof.proof(), another.statement(), another.fragments());
        assertEquals(List.of(RefusalReason.EVIDENCE_FAILED), refusals(relayed(otherStatement, papers, another.leaf())));
        var otherFragments =
                new Evidence(proof.checkpoint(), proof.index(), proof.proof(), proof.statement(), another.fragments());
        assertEquals(List.of(RefusalReason.EVIDENCE_FAILED), refusals(relayed(otherFragments, papers, good.leaf())));
        assertEquals(List.of(RefusalReason.EVIDENCE_FAILED), refusals(relayed(proof, impostor, good.leaf())));
        assertEquals(List.of(RefusalReason.MALFORMED), refusals(relayed(proof, papers, another.leaf())));
        assertEquals(List.of(), refusals(relayed(good)));
        assertEquals(1, member.received(AUTHOR).size());
        // The same in another statement of the hub's, and in the author's other clothes.
        assertEquals(List.of(), refusals(relayed(good)));
        AuthorKit stolen = new AuthorKit(AUTHOR, impostor.ledger());
        AuthorKit.Entry forged = stolen.record(SampleRecords.bundle(3, Tlp.GREEN));
        assertEquals(
                List.of(RefusalReason.EVIDENCE_FAILED),
                refusals(relayed(evidence(stolen, forged), impostor, forged.leaf())));
        assertEquals(1, member.received(AUTHOR).size());
    }

    @Test
    void anAuthorThatIsPinnedIsKnownByItsPinnedRoot() throws Exception {
        TeamPapers impostor = papersOf(AUTHOR);
        AuthorKit stolen = new AuthorKit(AUTHOR, impostor.ledger());
        member.stop();
        member.others.add(papers.pinned());
        member.start();
        routine = new AuthorStream(hub, member, Lane.ROUTINE).open(1);
        AuthorKit.Entry forged = stolen.record(SampleRecords.bundle(1, Tlp.GREEN));
        assertEquals(
                List.of(RefusalReason.EVIDENCE_FAILED),
                refusals(relayed(evidence(stolen, forged), impostor, forged.leaf())));
        assertEquals(List.of(), refusals(relayed(author.record(SampleRecords.bundle(2, Tlp.GREEN)))));
    }

    @Test
    void whatMayNotGoOnwardIsRefusedEvenIfItsAuthorSaidIt() throws Exception {
        AuthorKit.Entry amber = author.record(SampleRecords.bundle(1, Tlp.AMBER));
        assertEquals(List.of(RefusalReason.MARKING_ABOVE_CEILING), refusals(relayed(amber)));
        AuthorKit.Entry limited = author.record(SampleRecords.bundle(2, Tlp.GREEN), author.newVersion(), fragments -> {
            List<Fragment> named = new ArrayList<>(fragments);
            named.add(org.tocsin.node.policy.RecordHeader.limited(Tlp.GREEN));
            named.add(new Fragment.Audience(Tlp.GREEN, member.team));
            return named;
        });
        assertEquals(List.of(RefusalReason.NOT_IN_AUDIENCE), refusals(relayed(limited)));
        AuthorKit.Entry notStix = author.record(Bytes.ofUtf8("{}"));
        assertEquals(List.of(RefusalReason.INVALID_CONTENT), refusals(relayed(notStix)));
        // Its own statement comes back to nobody.
        AuthorKit own = new AuthorKit(member.team, member.papers.ledger(), 7);
        AuthorKit.Entry back = own.record(SampleRecords.bundle(3, Tlp.GREEN));
        assertEquals(
                1,
                refusals(relayed(evidence(own, back), member.papers, back.leaf()))
                        .size());
        // A receipt is for the control lane.
        AuthorKit.Entry checkIn = author.document(
                Statement.Kind.CHECK_IN,
                List.of(),
                ControlCodec.encode(new org.tocsin.model.control.CheckIn(member.team, Instant.now())));
        assertEquals(List.of(RefusalReason.KIND_NOT_CARRIED), refusals(relayed(checkIn)));
        assertEquals(Optional.empty(), member.received(AUTHOR).stream().findFirst());
    }
}

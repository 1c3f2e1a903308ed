package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyRelay;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.emergency.RelayIntake;
import org.tocsin.proof.RelaySeal;
import org.tocsin.proof.SealingKey;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.StepCodec;

/// A mutual partner that alters, replays, doubles, misdirects or makes up what it hands on, and an originator that uses
/// one beyond what was agreed. Rule R-EMG-9, threat S-LYING-RELAY.
@Timeout(300)
class LyingRelayTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path directory;

    private NodeRig es;
    private NodeRig jp;
    private NodeRig fusion;
    private NodeRig pt;
    private AuthorKit author;
    private AuthorKit between;
    private Bytes key;

    @BeforeEach
    void makeTeams() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        fusion = new NodeRig(directory, "fusion.example");
        pt = new NodeRig(directory, "cert-pt.example");
        for (NodeRig one : List.of(jp, fusion, pt)) {
            for (NodeRig two : List.of(es, jp, fusion, pt)) {
                if (one != two && one.agreements.get(two.team) == null) {
                    NodeRig.agree(one, two, Tlp.AMBER, Tlp.AMBER);
                    EmergencyRelayScene.agree(one, two, true);
                }
            }
        }
        author = new AuthorKit(es.team, es.papers.ledger());
        between = new AuthorKit(fusion.team, fusion.papers.ledger());
        key = SealingKey.in(directory.resolve(jp.team.domain() + ".sealing"), RANDOM)
                .publicKey();
    }

    @AfterEach
    void stopNodes() {
        for (NodeRig node : List.of(jp, fusion, pt)) {
            node.close();
        }
    }

    @Test
    void whatTheAuthorDidNotSayOrSealForUsIsRefusedAndTheNextOneIsTaken() throws Exception {
        jp.start();
        AuthorStream stream = new AuthorStream(between, jp, Lane.EMERGENCY).open(1);
        AuthorKit.Entry good = emergency();
        AuthorKit.Entry another = emergency();
        EmergencyRelay.Seal seal = seal(good, es.team, jp.team, key);
        Evidence proof = evidence(author, good);

        // Another statement than the one that is proven, and altered ciphertext.
        var swapped = new Evidence(proof.checkpoint(), proof.index(), proof.proof(), another.statement(), Bytes.EMPTY);
        refused(stream, RefusalReason.EVIDENCE_FAILED, relay(between, jp.team, swapped, seal, another.leaf()));
        byte[] altered = seal.sealed().array().clone();
        altered[altered.length / 2] ^= 1;
        var changed = new EmergencyRelay.Seal(seal.ephemeral(), Bytes.wrap(altered));
        refused(stream, RefusalReason.EVIDENCE_FAILED, relay(between, jp.team, proof, changed, good.leaf()));
        // What was sealed for another statement, another team, another author, or to another key.
        refused(
                stream,
                RefusalReason.EVIDENCE_FAILED,
                relay(between, jp.team, proof, seal(another, es.team, jp.team, key), good.leaf()));
        refused(
                stream,
                RefusalReason.EVIDENCE_FAILED,
                relay(between, jp.team, proof, seal(good, es.team, pt.team, key), good.leaf()));
        refused(
                stream,
                RefusalReason.EVIDENCE_FAILED,
                relay(between, jp.team, proof, seal(good, fusion.team, jp.team, key), good.leaf()));
        Bytes foreign = SealingKey.in(directory.resolve("foreign"), RANDOM).publicKey();
        refused(
                stream,
                RefusalReason.EVIDENCE_FAILED,
                relay(between, jp.team, proof, seal(good, es.team, jp.team, foreign), good.leaf()));
        // Other fragments than the statement's, sealed well: by whoever knows our key, and that is everybody.
        var made = new AuthorKit.Entry(good.index(), good.statement(), another.fragments());
        refused(
                stream,
                RefusalReason.MALFORMED,
                relay(between, jp.team, proof, seal(made, es.team, jp.team, key), good.leaf()));
        // A reference to anything else, and evidence of a ledger that a thief of the name keeps.
        refused(stream, RefusalReason.MALFORMED, relay(between, jp.team, proof, seal, another.leaf()));
        AuthorKit thief = new AuthorKit(es.team, papers(es.team).ledger());
        AuthorKit.Entry forged = emergency(thief, jp.team);
        refused(
                stream,
                RefusalReason.EVIDENCE_FAILED,
                relay(between, jp.team, evidence(thief, forged), seal(forged, es.team, jp.team, key), forged.leaf()));
        assertEquals(List.of(), all(jp));

        assertEquals(
                List.of(),
                stream.deliver(relay(between, jp.team, proof, seal, good.leaf()))
                        .refusals());
        assertEquals(1, all(jp).size());
        assertEquals(es.team, all(jp).getFirst().originator());
    }

    @Test
    void whatComesAgainOnWhateverWayHasOneEffect() throws Exception {
        jp.start();
        AuthorStream stream = new AuthorStream(between, jp, Lane.EMERGENCY).open(1);
        AuthorKit.Entry call = emergency();
        AuthorKit.Entry over = step(call.leaf(), new What.StoodDown(Optional.empty()));
        assertEquals(List.of(), stream.deliver(relay(call), relay(call)).refusals());
        assertEquals(
                List.of(), stream.deliver(relay(over), relay(over), relay(call)).refusals());
        AuthorStream direct = new AuthorStream(author, jp, Lane.EMERGENCY).open(1);
        assertEquals(List.of(), direct.deliver(call, over).refusals());
        assertEquals(List.of(), stream.deliver(relay(over)).refusals());
        assertEquals(1, all(jp).size());
        assertEquals(
                State.STOOD_DOWN, all(jp).getFirst().called().getFirst().life().state());
        assertEquals(3, jp.emergencies().emergencies().timeline(call.leaf()).size(), "raised, unanswered, over");
    }

    @Test
    void whatIsForAnotherTeamOrComesBySeveralOrByNobodyIsRefused() throws Exception {
        pt.start();
        AuthorStream stream = new AuthorStream(between, pt, Lane.EMERGENCY).open(1);
        AuthorKit.Entry call = emergency();
        // Misdirected: it opens for nobody else, and nobody hands it on a second time.
        refused(stream, RefusalReason.EVIDENCE_FAILED, relay(between, pt.team, call));
        refused(stream, RefusalReason.NOT_ENTITLED, relay(between, jp.team, call));
        // A mutual partner between nobody: the sender's own, for us.
        AuthorKit.Entry own = emergency(between, pt.team);
        refused(
                stream,
                RefusalReason.NOT_ENTITLED,
                relay(
                        between,
                        pt.team,
                        evidence(between, own),
                        seal(own, fusion.team, pt.team, sealing(pt)),
                        own.leaf()));
        // Only what is about emergencies goes through a mutual partner.
        AuthorKit.Entry record = author.record(SampleRecords.bundle(1, Tlp.CLEAR));
        refused(stream, RefusalReason.KIND_NOT_CARRIED, relay(between, pt.team, record));
        assertEquals(List.of(), all(pt));
    }

    @Test
    void theTeamThatItIsForAsksItsOwnAgreements() throws Exception {
        EmergencyRelayScene.agree(es, jp, false);
        jp.start();
        AuthorStream stream = new AuthorStream(between, jp, Lane.EMERGENCY).open(1);
        refused(stream, RefusalReason.RELAY_NOT_AGREED, relay(emergency()));
        EmergencyRelayScene.agree(es, jp, true);
        EmergencyRelayScene.agree(fusion, jp, false);
        refused(stream, RefusalReason.RELAY_NOT_AGREED, relay(emergency()));
        EmergencyRelayScene.agree(fusion, jp, true);
        assertEquals(List.of(), stream.deliver(relay(emergency())).refusals());
        // A team that is not pinned is nobody.
        TeamPapers stranger = papers(new Team("cert-xx.example"));
        AuthorKit unknown = new AuthorKit(new Team("cert-xx.example"), stranger.ledger());
        AuthorKit.Entry call = emergency(unknown, jp.team);
        refused(
                stream,
                RefusalReason.EVIDENCE_FAILED,
                relay(between, jp.team, evidence(unknown, call), seal(call, unknown.team, jp.team, key), call.leaf()));
        assertEquals(1, all(jp).size());
    }

    @Test
    void theMutualPartnerHandsOnOnceWhatIsItsSendersAndAgreedUpToItsLimit() throws Exception {
        fusion.start();
        NodeRig.until("its lanes are open", () -> lane().isPresent());
        AuthorStream stream = new AuthorStream(author, fusion, Lane.EMERGENCY).open(1);
        AuthorKit.Entry call = emergency();
        assertEquals(List.of(), stream.deliver(relay(author, jp.team, call)).refusals());
        assertEquals(List.of(), stream.deliver(relay(author, jp.team, call)).refusals());
        assertEquals(1, lane().orElseThrow().decided());
        assertEquals(List.of(), all(fusion), "what it cannot read it does not show");

        EmergencyRelayScene.agree(fusion, jp, false);
        refused(stream, RefusalReason.RELAY_NOT_AGREED, relay(author, jp.team, emergency()));
        EmergencyRelayScene.agree(fusion, jp, true);
        refused(stream, RefusalReason.RELAY_NOT_AGREED, relay(author, new Team("cert-xx.example"), emergency()));
        AuthorKit.Entry back = emergency(author, es.team);
        refused(stream, RefusalReason.NOT_ENTITLED, relay(author, es.team, back));
        assertEquals(1, lane().orElseThrow().decided());

        int refused = 0;
        for (int sent = 1; sent < RelayIntake.RELAYS_MAX + 50; sent += 50) {
            AuthorKit.Entry[] many = new AuthorKit.Entry[50];
            for (int i = 0; i < many.length; i++) {
                many[i] = relay(author, jp.team, emergency());
            }
            Receipt receipt = stream.deliver(many);
            assertEquals(
                    List.of(),
                    receipt.refusals().stream()
                            .filter(one -> one.reason() != RefusalReason.QUOTA)
                            .toList());
            refused += receipt.refusals().size();
        }
        assertEquals(RelayIntake.RELAYS_MAX, lane().orElseThrow().decided());
        assertEquals(51, refused);
    }

    private Optional<LaneStatus> lane() {
        return fusion.lanes().status(jp.team, Lane.EMERGENCY);
    }

    private static void refused(AuthorStream stream, RefusalReason reason, AuthorKit.Entry entry) throws Exception {
        assertEquals(
                List.of(reason),
                stream.deliver(entry).refusals().stream()
                        .map(Receipt.Refusal::reason)
                        .toList());
    }

    private static List<EmergencyView> all(NodeRig node) {
        return node.emergencies().emergencies().list(false, Optional.empty(), 100);
    }

    private static TeamPapers papers(Team team) {
        return TeamPapers.make(
                new TeamPapers.Plan(team, team.domain(), "node-1", List.of(), Suite.ED25519), RANDOM, Instant.now());
    }

    private Bytes sealing(NodeRig node) throws Exception {
        return SealingKey.in(directory.resolve(node.team.domain() + ".sealing"), RANDOM)
                .publicKey();
    }

    /// As an honest mutual partner hands on what is for `jp`.
    private AuthorKit.Entry relay(AuthorKit.Entry entry) {
        return relay(between, jp.team, entry);
    }

    private AuthorKit.Entry relay(AuthorKit by, Team to, AuthorKit.Entry entry) {
        return relay(by, to, evidence(author, entry), seal(entry, es.team, jp.team, key), entry.leaf());
    }

    private static AuthorKit.Entry relay(
            AuthorKit by, Team to, Evidence evidence, EmergencyRelay.Seal seal, Digest reference) {
        return by.document(
                Statement.Kind.EMERGENCY_RELAY,
                List.of(reference),
                EmergencyCodec.encode(new EmergencyRelay(to, evidence, seal, List.of())));
    }

    private static EmergencyRelay.Seal seal(AuthorKit.Entry entry, Team by, Team to, Bytes publicKey) {
        return RelaySeal.seal(publicKey, new RelaySeal.Context(by, to, entry.leaf()), entry.fragments(), RANDOM)
                .orElseThrow();
    }

    private static Evidence evidence(AuthorKit of, AuthorKit.Entry entry) {
        return new Evidence(
                of.checkpoint(),
                entry.index(),
                of.tree.shared(new long[] {entry.index()}, of.tree.size()),
                entry.statement(),
                Bytes.EMPTY);
    }

    private AuthorKit.Entry emergency() {
        return emergency(author, jp.team);
    }

    private static AuthorKit.Entry emergency(AuthorKit by, Team to) {
        Instant now = Instant.ofEpochMilli(InstantSource.system().millis());
        return by.document(
                Statement.Kind.EMERGENCY,
                List.of(),
                EmergencyCodec.encode(new Emergency(
                        new TreeSet<>(List.of(to)),
                        Emergency.Kind.REAL,
                        Precedence.FLASH,
                        "availability/ddos",
                        new TreeSet<>(List.of("investigate")),
                        Optional.empty(),
                        List.of(),
                        now,
                        now.plus(Duration.ofHours(1)),
                        ZoneOffset.UTC)));
    }

    private AuthorKit.Entry step(Digest about, What what) {
        Instant now = Instant.ofEpochMilli(InstantSource.system().millis());
        return author.document(
                Statement.Kind.EMERGENCY_STEP,
                List.of(about),
                StepCodec.encode(new Step(new TreeSet<>(List.of(jp.team)), about, now, what)));
    }
}

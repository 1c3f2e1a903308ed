package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.CheckIn;
import org.tocsin.model.control.Introduction;
import org.tocsin.model.control.Narrowing;
import org.tocsin.model.control.Relay;
import org.tocsin.node.fault.Fault;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.ControlCodec;

/// Statements of every kind whose parts are not what the kind says: each is refused by its reason, and what comes
/// behind
/// it is taken. Rules R-STM-2, R-CTL-2, R-RLY-1, R-ADM-5.
class OddStatementsTest {
    private static final List<Statement.Kind> CONTROL = List.of(
            Statement.Kind.RECORD_RECEIPT,
            Statement.Kind.WITHDRAW,
            Statement.Kind.NARROW,
            Statement.Kind.TEAM_PROFILE,
            Statement.Kind.AGREEMENT,
            Statement.Kind.AGREEMENT_ACT,
            Statement.Kind.MANIFEST,
            Statement.Kind.SEEN,
            Statement.Kind.EVIDENCE,
            Statement.Kind.INTRODUCTION,
            Statement.Kind.RELAY);
    private static final List<Statement.Kind> EMERGENCY = List.of(
            Statement.Kind.CHECK_IN,
            Statement.Kind.EMERGENCY,
            Statement.Kind.EMERGENCY_STEP,
            Statement.Kind.EMERGENCY_RELAY);

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private NodeRig fr;
    private AuthorKit author;

    @BeforeEach
    void startReceiver() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        fr = new NodeRig(directory, "cert-fr.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.GREEN);
        jp.start();
        author = new AuthorKit(es.team, es.papers.ledger());
    }

    @AfterEach
    void stopReceiver() {
        jp.close();
    }

    private AuthorKit.Entry checkIn() {
        return author.document(
                Statement.Kind.CHECK_IN, List.of(), ControlCodec.encode(new CheckIn(jp.team, Instant.now())));
    }

    private static Fragment.Document document(String text) {
        return new Fragment.Document(Tlp.AMBER_STRICT, Bytes.ofUtf8(text));
    }

    private static AuthorKit.Entry showing(AuthorKit.Entry entry, AuthorKit.Entry other) {
        return new AuthorKit.Entry(entry.index(), entry.statement(), other.fragments());
    }

    private List<RefusalReason> refusals(Lane lane, List<AuthorKit.Entry> entries) throws Exception {
        AuthorStream stream = new AuthorStream(author, jp, lane).open(1);
        List<Receipt.Refusal> refused =
                stream.deliver(entries.toArray(AuthorKit.Entry[]::new)).refusals();
        return refused.stream().map(Receipt.Refusal::reason).toList();
    }

    private void assertAllMalformed(Lane lane, List<AuthorKit.Entry> odd) throws Exception {
        List<RefusalReason> reasons = refusals(lane, odd);
        assertEquals(odd.stream().map(entry -> RefusalReason.MALFORMED).toList(), reasons);
    }

    /// Two documents, none, another part instead of one, a document that cannot be read, and the parts of another
    /// statement.
    private List<AuthorKit.Entry> odd(Statement.Kind kind) {
        Fragment facet = new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of("GREEN"));
        AuthorKit.Entry other = author.document(kind, List.of(), Bytes.ofUtf8("something else"));
        List<AuthorKit.Entry> entries = new ArrayList<>();
        entries.add(other);
        entries.add(showing(author.document(kind, List.of(), Bytes.ofUtf8("something")), other));
        entries.add(author.document(kind, List.of(), List.<Fragment>of(document("one"), document("two"))));
        entries.add(author.document(kind, List.of(), List.of(facet)));
        return entries;
    }

    @Test
    void whatIsNotTheOneDocumentOfItsKindIsRefusedOnTheControlLane() throws Exception {
        List<AuthorKit.Entry> entries = new ArrayList<>();
        CONTROL.forEach(kind -> entries.addAll(odd(kind)));
        assertAllMalformed(Lane.CONTROL, entries);
    }

    @Test
    void whatIsNotTheOneDocumentOfItsKindIsRefusedOnTheEmergencyLane() throws Exception {
        List<AuthorKit.Entry> entries = new ArrayList<>();
        EMERGENCY.forEach(kind -> entries.addAll(odd(kind)));
        assertAllMalformed(Lane.EMERGENCY, entries);
        AuthorStream stream = new AuthorStream(author, jp, Lane.EMERGENCY).open(2);
        assertEquals(List.of(), stream.deliver(checkIn()).refusals());
    }

    private AuthorKit.Entry narrowing(Fragment... more) {
        List<Fragment> fragments = new ArrayList<>(List.of(more));
        var version = author.newVersion();
        Narrowing narrowing = new Narrowing(
                version.record().epoch(), version.record().localId(), 1, Optional.of(Tlp.AMBER), false, "");
        fragments.add(new Fragment.Document(Tlp.AMBER_STRICT, ControlCodec.encode(narrowing)));
        return author.document(Statement.Kind.NARROW, List.of(), fragments);
    }

    /// R-REL-4: whom else a record is for is nobody's business.
    @Test
    void aNarrowingThatNamesAnotherTeamIsRefusedAndOneThatNamesUsIsTaken() throws Exception {
        AuthorKit.Entry whole = narrowing();
        assertEquals(
                List.of(RefusalReason.NOT_ENTITLED, RefusalReason.MALFORMED),
                refusals(
                        Lane.CONTROL,
                        List.of(
                                narrowing(new Fragment.Audience(Tlp.GREEN, fr.team)),
                                showing(narrowing(), whole),
                                narrowing(new Fragment.Audience(Tlp.GREEN, jp.team)),
                                whole)));
    }

    private AuthorKit.Entry introduction(NodeRig introduced) {
        return author.document(
                Statement.Kind.INTRODUCTION,
                List.of(),
                ControlCodec.encode(
                        new Introduction(introduced.team, List.of(introduced.papers.manifest()), "they are good")));
    }

    /// R-PEER-4.
    @Test
    void nobodyIntroducesThemselvesOrUs() throws Exception {
        assertEquals(
                List.of(RefusalReason.NOT_ENTITLED, RefusalReason.NOT_ENTITLED),
                refusals(Lane.CONTROL, List.of(introduction(es), introduction(jp))));
    }

    private static Evidence evidence(AuthorKit kit, AuthorKit.Entry entry) {
        return new Evidence(
                kit.checkpoint(),
                entry.index(),
                kit.tree.shared(new long[] {entry.index()}, kit.tree.size()),
                entry.statement(),
                entry.fragments());
    }

    private AuthorKit.Entry relayed(Evidence evidence, List<TeamManifest.Signed> manifests, Digest reference) {
        return author.document(
                Statement.Kind.RELAY, List.of(reference), ControlCodec.encode(new Relay(evidence, manifests)));
    }

    private AuthorKit.Entry relayed(NodeRig of, AuthorKit kit, AuthorKit.Entry entry) {
        return relayed(evidence(kit, entry), List.of(of.papers.manifest()), entry.leaf());
    }

    /// R-RLY-1: what a hub hands on is its author's word, proven, and of a kind that goes on.
    @Test
    void aRelayOfSomethingElseThanItSaysIsRefused() throws Exception {
        AuthorKit far = new AuthorKit(fr.team, fr.papers.ledger());
        AuthorKit ours = new AuthorKit(jp.team, jp.papers.ledger());
        AuthorKit.Entry theirs = far.record(SampleRecords.bundle(1, Tlp.GREEN));
        AuthorKit.Entry stated = ours.record(SampleRecords.bundle(2, Tlp.GREEN));
        AuthorKit.Entry call = far.document(
                Statement.Kind.CHECK_IN, List.of(), ControlCodec.encode(new CheckIn(jp.team, Instant.now())));
        Evidence good = evidence(far, theirs);
        Evidence elsewhere =
                new Evidence(good.checkpoint(), good.index(), List.of(Digest.ZERO), good.statement(), good.fragments());
        List<TeamManifest.Signed> manifests = List.of(fr.papers.manifest());
        assertEquals(
                List.of(
                        RefusalReason.MALFORMED,
                        RefusalReason.MALFORMED,
                        RefusalReason.EVIDENCE_FAILED,
                        RefusalReason.EVIDENCE_FAILED,
                        RefusalReason.NOT_ENTITLED,
                        RefusalReason.KIND_NOT_CARRIED),
                refusals(
                        Lane.ROUTINE,
                        List.of(
                                relayed(good, manifests, Digest.ZERO),
                                relayed(good, List.of(), theirs.leaf()),
                                relayed(elsewhere, manifests, theirs.leaf()),
                                relayed(good, List.of(es.papers.manifest()), theirs.leaf()),
                                relayed(jp, ours, stated),
                                relayed(fr, far, call))));
        assertEquals(TreeDomain.LEDGER.leaf(theirs.statement()), theirs.leaf());
    }

    @Test
    void aRecordIsNotHandedOnOverTheControlLane() throws Exception {
        AuthorKit far = new AuthorKit(fr.team, fr.papers.ledger());
        AuthorKit.Entry theirs = far.record(SampleRecords.bundle(1, Tlp.GREEN));
        assertEquals(
                List.of(RefusalReason.KIND_NOT_CARRIED), refusals(Lane.CONTROL, List.of(relayed(fr, far, theirs))));
    }

    /// R-STM-2: a statement names the ledger that it stands in.
    @Test
    void aStatementOfAnotherEpochIsRefused() throws Exception {
        AuthorKit.Entry here = author.record(SampleRecords.bundle(1, Tlp.GREEN));
        AuthorKit later = new AuthorKit(es.team, es.papers.ledger(), 2);
        AuthorKit.Entry there = later.record(SampleRecords.bundle(2, Tlp.GREEN));
        long index = author.tree.append(there.leaf());
        AuthorKit.Entry moved = new AuthorKit.Entry(index, there.statement(), there.fragments());
        AuthorStream stream = new AuthorStream(author, jp, Lane.ROUTINE).open(1);
        assertEquals(
                List.of(new Receipt.Refusal(2, RefusalReason.MALFORMED)),
                stream.deliver(here, moved).refusals());
    }

    private static void assertFails(AuthorStream stream, Fault.Reason reason) throws InterruptedException {
        Fault fault = stream.faults.poll(90, TimeUnit.SECONDS);
        assertEquals(Optional.of(reason), Optional.ofNullable(fault).map(Fault::reason));
    }

    @Test
    void whoSpeaksBeforeTheLaneIsOpenIsEnded() throws Exception {
        AuthorStream stream = new AuthorStream(author, jp, Lane.ROUTINE);
        stream.send(author.frame(1, 0, List.of(author.record(SampleRecords.bundle(1, Tlp.GREEN)))));
        assertFails(stream, Fault.Reason.PROTOCOL);
        assertEquals(List.of(), jp.received(es.team));
    }

    @Test
    void whoIsNotPinnedAnyMoreIsEndedAtItsNextFrame() throws Exception {
        AuthorStream stream = new AuthorStream(author, jp, Lane.ROUTINE).open(1);
        jp.trust().replace(List.of(jp.papers.pinned()));
        stream.send(author.frame(1, 0, List.of(author.record(SampleRecords.bundle(1, Tlp.GREEN)))));
        assertFails(stream, Fault.Reason.NOT_A_PARTNER);
        assertEquals(List.of(), jp.received(es.team));
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Binding;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Introduction;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.FragmentCodec;

/// Frames whose parts do not belong together, each of which stops its lane by its reason, and frames that only look as
/// if. Rules R-LED-2 to R-LED-5, R-LAN-12, R-LAN-2, R-ADM-5, R-EVI-2.
class OddFramesTest {
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

    private AuthorStream opened() throws Exception {
        return new AuthorStream(author, jp, Lane.ROUTINE).open(1);
    }

    private AuthorKit.Entry green(int number) {
        return author.record(SampleRecords.bundle(number, Tlp.GREEN));
    }

    private static Frame under(Bytes checkpoint, Frame frame) {
        return new Frame(checkpoint, frame.consistency(), frame.proof(), frame.items(), frame.binding());
    }

    @Test
    void theFirstFrameOfAStreamNamesItsCheckpointAndTheNextNeedNot() throws Exception {
        Frame first = author.frame(1, 0, List.of(green(1)));
        opened().send(under(Bytes.EMPTY, first)).stopped(StopReason.PROTOCOL);
        AuthorKit.Entry one = green(2);
        AuthorKit.Entry other = green(3);
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(one))).receipt();
        stream.send(under(Bytes.EMPTY, author.frame(2, 0, List.of(other)))).receipt();
        assertEquals(2, jp.received(es.team).size());
        // Both stand under one signature, and each is proven from its own row.
        assertEquals(
                2,
                jp.records().page(Optional.of(es.team), 0, 10).stream()
                        .map(record ->
                                jp.records().prove(record, true).evidence().checkpoint())
                        .filter(author.checkpoint()::equals)
                        .count());
    }

    @Test
    void aCheckpointThatIsNoneStopsTheLane() throws Exception {
        Frame frame = author.frame(1, 0, List.of(green(1)));
        opened().send(under(Bytes.ofUtf8("a checkpoint"), frame)).stopped(StopReason.PROOF_FAILED);
        assertEquals(List.of(), jp.received(es.team));
    }

    @Test
    void aConsistencyProofFromAnotherSizeThanWasSeenStopsTheLane() throws Exception {
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(green(1)))).receipt();
        AuthorKit.Entry second = green(2);
        green(3);
        stream.send(author.frame(2, 2, List.of(second))).stopped(StopReason.INCONSISTENT);
    }

    /// R-EVI-2: what is shown beside a contradiction counts as far as it stands under it.
    @Test
    void aContradictionWithStatementsThatDoNotStandUnderItStopsTheLaneAllTheSame() throws Exception {
        AuthorKit twin = new AuthorKit(es.team, es.papers.ledger());
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(green(1)))).receipt();
        Frame frame = twin.frame(2, 0, List.of(twin.record(SampleRecords.bundle(9, Tlp.GREEN))));
        stream.send(new Frame(frame.checkpoint(), frame.consistency(), List.of(Digest.ZERO), frame.items()))
                .stopped(StopReason.INCONSISTENT);
    }

    private static Binding behind(Digest hash) {
        return new Binding(Optional.of(hash), Optional.empty());
    }

    @Test
    void aFrameGoesOnFromWhatItsLaneCarriedOrSaysNothingNew() throws Exception {
        AuthorKit.Entry one = green(1);
        AuthorKit.Entry two = green(2);
        Digest elsewhere = Digest.ZERO;
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(one))).receipt();
        // It says again what was processed, wherever it is from.
        stream.send(author.frame(1, 0, List.of(one)).bound(behind(elsewhere)));
        Digest here = author.channel(jp.team, 1, List.of(one)).channelHash();
        stream.send(author.frame(2, 0, List.of(two)).bound(behind(here))).receipt();
        assertEquals(2, jp.received(es.team).size());
        // Half of it is new: it is behind something else than what was processed.
        stream.send(author.frame(2, 2, List.of(two, green(3))).bound(behind(here)))
                .stopped(StopReason.CHANNEL_DIVERGED);
    }

    @Test
    void aGapIsAGapWhateverItSaysOfWhereItBelongs() throws Exception {
        opened().send(author.frame(3, 0, List.of(green(1))).bound(behind(Digest.ZERO)))
                .stopped(StopReason.PROTOCOL);
    }

    @Test
    void whatWasAdmittedAndIsShownAgainWithOtherContentIsNoRefusal() throws Exception {
        AuthorKit.Entry one = green(1);
        AuthorKit.Entry other = green(2);
        opened().deliver(one);
        AuthorStream again = new AuthorStream(author, jp, Lane.ROUTINE).open(2);
        AuthorKit.Entry odd = new AuthorKit.Entry(one.index(), one.statement(), other.fragments());
        assertEquals(List.of(), again.deliver(odd).refusals());
        assertEquals(List.of(SampleRecords.bundle(1, Tlp.GREEN)), jp.received(es.team));
    }

    @Test
    void twoContentsOfOneVersionInOneFrameAreEvidenceAndTheFirstIsKept() throws Exception {
        RecordVersion version = author.newVersion();
        AuthorKit.Entry before = green(1);
        AuthorKit.Entry one = author.record(SampleRecords.bundle(2, Tlp.GREEN), version, fragments -> fragments);
        AuthorKit.Entry other = author.record(SampleRecords.bundle(3, Tlp.GREEN), version, fragments -> fragments);
        AuthorStream stream = opened();
        stream.deliver(before);
        assertEquals(
                List.of(new Receipt.Refusal(3, RefusalReason.VERSION_CONFLICT)),
                stream.deliver(one, other).refusals());
        assertEquals(
                List.of(SampleRecords.bundle(1, Tlp.GREEN), SampleRecords.bundle(2, Tlp.GREEN)), jp.received(es.team));
    }

    @Test
    void whatWasRefusedIsListedTheNewestFirstAndFoundByItsLeaf() throws Exception {
        AuthorKit.Entry odd = author.document(Statement.Kind.CHECK_IN, List.of(), Bytes.ofUtf8("x"));
        AuthorKit.Entry next = author.document(Statement.Kind.CHECK_IN, List.of(), Bytes.ofUtf8("y"));
        opened().deliver(odd, next);
        HeldRecords held = jp.records();
        assertEquals(
                List.of(2L, 1L),
                held.refused(es.team, "", 9).stream().map(one -> one.sequence()).toList());
        assertEquals(1, held.refused(es.team, "", 1).size());
        assertEquals(
                List.of(odd.leaf()),
                held.refused(es.team, odd.leaf().hex().substring(0, 16), 9).stream()
                        .map(HeldRecords.Refused::leaf)
                        .toList());
        assertEquals(List.of(), held.refused(fr.team, "", 9));
    }

    @Test
    void whoseAgreementIsGoneWaitsForAnotherAndMayStillSpeakOfItsKeys() throws Exception {
        AuthorStream routine = opened();
        AuthorStream control = new AuthorStream(author, jp, Lane.CONTROL).open(1);
        jp.agreements.clear();
        routine.send(author.frame(1, 0, List.of(green(1))));
        assertEquals(
                HoldReason.NO_AGREEMENT,
                assertInstanceOf(Answer.Hold.class, routine.answer()).reason());
        AuthorKit.Entry manifest = author.document(Statement.Kind.MANIFEST, List.of(), Bytes.ofUtf8("no manifest"));
        AuthorKit.Entry checkIn = author.document(Statement.Kind.WITHDRAW, List.of(), Bytes.ofUtf8("x"));
        assertEquals(
                List.of(RefusalReason.MALFORMED, RefusalReason.NO_AGREEMENT),
                control.deliver(manifest, checkIn).refusals().stream()
                        .map(Receipt.Refusal::reason)
                        .toList());
    }

    /// R-PEER-4.
    @Test
    void whoIsIntroducedByAnothersManifestsIsNot() throws Exception {
        AuthorKit.Entry introduction = author.document(
                Statement.Kind.INTRODUCTION,
                List.of(),
                ControlCodec.encode(new Introduction(fr.team, List.of(es.papers.manifest()), "they are good")));
        AuthorStream control = new AuthorStream(author, jp, Lane.CONTROL).open(1);
        assertEquals(1, control.deliver(introduction).refusals().size());
    }

    @Test
    void aProofOfARecordForNamedTeamsNamesNobody() throws Exception {
        var record = jp.publish(SampleRecords.bundle(1, Tlp.AMBER), es.team);
        assertEquals(true, jp.records().fragments(record).stream().anyMatch(Fragment.Audience.class::isInstance));
        Bytes shown = jp.records().prove(record, true).evidence().fragments();
        assertEquals(false, FragmentCodec.outline(shown).stream().anyMatch(Fragment.Audience.class::isInstance));
    }
}

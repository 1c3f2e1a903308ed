package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.fault.Fault;
import org.tocsin.proof.SuitePrivateKey;

/// A partner that is who it says it is, and lies: nothing is written before it is verified, a failed proof stops the
/// lane, and what is merely wrong is refused without stopping what comes after it (R-LAN-2, R-LAN-6, R-ADM-1, R-ADM-2,
/// R-ADM-5). Also R-LAN-1, R-LAN-5, R-LAN-12, R-LAN-13, R-LED-6, R-RCP-2 and R-RCP-4.
class LyingAuthorTest {
    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private AuthorKit author;

    @BeforeEach
    void startReceiver() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        jp.start();
        author = new AuthorKit(es.team, es.papers.ledger());
    }

    @AfterEach
    void stopReceiver() {
        jp.close();
    }

    private AuthorStream stream() {
        return new AuthorStream(author, jp, Lane.ROUTINE);
    }

    private AuthorStream opened() throws InterruptedException {
        AuthorStream stream = stream();
        stream.open(1);
        return stream;
    }

    private AuthorKit.Entry green(int number) {
        return author.record(SampleRecords.bundle(number, Tlp.GREEN));
    }

    private int held() {
        return jp.received(es.team).size();
    }

    @Test
    void anHonestFrameIsReceiptedWithTheAuthorsOwnChannelHash() throws Exception {
        AuthorStream stream = opened();
        List<AuthorKit.Entry> entries = List.of(green(1), green(2), green(3));
        stream.send(author.frame(1, 0, entries));
        Receipt receipt = stream.receipt();
        assertEquals(author.channel(jp.team, 1, entries), receipt.through());
        assertEquals(List.of(), receipt.refusals());
        assertEquals(author.tree.head(), receipt.seen().orElseThrow().head());
        assertEquals(3, held());
    }

    @Test
    void aProofThatLeadsNowhereStopsTheLaneAndNothingIsWritten() throws Exception {
        AuthorStream stream = opened();
        green(1);
        Frame honest = author.frame(1, 0, List.of(green(2)));
        stream.send(new Frame(honest.checkpoint(), honest.consistency(), List.of(Digest.ZERO), honest.items()));
        stream.stopped(StopReason.PROOF_FAILED);
        assertEquals(0, held());
        assertEquals(
                Optional.of("PROOF_FAILED"),
                jp.intake().status(es.team).orElseThrow().stopped());
    }

    @Test
    void aCheckpointOfAStolenNameStopsTheLane() throws Exception {
        AuthorKit thief = new AuthorKit(es.team, SuitePrivateKey.generate(Suite.ED25519, new SecureRandom()));
        AuthorStream stream = opened();
        stream.send(thief.frame(1, 0, List.of(thief.record(SampleRecords.bundle(1, Tlp.GREEN)))));
        stream.stopped(StopReason.PROOF_FAILED);
        assertEquals(0, held());
    }

    @Test
    void anotherTeamsLedgerIsNotTheCallersToDeliver() throws Exception {
        AuthorKit other = new AuthorKit(jp.team, jp.papers.ledger());
        AuthorStream stream = opened();
        stream.send(other.frame(1, 0, List.of(other.record(SampleRecords.bundle(1, Tlp.GREEN)))));
        stream.stopped(StopReason.PROOF_FAILED);
        assertEquals(0, held());
    }

    @Test
    void aStatementInAnotherTeamsNameIsRefusedAndTheNextOneIsStored() throws Exception {
        AuthorStream stream = opened();
        Team victim = new Team("fusion.example");
        List<Fragment> fragments = List.of(
                new Fragment.Frame(Tlp.GREEN, Bytes.ofUtf8("{}"), Bytes.EMPTY),
                new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of("GREEN")));
        AuthorKit.Entry squatting = author.state(
                victim, new RecordVersion(new RecordId(victim, 1, Bytes.wrap(new byte[16])), 1), fragments);
        stream.send(author.frame(1, 0, List.of(squatting, green(2))));
        assertEquals(
                List.of(new Receipt.Refusal(1, Receipt.RefusalReason.MALFORMED)),
                stream.receipt().refusals());
        assertEquals(1, held());
        assertEquals(List.of(), jp.received(victim));
    }

    @Test
    void aGapStopsTheLaneBehindWhatCameInOrder() throws Exception {
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(green(1))));
        assertEquals(1, stream.receipt().through().sequence());
        stream.send(author.frame(3, 1, List.of(green(3))));
        stream.stopped(StopReason.PROTOCOL);
        assertEquals(1, held());
    }

    @Test
    void framesInTheWrongOrderStopTheLane() throws Exception {
        AuthorStream stream = opened();
        List<AuthorKit.Entry> entries = List.of(green(1), green(2));
        stream.send(author.frame(2, 0, entries.subList(1, 2)));
        stream.stopped(StopReason.PROTOCOL);
        assertEquals(0, held());
    }

    @Test
    void aFrameSentTwiceHasOneEffect() throws Exception {
        AuthorStream stream = opened();
        List<AuthorKit.Entry> entries = List.of(green(1), green(2));
        Frame frame = author.frame(1, 0, entries);
        stream.send(frame).send(frame);
        assertEquals(2, stream.receipt().through().sequence());
        AuthorKit.Entry third = green(3);
        stream.send(author.frame(3, 2, List.of(third)));
        Receipt receipt = stream.receipt();
        assertEquals(3, receipt.through().sequence());
        assertEquals(3, held());
        assertEquals(3, jp.intake().status(es.team).orElseThrow().stored());
    }

    @Test
    void theSameStatementByAnotherLaneEpochHasNoSecondEffect() throws Exception {
        List<AuthorKit.Entry> entries = List.of(green(1), green(2));
        opened().send(author.frame(1, 0, entries)).receipt();
        AuthorStream again = stream();
        Answer.State state = again.state(2);
        assertEquals(0, state.through().sequence());
        assertEquals(author.tree.head(), state.seen().orElseThrow().head());
        AuthorKit.Entry third = green(3);
        again.send(author.frame(1, 2, List.of(entries.get(0), entries.get(1), third)));
        assertEquals(3, again.receipt().through().sequence());
        assertEquals(3, held());
        assertEquals(2, jp.intake().status(es.team).orElseThrow().duplicates());
    }

    /// What an author says elsewhere has no effect here, though it says so itself; nor has, least of all, what another
    /// one says of it. Rule R-LAN-12.
    @ParameterizedTest
    @CsvSource({"cert-fr.example, ROUTINE, 1", "cert-jp.example, BULK, 1", "cert-jp.example, ROUTINE, 2"})
    void aFrameOfAnotherTeamsLaneOrLaneEpochMovesNothing(String receiver, Lane lane, int laneEpoch) throws Exception {
        AuthorKit.Entry entry = green(1);
        Frame frame = author.frame(1, 0, List.of(entry));
        Lane.Position elsewhere = author.channel(new Team(receiver), lane, laneEpoch, List.of());
        opened().send(behind(frame, elsewhere)).stopped(StopReason.CHANNEL_DIVERGED);
        assertEquals(0, held());

        AuthorStream again = stream();
        assertEquals(0, again.state(1).through().sequence());
        again.send(behind(frame, author.channel(jp.team, 1, List.of())));
        Lane.Position through = author.channel(jp.team, 1, List.of(entry));
        assertEquals(through, again.receipt().through());
        // What is said again word for word changes nothing either.
        again.send(behind(frame, elsewhere));
        again.send(behind(author.frame(2, 1, List.of(green(2))), through));
        assertEquals(2, again.receipt().through().sequence());
    }

    private static Frame behind(Frame frame, Lane.Position position) {
        return frame.bound(new Delivery.Binding(Optional.of(position.channelHash()), Optional.empty()));
    }

    /// Also in a new lane epoch, or where the control lane never carried anything. Rule R-LAN-13.
    @Test
    void whatWasDecidedUnderTermsThatHaveYetToComeWaitsForThem() throws Exception {
        AuthorKit.Entry terms = author.document(Statement.Kind.CHECK_IN, List.of(), Bytes.ofUtf8("terms"));
        Frame record = author.frame(1, 0, List.of(green(1)))
                .bound(new Delivery.Binding(Optional.empty(), Optional.of(new Delivery.TermsPlace(2, 1))));
        AuthorStream early = opened().send(record);
        assertEquals(
                HoldReason.NO_AGREEMENT,
                assertInstanceOf(Answer.Hold.class, early.answer()).reason());
        AuthorStream control = new AuthorStream(author, jp, Lane.CONTROL).open(1);
        control.deliver(terms);
        assertInstanceOf(Answer.Hold.class, opened().send(record).answer());
        assertEquals(0, held());

        control = new AuthorStream(author, jp, Lane.CONTROL).open(2);
        control.deliver(terms);
        assertEquals(1, opened().send(record).receipt().through().sequence());
        assertEquals(1, held());

        // What was processed before a start counts behind it.
        jp.stop();
        jp.start();
        Frame next = author.frame(2, 2, List.of(green(2))).bound(record.binding());
        assertEquals(2, opened().send(next).receipt().through().sequence());
    }

    @Test
    void anOlderLaneEpochIsStopped() throws Exception {
        AuthorStream newer = stream();
        newer.open(2);
        newer.send(author.frame(1, 0, List.of(green(1)))).receipt();
        AuthorStream older = stream();
        older.session.open(new Delivery.Open(Lane.ROUTINE, 1, List.of(), 0));
        older.stopped(StopReason.LANE_EPOCH);
    }

    @Test
    void twoHistoriesOfOneSizeStopTheLane() throws Exception {
        AuthorKit twin = new AuthorKit(es.team, es.papers.ledger());
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(green(1)))).receipt();
        stream.send(twin.frame(2, 0, List.of(twin.record(SampleRecords.bundle(9, Tlp.GREEN)))));
        stream.stopped(StopReason.INCONSISTENT);
        assertEquals(1, held());
    }

    @Test
    void aLongerHistoryThatDoesNotExtendWhatWasSeenStopsTheLane() throws Exception {
        AuthorKit twin = new AuthorKit(es.team, es.papers.ledger());
        twin.record(SampleRecords.bundle(7, Tlp.GREEN));
        AuthorKit.Entry forged = twin.record(SampleRecords.bundle(8, Tlp.GREEN));
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(green(1)))).receipt();
        stream.send(twin.frame(2, 1, List.of(forged)));
        stream.stopped(StopReason.INCONSISTENT);
        assertEquals(1, held());
    }

    @Test
    void aNewerCheckpointWithoutItsConsistencyProofStopsTheLane() throws Exception {
        AuthorStream stream = opened();
        stream.send(author.frame(1, 0, List.of(green(1)))).receipt();
        AuthorKit.Entry second = green(2);
        stream.send(author.frame(2, 0, List.of(second)));
        stream.stopped(StopReason.INCONSISTENT);
    }

    @Test
    void fragmentsThatAreNotTheStatementsAreRefusedAndTheNextOneIsStored() throws Exception {
        AuthorStream stream = opened();
        AuthorKit.Entry first = green(1);
        AuthorKit.Entry second = green(2);
        AuthorKit.Entry swapped = new AuthorKit.Entry(first.index(), first.statement(), second.fragments());
        stream.send(author.frame(1, 0, List.of(swapped, second)));
        assertEquals(
                List.of(new Receipt.Refusal(1, Receipt.RefusalReason.MALFORMED)),
                stream.receipt().refusals());
        assertEquals(1, held());
    }

    @Test
    void contentThatIsNotStixIsRefusedAndTheNextOneIsStored() throws Exception {
        AuthorStream stream = opened();
        AuthorKit.Entry bad = author.record(Bytes.ofUtf8("{\"type\":\"bundle\"}"));
        stream.send(author.frame(1, 0, List.of(bad, green(2))));
        assertEquals(
                List.of(new Receipt.Refusal(1, Receipt.RefusalReason.INVALID_CONTENT)),
                stream.receipt().refusals());
        assertEquals(1, held());
    }

    @Test
    void aHeaderThatSaysLessThanItsContentIsRefused() throws Exception {
        AuthorStream stream = opened();
        AuthorKit.Entry understated = author.record(
                SampleRecords.bundle(1, Tlp.AMBER), author.newVersion(), fragments -> understating(fragments));
        stream.send(author.frame(1, 0, List.of(understated)));
        assertEquals(
                List.of(new Receipt.Refusal(1, Receipt.RefusalReason.MARKING_UNDERSTATED)),
                stream.receipt().refusals());
        assertEquals(0, held());
    }

    private static List<Fragment> understating(List<Fragment> fragments) {
        List<Fragment> changed = new ArrayList<>();
        for (Fragment fragment : fragments) {
            changed.add(
                    switch (fragment) {
                        case Fragment.Frame frame -> new Fragment.Frame(Tlp.GREEN, frame.prefix(), frame.suffix());
                        case Fragment.StixObject object ->
                            new Fragment.StixObject(Tlp.GREEN, object.order(), object.lead(), object.body());
                        case Fragment.Facet facet ->
                            new Fragment.Facet(
                                    Tlp.GREEN,
                                    facet.facet(),
                                    facet.facet() == FacetKind.MARKING ? List.of("GREEN") : facet.values());
                        case Fragment.Property property -> property;
                        case Fragment.Audience audience -> audience;
                        case Fragment.Document document -> document;
                        case Fragment.Approval approval -> approval;
                    });
        }
        return changed;
    }

    @Test
    void theSameVersionWithOtherContentIsRefusedAndTheFirstOneStays() throws Exception {
        AuthorStream stream = opened();
        var version = author.newVersion();
        Bytes first = SampleRecords.bundle(1, Tlp.GREEN);
        List<AuthorKit.Entry> entries = List.of(
                author.record(first, version, fragments -> fragments),
                author.record(SampleRecords.bundle(2, Tlp.GREEN), version, fragments -> fragments));
        stream.send(author.frame(1, 0, entries));
        assertEquals(
                List.of(new Receipt.Refusal(2, Receipt.RefusalReason.VERSION_CONFLICT)),
                stream.receipt().refusals());
        assertEquals(List.of(first), jp.received(es.team));
    }

    @Test
    void refusalsThatTheAuthorMissedAreToldAgain() throws Exception {
        AuthorStream stream = opened();
        AuthorKit.Entry bad = author.record(Bytes.ofUtf8("{\"type\":\"bundle\"}"));
        stream.send(author.frame(1, 0, List.of(bad))).receipt();
        stream.send(author.frame(2, 1, List.of(green(2)))).receipt();
        AuthorStream again = stream();
        Answer.State state = again.state(1);
        assertEquals(2, state.through().sequence());
        assertTrue(state.latest().isPresent());
        assertEquals(
                List.of(new Receipt.Refusal(1, Receipt.RefusalReason.INVALID_CONTENT)),
                again.receipt().refusals());
        assertEquals(
                Map.of("INVALID_CONTENT", 1L),
                jp.intake().status(es.team).orElseThrow().refused());
    }

    @Test
    void aSecondStreamOfALaneReplacesTheFirst() throws Exception {
        AuthorStream first = opened();
        first.send(author.frame(1, 0, List.of(green(1)))).receipt();
        AuthorStream second = opened();
        assertEquals(Fault.Reason.PROTOCOL, first.faults.take().reason());
        second.send(author.frame(2, 1, List.of(green(2))));
        assertEquals(2, second.receipt().through().sequence());
    }

    @Test
    void withoutAnAgreementTheLaneIsHeld() throws Exception {
        jp.agreements.clear();
        AuthorStream stream = stream();
        stream.session.open(new Delivery.Open(Lane.ROUTINE, 1, List.of(), 0));
        Answer.Hold hold = assertInstanceOf(Answer.Hold.class, stream.answer());
        assertEquals(Delivery.HoldReason.NO_AGREEMENT, hold.reason());
        assertEquals(0, held());
    }
}

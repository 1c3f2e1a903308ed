package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Seen;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.model.control.Narrowing;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.WithdrawnEntries;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.TreeDomain;

/// What the intake's tables say after statements came in any order, and that what was altered in them is not read.
/// Rules R-CTL-2, R-CTL-3, R-CTL-5, R-RLY-2, R-RCP-2.
class IntakeTablesTest {
    @TempDir
    Path directory;

    private CommitRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new CommitRig(directory);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static Stating by(Team team, long index) {
        return CommitRig.stating(team, index);
    }

    private static void narrow(Batch batch, RecordVersion version, long index, String marking, String... named) {
        Optional<Tlp> tlp = marking.isEmpty() ? Optional.empty() : Optional.of(Tlp.valueOf(marking));
        Set<Team> teams = Arrays.stream(named).map(Team::new).collect(Collectors.toSet());
        var narrowing = new Narrowing(
                version.record().epoch(), version.record().localId(), version.version(), tlp, named.length > 0, "why");
        NarrowingTable.note(
                batch.session(), by(version.record().team(), index), new ControlStatement.Narrowed(narrowing, teams));
    }

    /// The strictest marking of all, and only the teams that each of them names.
    @ParameterizedTest
    @CsvSource({
        "AMBER, '', AMBER, ''",
        "AMBER, RED, RED, ''",
        "RED, AMBER, RED, ''",
        "AMBER, a.example, AMBER, a.example",
        "a.example, AMBER, AMBER, a.example",
        "a.example, '', '', a.example",
        "'', a.example, '', a.example",
        "a.example b.example, b.example c.example, '', b.example",
        "a.example, b.example, '', '-'"
    })
    void whatWasNarrowedTwiceIsNarrowedByBoth(String first, String second, String marking, String named) {
        RecordVersion version = rig.version(CommitRig.PARTNER, 2);
        rig.committing(batch -> {
            long index = 0;
            for (String one : List.of(first, second)) {
                if (one.contains(".")) {
                    narrow(batch, version, index++, "", one.split(" ", -1));
                } else if (!one.isEmpty()) {
                    narrow(batch, version, index++, one);
                }
            }
        });
        WithdrawnEntries.Narrowed narrowed = rig.read(session -> NarrowingTable.find(session, version))
                .orElseThrow()
                .narrowed();
        assertEquals(marking, narrowed.marking().map(Tlp::name).orElse(""));
        String teams = narrowed.named()
                .map(set -> set.isEmpty()
                        ? "-"
                        : new TreeSet<>(set).stream().map(Team::domain).collect(Collectors.joining(" ")))
                .orElse("");
        assertEquals(named, teams);
        assertEquals(Optional.empty(), rig.read(session -> NarrowingTable.find(session, CommitRig.later(version, 3))));
    }

    /// Few that are awaited are read at once; of more than that each is looked up.
    @ParameterizedTest
    @CsvSource({"1", "256", "257"})
    void whatComesAfterItWasTakenBackIsKnownHoweverManyAreAwaited(int awaited) {
        RecordVersion withdrawn = rig.version(CommitRig.PARTNER, 1);
        RecordVersion narrowed = rig.version(CommitRig.PARTNER, 1);
        rig.committing(batch -> {
            for (int i = 0; i < awaited; i++) {
                RecordVersion version = i == 0 ? withdrawn : rig.version(CommitRig.PARTNER, 1);
                WithdrawalTable.note(
                        batch.session(),
                        by(CommitRig.PARTNER, i),
                        new Withdrawal(1, version.record().localId(), 1, ""));
                WithdrawalTable.awaited(batch.session(), version.record(), 1);
                RecordVersion other = i == 0 ? narrowed : rig.version(CommitRig.PARTNER, 1);
                narrow(batch, other, 1_000 + i, "RED");
                NarrowingTable.awaited(batch.session(), new NarrowingTable.Stated(other.record(), 1, 1, 1_000 + i), 1);
            }
        });
        rig.committing(batch -> {
            Tombstones tombstones = new Tombstones(batch.session());
            assertFalse(tombstones.covers(narrowed));
            assertFalse(tombstones.covers(CommitRig.later(withdrawn, 2)));
            assertTrue(tombstones.covers(withdrawn));
            assertEquals(Optional.empty(), tombstones.narrows(withdrawn));
            assertTrue(tombstones.narrows(narrowed).isPresent());
        });
        // What came is awaited no more.
        rig.committing(batch -> assertEquals(
                awaited - 1,
                WithdrawalTable.awaited(batch.session(), CommitRig.PARTNER, 300)
                        .orElseThrow()
                        .size()));
    }

    /// What was agreed behind a hub is not ours to know: only what no hub hands on is owed by who is behind it.
    @ParameterizedTest
    @CsvSource({"GREEN, '', false", "AMBER, '', true", "'', a.example, true", "CLEAR, '', false"})
    void aTeamBehindAHubOwesTheDeletionOfWhatNoHubHandsOn(String marking, String named, boolean owes) {
        StoredRecord record = rig.stored(rig.version(CommitRig.OWN, 1), Tlp.CLEAR);
        rig.committing(batch -> {
            narrow(batch, record.version(), 5, marking, named.isEmpty() ? new String[0] : new String[] {named});
            RecordMarkTable.note(
                    batch.session(),
                    new Stating(CommitRig.ELSEWHERE, 1, 1, CommitRig.NOW, Optional.of(CommitRig.PARTNER)),
                    new RecordReceipt(record.version(), new RecordReceipt.Outcome.Read(), CommitRig.NOW));
        });
        List<RecordTracks.PartnerTrack> tracks = new RecordTracks(rig.database.transactions()).of(record);
        assertEquals(
                List.of(CommitRig.ELSEWHERE),
                tracks.stream().map(track -> track.partner()).toList());
        assertEquals(Optional.of(CommitRig.PARTNER), tracks.getFirst().via());
        assertEquals(owes, tracks.getFirst().deletionOwedSince().isPresent());
    }

    @Test
    void aMarkOfAKindThatNobodyKnowsIsNotRead() {
        StoredRecord record = rig.stored(rig.version(CommitRig.OWN, 1), Tlp.GREEN);
        rig.committing(batch -> RecordMarkTable.note(
                batch.session(),
                by(CommitRig.PARTNER, 1),
                new RecordReceipt(record.version(), new RecordReceipt.Outcome.Read(), CommitRig.NOW)));
        RecordTracks tracks = new RecordTracks(rig.database.transactions());
        assertEquals(1, tracks.of(record).size());
        rig.update("update record_mark set kind = 'SEEN'");
        assertThrows(IllegalStateException.class, () -> tracks.of(record));
    }

    @Test
    void onlyTheLatestSignOfLifeCounts() {
        rig.committing(batch -> {
            assertTrue(CheckInTable.heard(batch.session(), by(CommitRig.PARTNER, 5)));
            assertFalse(CheckInTable.heard(batch.session(), by(CommitRig.PARTNER, 4)));
            assertTrue(CheckInTable.sent(batch.session(), CommitRig.PARTNER, by(CommitRig.OWN, 5)));
            assertFalse(CheckInTable.sent(batch.session(), CommitRig.PARTNER, by(CommitRig.OWN, 5)));
        });
    }

    /// R-RLY-3: nobody took anything of it back meanwhile, and it is not ours.
    @Test
    void whatWasTakenBackOrHandedOnOrErasedGoesOnNoMore() {
        StoredRecord ours = rig.stored(rig.version(CommitRig.OWN, 1), Tlp.GREEN);
        StoredRecord good = rig.stored(rig.version(CommitRig.PARTNER, 2), Tlp.GREEN);
        StoredRecord erased = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        StoredRecord narrowed = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        StoredRecord withdrawn = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        StoredRecord handedOn = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        StoredRecord asBefore = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        rig.committing(batch -> {
            RecordBatch.of(batch).erase(erased);
            narrow(batch, narrowed.version(), 1, "AMBER");
            for (StoredRecord one : List.of(withdrawn, good)) {
                WithdrawalTable.note(
                        batch.session(),
                        by(CommitRig.PARTNER, 2),
                        new Withdrawal(1, one.version().record().localId(), 1, ""));
            }
            RelayTable.stated(
                    batch.session(), handedOn.contentId(), CommitRig.ELSEWHERE, new RelayTable.Stated(1, 3, 9));
            RelayTable.stated(
                    batch.session(), asBefore.contentId(), CommitRig.ELSEWHERE, new RelayTable.Stated(1, 4, 10));
        });
        List<RecordVersion> left = List.of(ours, good, erased, narrowed, withdrawn, handedOn).stream()
                .map(record -> rig.held.held(record.version()).orElseThrow())
                .filter(record -> rig.read(session -> Relaying.mayStillGoOn(session, record)))
                .map(StoredRecord::version)
                .toList();
        assertEquals(List.of(good.version()), left);
        // Rows of before say nothing of who brought it again: it was who brought it first.
        rig.update("update relay_stated set brought_by = '' where ledger_index = 4");
        var brought = rig.read(session -> Relaying.brought(session, 1, 0, 10));
        assertEquals(Set.of(3L, 4L), brought.keySet());
        assertEquals(
                List.of(CommitRig.ELSEWHERE, CommitRig.PARTNER),
                brought.keySet().stream()
                        .sorted()
                        .map(index ->
                                rig
                                        .read(session -> RelayTable.handedOnAmong(session, 1, index, index))
                                        .values()
                                        .stream()
                                        .findFirst()
                                        .flatMap(RelayTable.HandedOn::broughtBy)
                                        .orElse(CommitRig.PARTNER))
                        .toList());
    }

    private ProvenFrame frame(int statements) {
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        List<ProvenFrame.Entry> entries = IntStream.range(0, statements)
                .mapToObj(i -> {
                    Bytes statement = Bytes.ofUtf8("statement " + i);
                    Digest leaf = TreeDomain.LEDGER.leaf(statement);
                    return new ProvenFrame.Entry(tree.append(leaf), leaf, statement);
                })
                .toList();
        Origin origin = new Origin(CommitRig.OWN, 1);
        Bytes note = new CheckpointSigner(CommitRig.OWN, rig.papers.ledger()).sign(new Checkpoint(origin, tree.head()));
        return new ProvenFrame(origin, tree.head(), note, List.of(Digest.ZERO), entries);
    }

    @Test
    void anEvidenceThatIsCutOrChangedInItsLengthsIsNotRead() {
        ProvenFrame frame = frame(3);
        byte[] body = ReceivedTable.encode(frame).array();
        assertEquals(frame, ReceivedTable.decode(frame.origin(), body));
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThrows(IllegalArgumentException.class, () -> ReceivedTable.decode(frame.origin(), cut));
        }
        byte[] longer = Arrays.copyOf(body, body.length + 1);
        assertThrows(IllegalArgumentException.class, () -> ReceivedTable.decode(frame.origin(), longer));
        byte[] negative = body.clone();
        negative[0] = (byte) 0x80;
        assertThrows(IllegalArgumentException.class, () -> ReceivedTable.decode(frame.origin(), negative));
        byte[] unsigned = body.clone();
        Arrays.fill(unsigned, Integer.BYTES, Integer.BYTES + frame.checkpoint().length(), (byte) ' ');
        assertThrows(IllegalArgumentException.class, () -> ReceivedTable.decode(frame.origin(), unsigned));
    }

    @ParameterizedTest
    @CsvSource({"zeroblob(11)", "zeroblob(13)", "X'000000030000000000000007'", "X'ffffffff0000000000000007'"})
    void aListOfWhatWasAdmittedThatDoesNotFitItsFrameIsNotRead(String admitted) {
        rig.committing(batch -> ReceivedTable.insertSegment(
                batch.session(), 1, frame(3), List.of(new ReceivedTable.Admitted(2, 7)), CommitRig.NOW));
        assertEquals(
                List.of(7L),
                rig.read(session -> ReceivedTable.segment(session, 1)).orElseThrow().admitted().stream()
                        .map(ReceivedTable.Held::contentId)
                        .toList());
        assertEquals(Optional.empty(), rig.read(session -> ReceivedTable.segment(session, 2)));
        rig.update("update received_segment set admitted = " + admitted);
        assertThrows(IllegalArgumentException.class, () -> rig.read(session -> ReceivedTable.segment(session, 1)));
    }

    @Test
    void framesAreFoundByTheInstantsAtWhichTheyWereStored() {
        rig.committing(batch -> {
            for (int i = 1; i <= 3; i++) {
                ReceivedTable.insertSegment(batch.session(), i, frame(i), List.of(), CommitRig.NOW.plusSeconds(i));
            }
        });
        TreeSet<Instant> instants = new TreeSet<>(List.of(CommitRig.NOW.plusSeconds(1), CommitRig.NOW.plusSeconds(3)));
        assertEquals(
                List.of(1, 3),
                rig.read(session -> ReceivedTable.storedAt(session, CommitRig.OWN, instants)).stream()
                        .map(frame -> frame.entries().size())
                        .toList());
    }

    private static InboundLane lane() {
        return new InboundLane(
                CommitRig.PARTNER,
                Lane.ROUTINE,
                1,
                new Lane.Position(0, Digest.ZERO),
                InboundLane.Counts.NONE,
                Optional.empty(),
                Optional.empty());
    }

    private static List<Receipt.Refusal> refusals(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(sequence -> new Receipt.Refusal(sequence, RefusalReason.MALFORMED))
                .toList();
    }

    /// R-RCP-2.
    @Test
    void aCommitThatRefusesMoreThanAReceiptListsIsReceiptedByTwo() {
        ReceiptClosing closing = new ReceiptClosing(lane(), rig.control.maker());
        rig.committing(batch -> {
            batch.closing("a lane", ReceiptClosing.class, () -> closing);
            for (int first : List.of(1, 1_001)) {
                Lane.Position through = new Lane.Position(first + 999, Digest.ZERO);
                closing.advance(through, InboundLane.Counts.NONE, refusals(first, 1_000), Optional.empty());
            }
            assertEquals(List.of(), closing.take());
        });
        assertEquals(2, closing.take().size());
        assertEquals(List.of(), closing.take());
        InboundLane stored = rig.read(session -> LaneInTable.find(session, CommitRig.PARTNER, Lane.ROUTINE))
                .orElseThrow();
        assertEquals(2_000, stored.through().sequence());
        assertEquals(
                2,
                rig.read(session -> LaneInTable.receiptsBehind(session, stored, 0))
                        .size());
        assertEquals(
                1,
                rig.read(session -> LaneInTable.receiptsBehind(session, stored, 1_000))
                        .size());
    }

    @Test
    void howFarTermsAreHeardNeverGoesBack() {
        rig.committing(batch -> {
            for (Lane lane : List.of(Lane.CONTROL, Lane.ROUTINE)) {
                InboundLane held = lane();
                LaneInTable.store(
                        batch.session(),
                        new InboundLane(
                                lane == Lane.CONTROL ? CommitRig.PARTNER : CommitRig.ELSEWHERE,
                                lane,
                                2,
                                new Lane.Position(5, Digest.ZERO),
                                held.counts(),
                                held.receipt(),
                                held.stopped()));
            }
        });
        TermsHeard heard = TermsHeard.load(rig.database.transactions());
        heard.processed(CommitRig.PARTNER, new TermsPlace(2, 4));
        assertTrue(heard.covers(CommitRig.PARTNER, new TermsPlace(2, 5)));
        assertFalse(heard.covers(CommitRig.PARTNER, new TermsPlace(2, 6)));
        heard.processed(CommitRig.PARTNER, new TermsPlace(2, 6));
        assertTrue(heard.covers(CommitRig.PARTNER, new TermsPlace(2, 6)));
        assertFalse(heard.covers(CommitRig.ELSEWHERE, new TermsPlace(1, 1)));
    }

    @Test
    void aRateIsOfTheLastTenSecondsWhateverTheClockDid() {
        InboundRate rate = new InboundRate();
        rate.count(30, CommitRig.NOW);
        rate.count(10, CommitRig.NOW);
        assertEquals(4.0, rate.perSecond(CommitRig.NOW.plusSeconds(9)));
        assertEquals(0.0, rate.perSecond(CommitRig.NOW.plusSeconds(10)));
        assertEquals(0.0, rate.perSecond(CommitRig.NOW.minusSeconds(1)));
        rate.count(50, CommitRig.NOW.plusSeconds(10));
        assertEquals(5.0, rate.perSecond(CommitRig.NOW.plusSeconds(10)));
    }

    /// R-LED-6: what another team's ledger came to says nothing of ours.
    @Test
    void aReceiptProvesThatOurLedgerGoesOnFromWhatWasSeenOfIt() {
        for (int i = 0; i < 2; i++) {
            rig.committing(batch -> batch.append(rig.control
                    .maker()
                    .make(batch.origin(), Statement.Kind.CHECK_IN, List.of(), Bytes.ofUtf8("x"))
                    .draft()));
        }
        TreeHead one = new TreeHead(1, Digest.ZERO);
        Seen ours = new Seen(rig.ledger.head().origin(), one, CommitRig.NOW);
        Seen theirs = new Seen(new Origin(CommitRig.PARTNER, 1), one, CommitRig.NOW);
        var entry = rig.ledger.view().entry(1, 1).orElseThrow();
        for (Seen seen : List.of(ours, theirs)) {
            ShownHeads shown = new ShownHeads(rig.ledger.view(), List.of(seen));
            var first = shown.deliver(rig.ledger.head(), 1, entry.statement(), Bytes.EMPTY);
            assertEquals(seen.equals(ours), first.consistency().isPresent());
            var second = shown.deliver(rig.ledger.head(), 1, entry.statement(), Bytes.EMPTY);
            assertEquals(Optional.empty(), second.consistency());
        }
    }

    private Runnable retention(Supplier<? extends Collection<Standing>> agreed) {
        Partners partners = new Partners() {
            @Override
            public Collection<Standing> agreements(Team partner) {
                return List.copyOf(agreed.get());
            }

            @Override
            public boolean extend(Team partner, List<TeamManifest.Signed> manifests) {
                return false;
            }
        };
        return Withdrawals.retention(rig.control, partners, () -> List.of(CommitRig.PARTNER), () -> CommitRig.NOW);
    }

    @Test
    void withoutAnAgreementNothingIsErasedAndWhatFailsIsTriedAgain() {
        List<String> asked = new ArrayList<>();
        Runnable failing = retention(() -> {
            asked.add("what was agreed");
            throw new IllegalStateException("a bug");
        });
        failing.run();
        failing.run();
        assertEquals(2, asked.size());
        StoredRecord record = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        retention(List::of).run();
        assertEquals(Optional.of(record), rig.held.held(record.version()));
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Narrowing;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.wire.ControlCodec;

/// What becomes of a record that its author narrows: at those who may keep it, at those who may not, at those who have
/// yet to get it, and behind a hub. Rules R-CTL-5, R-REL-4, R-RLY-4.
@Timeout(300)
class NarrowingTest {
    private static final Team ELSEWHERE = new Team("cert-fr.example");

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private NodeRig hub;
    private final List<NodeRig> running = new ArrayList<>();

    @BeforeEach
    void makeNodes() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        hub = new NodeRig(directory, "fusion.example");
        hub.isHub = true;
    }

    @AfterEach
    void everythingIsMadeAgainTheSame() {
        try {
            for (NodeRig node : running) {
                Rebuild.Report rebuilt = new Rebuild(
                                node.ledger().view(), List.of(new RecordProjection(), new ControlProjection(node.team)))
                        .run((done, total) -> {});
                assertTrue(rebuilt.same(), rebuilt.toString());
            }
        } finally {
            List.of(es, jp, hub).forEach(NodeRig::close);
        }
    }

    private void start(NodeRig... nodes) throws Exception {
        for (NodeRig node : nodes) {
            node.start();
            running.add(node);
        }
    }

    private StoredRecord shared(Tlp marking, NodeRig with, Team... audience) throws Exception {
        StoredRecord ours = es.publish(SampleRecords.bundle(running.size() + 1, marking), audience);
        NodeRig.until("shared", () -> held(with, ours.version()).isPresent());
        return ours;
    }

    private static Optional<StoredRecord> held(NodeRig node, RecordVersion version) {
        return node.database().transactions().read(session -> RecordTable.find(session, version));
    }

    private static boolean isErased(NodeRig node, RecordVersion version) {
        StoredRecord record = held(node, version).orElseThrow();
        return new ContentStore(node.database().transactions()).get(record.contentId(), record.leafHash())
                instanceof ContentStore.Content.Erased;
    }

    private Withdrawals.Withdrawn narrow(StoredRecord record, Tlp marking) {
        return narrow(record, new Withdrawals.Wish(Optional.of(marking), Optional.empty(), "a leak"));
    }

    private Withdrawals.Withdrawn narrow(StoredRecord record, Team... audience) {
        return narrow(record, new Withdrawals.Wish(Optional.empty(), Optional.of(Set.of(audience)), "a leak"));
    }

    private Withdrawals.Withdrawn narrow(StoredRecord record, Withdrawals.Wish wish) {
        return new Withdrawals(es.control()).narrow(record, wish);
    }

    private List<Outcome> toldBy(NodeRig node, StoredRecord record) {
        return new RecordTracks(es.database().transactions())
                .of(record).stream()
                        .filter(track -> track.partner().equals(node.team))
                        .flatMap(track -> track.receipts().stream())
                        .map(RecordReceipt::outcome)
                        .toList();
    }

    private List<Team> owedOf(StoredRecord record) {
        return new RecordTracks(es.database().transactions(), partner -> es.agreements(partner), Clock.systemUTC())
                .of(record).stream()
                        .filter(track -> track.deletionOwedSince().isPresent())
                        .map(RecordTracks.PartnerTrack::partner)
                        .toList();
    }

    private void untilDeleted(NodeRig node, StoredRecord record) throws InterruptedException {
        NodeRig.until("erased", () -> isErased(node, record.version()));
        NodeRig.until("told", () -> toldBy(node, record).equals(List.of(new Outcome.Deleted(Optional.empty()))));
    }

    @Test
    void whoMayKeepItKeepsItUnderTheNewMarking() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        start(jp, es);
        StoredRecord ours = shared(Tlp.GREEN, jp);
        assertEquals(List.of(jp.team), narrow(ours, Tlp.AMBER).told());
        for (NodeRig node : List.of(es, jp)) {
            NodeRig.until(
                    "narrowed",
                    () -> node.records().marking(held(node, ours.version()).orElseThrow()) == Tlp.AMBER);
        }
        assertEquals(false, isErased(jp, ours.version()));
        assertEquals(List.of(), toldBy(jp, ours));
        assertEquals(false, isErased(es, ours.version()));
    }

    @Test
    void whoMayNotDeletesItAndSaysSo() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        start(jp, es);
        StoredRecord ours = shared(Tlp.GREEN, jp);
        jp.stop();
        narrow(ours, Tlp.AMBER);
        assertEquals(List.of(), owedOf(ours), "it may keep it");
        narrow(ours, Tlp.AMBER_STRICT);
        assertEquals(List.of(jp.team), owedOf(ours));
        jp.start();
        untilDeleted(jp, ours);
        assertEquals(List.of(), owedOf(ours));
        assertEquals(false, isErased(es, ours.version()));
    }

    @Test
    void onlyTheTeamsNamedKeepItAndNobodyLearnsOfTheOthers() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        NodeRig.agree(es, hub, Tlp.AMBER, Tlp.AMBER);
        start(jp, hub, es);
        StoredRecord ours = shared(Tlp.GREEN, jp);
        NodeRig.until("shared", () -> held(hub, ours.version()).isPresent());
        narrow(ours, jp.team, ELSEWHERE);
        untilDeleted(hub, ours);
        NodeRig.until(
                "narrowed",
                () -> jp.records()
                        .narrowing(held(jp, ours.version()).orElseThrow())
                        .flatMap(standing -> standing.named())
                        .equals(Optional.of(Set.of(jp.team))));
        assertEquals(false, isErased(jp, ours.version()));
        narrow(ours, ELSEWHERE);
        untilDeleted(jp, ours);
    }

    @Test
    void whatHasNotArrivedIsDecidedAgainAndGoesToNobodyNew() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        start(jp, es);
        jp.stop();
        running.remove(jp);
        StoredRecord stays = es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        StoredRecord goes = es.publish(SampleRecords.bundle(2, Tlp.GREEN));
        narrow(stays, Tlp.AMBER_STRICT);
        narrow(goes, Tlp.AMBER);
        start(jp);
        NodeRig.until("receipted", () -> es.receipted(jp.team) == 2);
        assertEquals(Optional.empty(), held(jp, stays.version()));
        assertTrue(es.lanes().fates(1, stays.index()).getFirst() instanceof RecordFate.Released released
                && released.voided().equals(Optional.of("AGREEMENT")));
        NodeRig.until(
                "narrowed",
                () -> held(jp, goes.version())
                        .filter(record -> jp.records().marking(record) == Tlp.AMBER)
                        .isPresent());
    }

    @Test
    void aHubHandsItOnNoMoreAndThoseBehindItFollow() throws Exception {
        NodeRig.agreeOnward(es, hub);
        NodeRig.agree(hub, jp, Tlp.AMBER, Tlp.AMBER);
        start(jp, hub, es);
        StoredRecord stricter = shared(Tlp.CLEAR, jp);
        narrow(stricter, Tlp.GREEN);
        NodeRig.until(
                "narrowed behind the hub",
                () -> jp.records().marking(held(jp, stricter.version()).orElseThrow()) == Tlp.GREEN);
        assertEquals(false, isErased(jp, stricter.version()));
        narrow(stricter, Tlp.AMBER);
        untilDeleted(jp, stricter);
        // The hub itself may have what is AMBER.
        assertEquals(false, isErased(hub, stricter.version()));
        assertEquals(
                Tlp.AMBER, hub.records().marking(held(hub, stricter.version()).orElseThrow()));
    }

    /// R-REL-4: whoever is behind the hub learns that it may not keep it, and of nobody who may.
    @Test
    void aHubThatMayKeepItTellsThoseBehindItWithoutAName() throws Exception {
        NodeRig.agreeOnward(es, hub);
        NodeRig.agree(hub, jp, Tlp.AMBER, Tlp.AMBER);
        start(jp, hub, es);
        StoredRecord record = shared(Tlp.GREEN, jp);
        narrow(record, hub.team);
        untilDeleted(jp, record);
        assertEquals(false, isErased(hub, record.version()));
        StoredRecord theirs = held(jp, record.version()).orElseThrow();
        assertEquals(
                Optional.of(Set.of()),
                jp.records().narrowing(theirs).orElseThrow().named());
    }

    @Test
    void aNarrowingThatOvertakesItsRecordIsKeptForIt() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        start(jp);
        AuthorKit author = new AuthorKit(es.team, es.papers.ledger());
        AuthorStream control = new AuthorStream(author, jp, Lane.CONTROL).open(1);
        AuthorStream routine = new AuthorStream(author, jp, Lane.ROUTINE).open(1);
        RecordVersion kept = author.newVersion();
        RecordVersion gone = author.newVersion();
        AuthorKit.Entry tighter = narrowed(author, kept, Tlp.AMBER, false);
        assertEquals(
                List.of(),
                control.deliver(tighter, narrowed(author, gone, Tlp.RED, false)).refusals());
        for (RecordVersion version : List.of(kept, gone)) {
            routine.deliver(author.record(SampleRecords.bundle(1, Tlp.GREEN), version, fragments -> fragments));
        }
        assertEquals(Tlp.AMBER, jp.records().marking(held(jp, kept).orElseThrow()));
        assertEquals(false, isErased(jp, kept));
        assertTrue(isErased(jp, gone));
        // It has one effect, however often it comes; and a milder one changes nothing.
        AuthorStream again = new AuthorStream(author, jp, Lane.CONTROL).open(2);
        again.deliver(tighter, narrowed(author, kept, Tlp.GREEN, false));
        assertEquals(Tlp.AMBER, jp.records().marking(held(jp, kept).orElseThrow()));
        again.deliver(narrowed(author, kept, Tlp.GREEN, true, jp.team));
        assertEquals(false, isErased(jp, kept));
        again.deliver(narrowed(author, kept, Tlp.GREEN, true));
        assertTrue(isErased(jp, kept));
    }

    @Test
    void whatShowsAnotherTeamsNameIsRefused() throws Exception {
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        start(jp);
        AuthorKit author = new AuthorKit(es.team, es.papers.ledger());
        AuthorStream control = new AuthorStream(author, jp, Lane.CONTROL).open(1);
        assertEquals(
                List.of(RefusalReason.NOT_ENTITLED),
                control
                        .deliver(narrowed(author, author.newVersion(), Tlp.AMBER, true, jp.team, ELSEWHERE))
                        .refusals()
                        .stream()
                        .map(refusal -> refusal.reason())
                        .toList());
    }

    private static AuthorKit.Entry narrowed(
            AuthorKit author, RecordVersion version, Tlp marking, boolean limited, Team... named) {
        List<Fragment> fragments = new ArrayList<>();
        fragments.add(new Fragment.Document(
                Tlp.AMBER_STRICT,
                ControlCodec.encode(new Narrowing(
                        version.record().epoch(),
                        version.record().localId(),
                        version.version(),
                        Optional.of(marking),
                        limited,
                        ""))));
        List.of(named).forEach(team -> fragments.add(new Fragment.Audience(Tlp.AMBER_STRICT, team)));
        return author.document(Statement.Kind.NARROW, List.of(), fragments);
    }

    @Test
    void whatIsNotNarrowerAndWhatIsNotOursIsRefused() throws Exception {
        NodeRig.agree(es, jp, Tlp.RED, Tlp.RED);
        start(jp, es);
        StoredRecord limited = shared(Tlp.AMBER, jp, jp.team);
        assertThrows(FaultException.class, () -> narrow(limited, Tlp.GREEN));
        assertThrows(FaultException.class, () -> narrow(limited, Tlp.AMBER));
        assertThrows(FaultException.class, () -> narrow(limited, jp.team));
        assertThrows(FaultException.class, () -> narrow(limited, jp.team, ELSEWHERE));
        assertThrows(
                FaultException.class,
                () -> narrow(limited, new Withdrawals.Wish(Optional.empty(), Optional.empty(), "")));
        StoredRecord theirs = held(jp, limited.version()).orElseThrow();
        assertThrows(
                FaultException.class,
                () -> new Withdrawals(jp.control())
                        .narrow(theirs, new Withdrawals.Wish(Optional.of(Tlp.RED), Optional.empty(), "")));
        // A limited record stays limited to whom it was, and who is named may have what is RED.
        narrow(limited, Tlp.RED);
        NodeRig.until("narrowed", () -> jp.records().marking(theirs) == Tlp.RED);
        assertInstanceOf(StoredRecord.class, held(jp, limited.version()).orElseThrow());
        assertEquals(false, isErased(jp, limited.version()));
        new Withdrawals(es.control()).withdraw(limited, "");
        assertThrows(FaultException.class, () -> narrow(limited, ELSEWHERE));
        untilDeleted(jp, limited);
    }
}

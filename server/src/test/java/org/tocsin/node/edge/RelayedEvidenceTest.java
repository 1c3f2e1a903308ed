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
import org.tocsin.model.Evidence;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Relay;
import org.tocsin.node.intake.ReceivedInspector;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.wire.ControlCodec;

/// What is held of partners and of those behind them is proven from its bytes whenever it is verified, and what was
/// changed of it is named. Threat S-ALTERED, rules R-RLY-1 and R-RLY-3.
class RelayedEvidenceTest {
    @TempDir
    Path directory;

    private NodeRig hub;
    private NodeRig jp;
    private NodeRig far;
    private AuthorKit handing;
    private AuthorKit author;

    @BeforeEach
    void receiveThroughAHub() throws Exception {
        hub = new NodeRig(directory, "fusion.example");
        jp = new NodeRig(directory, "cert-jp.example");
        far = new NodeRig(directory, "cert-fr.example");
        NodeRig.agree(hub, jp, Tlp.AMBER, Tlp.GREEN);
        jp.start();
        handing = new AuthorKit(hub.team, hub.papers.ledger());
        author = new AuthorKit(far.team, far.papers.ledger());
        AuthorKit.Entry direct = handing.record(SampleRecords.bundle(1, Tlp.GREEN));
        AuthorKit.Entry one = relayed(author.record(SampleRecords.bundle(2, Tlp.GREEN)));
        AuthorKit.Entry two = relayed(author.record(SampleRecords.bundle(3, Tlp.GREEN)));
        AuthorStream stream = new AuthorStream(handing, jp, Lane.ROUTINE).open(1);
        assertEquals(List.of(), stream.deliver(direct, one, two).refusals());
        assertEquals(2, jp.received(far.team).size());
    }

    @AfterEach
    void stop() {
        jp.close();
    }

    private AuthorKit.Entry relayed(AuthorKit.Entry entry) {
        return relayed(entry, List.of(far.papers.manifest()));
    }

    private AuthorKit.Entry relayed(AuthorKit.Entry entry, List<TeamManifest.Signed> manifests) {
        Evidence evidence = new Evidence(
                author.checkpoint(),
                entry.index(),
                author.tree.shared(new long[] {entry.index()}, author.tree.size()),
                entry.statement(),
                entry.fragments());
        return handing.document(
                Statement.Kind.RELAY, List.of(entry.leaf()), ControlCodec.encode(new Relay(evidence, manifests)));
    }

    private Verdict verified() {
        return new LedgerVerifier(
                        jp.database().transactions(),
                        jp.team,
                        head -> true,
                        List.of(new ReceivedInspector(team -> jp.trust().pinned(team))))
                .verify(
                        new HighWaterFile.Mark.At(
                                jp.ledger().head().origin(), jp.ledger().head().tree()),
                        LedgerVerifier.Progress.none());
    }

    /// Changes one thing, verifies, and takes the change back.
    private void assertNamed(String table, String change, String named) {
        Transactions transactions = jp.database().transactions();
        transactions.writing(session -> {
            session.update("create table saved as select * from " + table);
            session.update(change);
        });
        Verdict.Bad bad = assertInstanceOf(Verdict.Bad.class, verified(), change);
        assertEquals(named, bad.table(), bad.toString());
        transactions.writing(session -> {
            session.update("delete from " + table);
            session.update("insert into " + table + " select * from saved");
            session.update("drop table saved");
        });
        assertInstanceOf(Verdict.Sound.class, verified(), change);
    }

    @Test
    void whatCameThroughAHubIsProvenFromItsAuthorsRoot() {
        Verdict.Sound sound = assertInstanceOf(Verdict.Sound.class, verified());
        assertTrue(sound.evidence() >= 4, sound.toString());
        // Also where its author is pinned by now.
        jp.trust().replace(List.of(jp.papers.pinned(), hub.papers.pinned(), far.papers.pinned()));
        assertInstanceOf(Verdict.Sound.class, verified());
    }

    @Test
    void whatWasChangedOfTheAuthorsWordIsNamed() {
        String max = "(select max(content_id) from relayed_record)";
        assertNamed(
                "relayed_record",
                "update relayed_record set evidence = (select evidence from relayed_record where content_id = " + max
                        + ") where content_id < " + max,
                "relayed_record");
        assertNamed("vouched_manifest", "delete from vouched_manifest", "relayed_record");
        assertNamed("vouched_manifest", "update vouched_manifest set signature = zeroblob(64)", "relayed_record");
        assertNamed("relayed_record", "update relayed_record set evidence = zeroblob(5)", "received_segment");
    }

    @Test
    void whatWasChangedOfTheHubsFrameIsNamed() {
        assertNamed("received_segment", "update received_segment set body = zeroblob(9)", "received_segment");
        jp.trust().replace(List.of(jp.papers.pinned()));
        Verdict.Bad bad = assertInstanceOf(Verdict.Bad.class, verified());
        assertEquals("team", bad.column());
    }

    @Test
    void aRowThatIsMissingAmongOthersIsNamed() throws Exception {
        AuthorKit.Entry one = handing.record(SampleRecords.bundle(4, Tlp.GREEN));
        AuthorKit.Entry other = handing.record(SampleRecords.bundle(5, Tlp.GREEN));
        AuthorStream stream = new AuthorStream(handing, jp, Lane.ROUTINE).open(1);
        stream.deliver(one);
        stream.deliver(other);
        assertNamed("received_segment", "delete from received_segment where id = 2", "received_segment");
    }

    /// R-RLY-1: an author that is not pinned is known by the longest of what hubs vouched for.
    @Test
    void anAuthorIsKnownByAllThatWasEverVouchedForIt() throws Exception {
        TeamManifest.Signed next = new ManifestSigner(far.papers.root())
                .renameNodes(far.papers.pinned(), far.papers.pinned().current().nodes(), Instant.now());
        List<TeamManifest.Signed> both = List.of(far.papers.manifest(), next);
        AuthorKit.Entry longer = relayed(author.record(SampleRecords.bundle(6, Tlp.GREEN)), both);
        AuthorKit.Entry shorter = relayed(author.record(SampleRecords.bundle(7, Tlp.GREEN)));
        AuthorStream stream = new AuthorStream(handing, jp, Lane.ROUTINE).open(1);
        assertEquals(List.of(), stream.deliver(longer).refusals());
        assertEquals(List.of(), stream.deliver(shorter).refusals());
        assertEquals(4, jp.received(far.team).size());
        var newest = jp.records().page(Optional.of(far.team), 0, 10).getLast();
        assertEquals(both, jp.records().prove(newest, false).manifests());
    }
}

package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.node.directory.DirectoryInspector;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.ReceivedInspector;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.wire.ManifestCodec;

/// A ledger key is stolen. From the manifest that closes its period on nothing that the thief signs is taken, of no
/// time
/// and on no tree; what the partner saw before stays proven, and the author goes on under the next key. Rules R-MAN-5,
/// R-MAN-6 and R-MAN-8; threat S-STOLEN-LEDGER-KEY.
class StolenKeyTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path directory;

    private NodeRig es;
    private NodeRig jp;
    private AuthorKit author;
    private final SuitePrivateKey next = SuitePrivateKey.generate(Suite.ED25519, RANDOM);

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

    private static AuthorKit.Entry green(AuthorKit by, int number) {
        return by.record(SampleRecords.bundle(number, Tlp.GREEN));
    }

    private AuthorStream routine(AuthorKit by) {
        return new AuthorStream(by, jp, Lane.ROUTINE);
    }

    private TeamManifest.Signed manifest(List<KeyPeriod> periods) {
        TeamManifest first = es.papers.pinned().current();
        return new ManifestSigner(es.papers.root())
                .sign(new TeamManifest(
                        first.team(),
                        first.displayName(),
                        2,
                        Optional.of(Sha256.of(es.papers.manifest().manifest())),
                        first.root(),
                        first.nodeAuthorities(),
                        first.officerAuthorities(),
                        first.nodes(),
                        periods,
                        Instant.now()));
    }

    private TeamManifest.Signed closing(TreeHead last) {
        KeyPeriod open = es.papers.pinned().current().ledgerKeys().getFirst();
        return manifest(List.of(
                open.closed(last, Optional.empty()),
                new KeyPeriod(1, next.publicKey(), last.size(), Optional.empty())));
    }

    private int held() {
        return jp.received(es.team).size();
    }

    private int version() {
        return jp.trust().pinned(es.team).orElseThrow().current().version();
    }

    /// The thief's frame is refused: the stream fails, no receipt comes, and the lane is not stopped.
    private void assertNothingTaken(AuthorKit thief, AuthorKit.Entry... entries) throws Exception {
        long seen = thief.tree.size() > 3 && thief == author ? 3 : 0;
        AuthorStream stream = routine(thief);
        long through = stream.state(1).through().sequence();
        stream.send(thief.frame(through + 1, seen, List.of(entries)));
        Fault fault = stream.faults.take();
        assertEquals(Fault.Reason.NOT_VERIFIED, fault.reason(), fault.message());
        assertEquals(3, held());
        assertEquals(Optional.empty(), jp.intake().status(es.team).orElseThrow().stopped());
    }

    @Test
    void afterTheClosingManifestNothingOfTheThiefCountsAndAllThatWasSeenStays() throws Exception {
        routine(author).open(1).deliver(green(author, 1), green(author, 2), green(author, 3));
        TreeHead last = author.tree.head();
        routine(author).state(1, List.of(closing(last)));
        assertEquals(2, version());

        // The past: trees of the thief's own, smaller than what was seen, and as large.
        AuthorKit thief = new AuthorKit(es.team, es.papers.ledger());
        List<AuthorKit.Entry> forged = new ArrayList<>();
        for (int size = 1; size <= 3; size++) {
            forged.add(green(thief, 10 + size));
            assertNothingTaken(thief, forged.getLast());
        }
        // Beyond the end, on that tree and on the author's own.
        assertNothingTaken(thief, green(thief, 14));
        assertNothingTaken(author, green(author, 4));

        // The author goes on under the next key, on the same tree.
        AuthorKit goesOn = author.signingWith(next);
        AuthorStream stream = routine(goesOn).open(1);
        Receipt receipt = stream.deliver(green(goesOn, 5));
        assertEquals(List.of(), receipt.refusals());
        assertEquals(4, held());

        jp.stop();
        assertInstanceOf(Verdict.Sound.class, verify(jp));
    }

    @Test
    void whileTheKeyIsReplacedWhatEitherSignsIsTaken() throws Exception {
        KeyPeriod open = es.papers.pinned().current().ledgerKeys().getFirst();
        KeyPeriod replacing = new KeyPeriod(1, next.publicKey(), 0, Optional.empty());
        AuthorStream stream = routine(author);
        stream.state(1, List.of(manifest(List.of(open, replacing))));
        assertEquals(List.of(), stream.deliver(green(author, 1)).refusals());
        AuthorKit goesOn = author.signingWith(next);
        assertEquals(
                List.of(), routine(goesOn).open(1).deliver(green(goesOn, 2)).refusals());
        assertEquals(2, held());
    }

    @Test
    void aManifestCountsByItsRootWhoeverStatesIt() throws Exception {
        AuthorStream control = new AuthorStream(author, jp, Lane.CONTROL).open(1);
        KeyPeriod open = es.papers.pinned().current().ledgerKeys().getFirst();
        TeamManifest.Signed second = manifest(List.of(open));
        SuiteKey thief = next.publicKey();
        TeamManifest.Signed forged = new ManifestSigner(next)
                .sign(ManifestCodec.decode(manifest(List.of(open, new KeyPeriod(1, thief, 0, Optional.empty())))
                        .manifest()));

        assertEquals(List.of(RefusalReason.NOT_ENTITLED), deliver(control, ManifestCodec.encodeSigned(forged)));
        assertEquals(
                List.of(RefusalReason.NOT_ENTITLED),
                deliver(control, ManifestCodec.encodeSigned(jp.papers.manifest())));
        assertEquals(List.of(RefusalReason.MALFORMED), deliver(control, Bytes.ofUtf8("no manifest")));
        assertEquals(1, version());
        assertEquals(List.of(), deliver(control, ManifestCodec.encodeSigned(second)));
        assertEquals(2, version());
        assertEquals(List.of(), deliver(control, ManifestCodec.encodeSigned(second)));
    }

    private List<RefusalReason> deliver(AuthorStream control, Bytes document) throws Exception {
        return control.deliver(author.document(Statement.Kind.MANIFEST, List.of(), document)).refusals().stream()
                .map(Receipt.Refusal::reason)
                .toList();
    }

    private static Verdict verify(NodeRig node) throws Exception {
        DirectoryInspector teams = new DirectoryInspector();
        try (Database database = Database.open(new Database.Address.SqliteFile(node.databaseFile()));
                HighWaterFile highWater = HighWaterFile.open(new FileDisk(), node.highWaterFile())) {
            return new LedgerVerifier(
                            database.transactions(),
                            node.team,
                            head -> node.own.everSigned(head.checkpoint(), head.origin(), head.tree()),
                            List.of(teams, new ReceivedInspector(teams::team)))
                    .verify(highWater.mark(), Progress.none());
        }
    }
}

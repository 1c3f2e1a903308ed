package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.ManifestVerdict.Reason;

/// Rules R-MAN-1 to R-MAN-4: every step, with one thing wrong at a time.
class ManifestChainTest {
    private static final Digest ROOT_AT_5 = Sha256.of(Bytes.ofUtf8("root at 5"));

    private final TeamPapers papers = Papers.of(Papers.ES);
    private final TeamManifest first = papers.pinned().current();
    private final ManifestSigner signer = new ManifestSigner(papers.root());

    /// The parts of a manifest that tests change.
    private static TeamManifest with(TeamManifest manifest, Team team, int version, Optional<Digest> previous) {
        return new TeamManifest(
                team,
                manifest.displayName(),
                version,
                previous,
                manifest.root(),
                manifest.nodeAuthorities(),
                manifest.officerAuthorities(),
                manifest.nodes(),
                manifest.ledgerKeys(),
                manifest.signedAt());
    }

    private static TeamManifest with(
            TeamManifest manifest, SuiteKey root, List<TeamManifest.NodeEntry> nodes, List<KeyPeriod> periods) {
        return new TeamManifest(
                manifest.team(),
                manifest.displayName(),
                manifest.version(),
                manifest.previous(),
                root,
                manifest.nodeAuthorities(),
                manifest.officerAuthorities(),
                nodes,
                periods,
                manifest.signedAt());
    }

    private static TeamManifest withAuthorities(TeamManifest manifest, List<Bytes> nodes, List<Bytes> officers) {
        return new TeamManifest(
                manifest.team(),
                manifest.displayName(),
                manifest.version(),
                manifest.previous(),
                manifest.root(),
                nodes,
                officers,
                manifest.nodes(),
                manifest.ledgerKeys(),
                manifest.signedAt());
    }

    private TeamManifest second() {
        return Papers.next(first, papers.manifest());
    }

    private TeamManifest secondWith(List<KeyPeriod> periods) {
        return with(second(), first.root(), first.nodes(), periods);
    }

    private ManifestVerdict verify(TeamManifest.Signed... later) {
        List<TeamManifest.Signed> all = new ArrayList<>(List.of(papers.manifest()));
        all.addAll(List.of(later));
        return ManifestChain.verify(papers.rootFingerprint(), all);
    }

    private static void assertRefused(Reason reason, int place, ManifestVerdict verdict) {
        ManifestVerdict.Refused refused = assertInstanceOf(ManifestVerdict.Refused.class, verdict);
        assertEquals(reason, refused.reason(), refused.detail());
        assertEquals(place, refused.place());
    }

    private static PinnedTeam verified(ManifestVerdict verdict) {
        return assertInstanceOf(ManifestVerdict.Verified.class, verdict).team();
    }

    @Test
    void aChainFromThePinnedRootHoldsInBothSuites() {
        assertEquals(1, verified(verify()).current().version());
        assertEquals(2, verified(verify(signer.sign(second()))).current().version());
        TeamPapers hybrid = Papers.of(Papers.JP, Suite.ED25519_ML_DSA_65);
        assertEquals(Papers.JP, hybrid.pinned().team());
    }

    @Test
    void noManifestsOrTooManyAreRefused() {
        assertRefused(Reason.COUNT, 0, ManifestChain.verify(papers.rootFingerprint(), List.of()));
        List<TeamManifest.Signed> many = new ArrayList<>();
        TeamManifest last = first;
        many.add(papers.manifest());
        while (many.size() < ManifestChain.MANIFESTS_MAX) {
            last = Papers.next(last, many.getLast());
            many.add(signer.sign(last));
        }
        assertEquals(
                64,
                verified(ManifestChain.verify(papers.rootFingerprint(), many))
                        .current()
                        .version());
        many.add(signer.sign(Papers.next(last, many.getLast())));
        assertRefused(Reason.COUNT, 0, ManifestChain.verify(papers.rootFingerprint(), many));
    }

    @Test
    void anotherRootThanThePinnedOneIsRefused() {
        Digest other = Papers.of(Papers.ES).rootFingerprint();
        assertRefused(Reason.ROOT_FINGERPRINT, 1, ManifestChain.verify(other, List.of(papers.manifest())));
    }

    @Test
    void aChainBeginsWithVersionOneAndHasNoGap() {
        TeamManifest.Signed second = signer.sign(second());
        assertRefused(Reason.VERSION, 1, ManifestChain.verify(papers.rootFingerprint(), List.of(second)));
        TeamManifest third = with(second(), Papers.ES, 3, second().previous());
        assertRefused(Reason.VERSION, 2, verify(signer.sign(third)));
        assertRefused(Reason.VERSION, 3, verify(second, second));
    }

    @Test
    void everyBitOfAManifestAndItsSignatureCounts() {
        byte[] manifest = papers.manifest().manifest().array();
        for (int bit = 0; bit < manifest.length * 8; bit += 7) {
            byte[] flipped = manifest.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            var changed = new TeamManifest.Signed(
                    Bytes.wrap(flipped), papers.manifest().signature());
            assertInstanceOf(
                    ManifestVerdict.Refused.class, ManifestChain.verify(papers.rootFingerprint(), List.of(changed)));
        }
        byte[] signature = papers.manifest().signature().array().clone();
        signature[3] ^= 1;
        var changed = new TeamManifest.Signed(papers.manifest().manifest(), Bytes.wrap(signature));
        assertRefused(Reason.SIGNATURE, 1, ManifestChain.verify(papers.rootFingerprint(), List.of(changed)));
    }

    @Test
    void onlyTheRootInForceSigns() {
        ManifestSigner stranger = new ManifestSigner(SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM));
        assertRefused(Reason.SIGNATURE, 2, verify(stranger.sign(second())));
    }

    @Test
    void aNewRootIsIntroducedByTheOldOneAndThenSigns() {
        SuitePrivateKey newRoot = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, Papers.RANDOM);
        TeamManifest rotation = with(second(), newRoot.publicKey(), first.nodes(), first.ledgerKeys());
        TeamManifest.Signed byOld = signer.sign(rotation);
        TeamManifest third = Papers.next(rotation, byOld);

        assertEquals(
                3,
                verified(verify(byOld, new ManifestSigner(newRoot).sign(third)))
                        .current()
                        .version());
        assertRefused(Reason.SIGNATURE, 3, verify(byOld, signer.sign(third)));
        assertRefused(Reason.SIGNATURE, 2, verify(new ManifestSigner(newRoot).sign(rotation)));
    }

    @Test
    void aSuiteIsNeverReplacedByAWeakerOne() {
        TeamPapers hybrid = Papers.of(Papers.ES, Suite.ED25519_ML_DSA_65);
        TeamManifest before = hybrid.pinned().current();
        ManifestSigner hybridSigner = new ManifestSigner(hybrid.root());
        SuiteKey weak = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        TeamManifest next = Papers.next(before, hybrid.manifest());

        TeamManifest weakRoot = with(next, weak, before.nodes(), before.ledgerKeys());
        assertRefused(
                Reason.SUITE,
                2,
                ManifestChain.verify(
                        hybrid.rootFingerprint(), List.of(hybrid.manifest(), hybridSigner.sign(weakRoot))));
        List<KeyPeriod> periods =
                List.of(closed(before.ledgerKeys().getFirst(), 5), new KeyPeriod(2, weak, 0, Optional.empty()));
        TeamManifest weakLedger = with(next, before.root(), before.nodes(), periods);
        assertRefused(
                Reason.SUITE,
                2,
                ManifestChain.verify(
                        hybrid.rootFingerprint(), List.of(hybrid.manifest(), hybridSigner.sign(weakLedger))));
    }

    @Test
    void eachManifestNamesTheOneBeforeItAndTheSameTeam() {
        TeamManifest elsewhere = with(second(), Papers.ES, 2, Optional.of(Digest.ZERO));
        assertRefused(Reason.PREVIOUS, 2, verify(signer.sign(elsewhere)));
        TeamManifest renamed = with(second(), Papers.JP, 2, second().previous());
        assertRefused(Reason.TEAM, 2, verify(signer.sign(renamed)));
    }

    private static KeyPeriod closed(KeyPeriod period, long size) {
        return new KeyPeriod(
                period.epoch(), period.key(), period.fromSize(), Optional.of(new TreeHead(size, ROOT_AT_5)));
    }

    @Test
    void keyPeriodsAscendAndOnlyTheLastOneIsOpenOrTheTwoThatReplaceEachOther() {
        KeyPeriod open = first.ledgerKeys().getFirst();
        SuiteKey next = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        KeyPeriod sameEpoch = new KeyPeriod(1, next, 5, Optional.empty());
        KeyPeriod nextEpoch = new KeyPeriod(2, next, 0, Optional.empty());

        verified(verify(signer.sign(secondWith(List.of(closed(open, 5), sameEpoch)))));
        verified(verify(signer.sign(secondWith(List.of(closed(open, 5), nextEpoch)))));
        assertRefused(Reason.KEY_PERIODS, 2, verify(signer.sign(secondWith(List.of(open, nextEpoch)))));
        verified(verify(signer.sign(secondWith(List.of(open, sameEpoch)))));
        verified(verify(signer.sign(secondWith(List.of(closed(open, 6), sameEpoch)))));
        KeyPeriod third = new KeyPeriod(1, next, 6, Optional.empty());
        assertRefused(Reason.KEY_PERIODS, 2, verify(signer.sign(secondWith(List.of(open, sameEpoch, third)))));
        KeyPeriod below = new KeyPeriod(1, next, 4, Optional.empty());
        assertRefused(
                Reason.KEY_PERIODS, 2, verify(signer.sign(secondWith(List.of(open, closed(sameEpoch, 6), below)))));
        assertRefused(
                Reason.KEY_PERIODS,
                2,
                verify(signer.sign(secondWith(List.of(closed(open, 5), closed(sameEpoch, 6), below)))));
        KeyPeriod backwards = new KeyPeriod(2, next, 7, Optional.of(new TreeHead(6, ROOT_AT_5)));
        assertRefused(Reason.KEY_PERIODS, 2, verify(signer.sign(secondWith(List.of(closed(open, 5), backwards)))));
    }

    @Test
    void keyPeriodsAreKept() {
        KeyPeriod open = first.ledgerKeys().getFirst();
        SuiteKey next = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        assertRefused(
                Reason.KEY_PERIODS,
                2,
                verify(signer.sign(secondWith(List.of(new KeyPeriod(1, next, 0, Optional.empty()))))));
        TeamManifest closing = secondWith(List.of(closed(open, 5)));
        TeamManifest.Signed closingSigned = signer.sign(closing);
        TeamManifest reopened = Papers.next(closing, closingSigned);
        for (KeyPeriod changed : List.of(open, closed(open, 4), closed(open, 6))) {
            TeamManifest.Signed third = signer.sign(with(reopened, first.root(), first.nodes(), List.of(changed)));
            assertRefused(Reason.KEY_PERIODS, 3, verify(closingSigned, third));
        }
    }

    @Test
    void aManifestThatReopensTheLedgerClosesTheOldEpochAndOpensTheNext() {
        SuiteKey next = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        TreeHead last = new TreeHead(5, ROOT_AT_5);
        PinnedTeam team =
                verified(verify(signer.reopen(papers.pinned(), ManifestSigner.Ending.at(last), next, Papers.NOW)));

        assertEquals(2, team.keyPeriods().newestEpoch());
        assertEquals(next, team.keyPeriods().open().map(KeyPeriod::key).orElseThrow());
        assertEquals(Optional.of(last), team.current().ledgerKeys().getFirst().closedAt());
    }

    @Test
    void authoritiesFollowTheProfileAndServeOneRole() {
        Bytes node = first.nodeAuthorities().getFirst();
        Bytes officer = first.officerAuthorities().getFirst();
        Bytes holder = Bytes.wrap(PinnedTeam.encoded(papers.node().certificate()));
        for (List<Bytes> wrong : List.of(List.of(node), List.of(officer, officer), List.of(holder))) {
            TeamManifest manifest = withAuthorities(second(), List.of(node), wrong);
            assertRefused(Reason.AUTHORITY, 2, verify(signer.sign(manifest)));
        }
        TeamManifest noise = withAuthorities(second(), List.of(Bytes.ofUtf8("noise")), List.of());
        assertRefused(Reason.AUTHORITY, 2, verify(signer.sign(noise)));
    }

    @Test
    void nodesHaveNamesAndKeysOfTheirOwn() {
        TeamManifest.NodeEntry node = first.nodes().getFirst();
        var sameName = new TeamManifest.NodeEntry(node.name(), List.of(Digest.ZERO), List.of());
        var sameKey = new TeamManifest.NodeEntry("node-2", node.spkiHashes(), List.of());
        for (TeamManifest.NodeEntry wrong : List.of(sameName, sameKey)) {
            TeamManifest manifest = with(second(), first.root(), List.of(node, wrong), first.ledgerKeys());
            assertRefused(Reason.NODES, 2, verify(signer.sign(manifest)));
        }
    }

    @Test
    void whatIsKnownAlreadyMayBeSentAgainButNotChanged() {
        TeamManifest.Signed second = signer.sign(second());
        PinnedTeam pinned = papers.pinned();

        PinnedTeam extended = verified(ManifestChain.extend(pinned, List.of(papers.manifest(), second)));
        assertEquals(2, extended.current().version());
        assertEquals(extended, verified(ManifestChain.extend(extended, List.of(second))));
        TeamManifest other = with(
                second(),
                first.root(),
                first.nodes(),
                List.of(closed(first.ledgerKeys().getFirst(), 5)));
        assertRefused(Reason.FORKED, 1, ManifestChain.extend(extended, List.of(signer.sign(other))));
        var noise = new TeamManifest.Signed(Bytes.ofUtf8("noise"), Bytes.EMPTY);
        assertRefused(Reason.MALFORMED, 1, ManifestChain.extend(pinned, List.of(noise)));
    }

    /// R-MAN-5: what stands of a period stands, each part of it; only an open one may be closed.
    @Test
    void noPartOfAPeriodThatStandsIsChanged() {
        KeyPeriod open = first.ledgerKeys().getFirst();
        SuiteKey other = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        TreeHead at5 = new TreeHead(5, ROOT_AT_5);
        TreeHead at3 = new TreeHead(3, Digest.ZERO);
        KeyPeriod stood = open.closed(at5, Optional.of(at3));
        TeamManifest closing = secondWith(List.of(stood));
        TeamManifest.Signed closingSigned = signer.sign(closing);
        TeamManifest next = Papers.next(closing, closingSigned);
        verified(verify(closingSigned, signer.sign(next)));
        for (List<KeyPeriod> changed : List.of(
                List.of(new KeyPeriod(2, open.key(), 0, stood.closedAt(), stood.retained())),
                List.of(new KeyPeriod(1, other, 0, stood.closedAt(), stood.retained())),
                List.of(new KeyPeriod(1, open.key(), 1, stood.closedAt(), stood.retained())),
                List.of(open.closed(at5, Optional.empty())),
                List.of(open.closed(new TreeHead(5, Digest.ZERO), Optional.of(at3))),
                List.of(open))) {
            TeamManifest.Signed third = signer.sign(with(next, first.root(), first.nodes(), changed));
            assertRefused(Reason.KEY_PERIODS, 3, verify(closingSigned, third));
        }
    }

    @Test
    void aPeriodIsNotLeftOutAndEpochsDoNotGoBack() {
        KeyPeriod open = first.ledgerKeys().getFirst();
        SuiteKey next = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        KeyPeriod second = new KeyPeriod(2, next, 0, Optional.empty());
        TeamManifest both = secondWith(List.of(closed(open, 5), second));
        TeamManifest.Signed bothSigned = signer.sign(both);
        TeamManifest third = Papers.next(both, bothSigned);
        TeamManifest shorter = with(third, first.root(), first.nodes(), List.of(closed(open, 5)));
        assertRefused(Reason.KEY_PERIODS, 3, verify(bothSigned, signer.sign(shorter)));
        KeyPeriod back = new KeyPeriod(1, next, 9, Optional.empty());
        assertRefused(
                Reason.KEY_PERIODS,
                2,
                verify(signer.sign(secondWith(List.of(closed(open, 5), closed(second, 6), back)))));
    }

    /// R-MAN-6: what a team still has stands beside where its epoch ended only if it is less.
    @Test
    void anEndingNamesWhatIsLeftOnlyWhereSomethingWasLost() {
        TreeHead last = new TreeHead(5, ROOT_AT_5);
        TreeHead kept = new TreeHead(4, Digest.ZERO);
        assertEquals(Optional.of(kept), ManifestSigner.Ending.of(last, kept).retained());
        assertEquals(Optional.empty(), ManifestSigner.Ending.of(last, last).retained());
    }

    @Test
    void aLedgerThatEndsTwiceKeepsItsFirstEnding() {
        SuiteKey next = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        TreeHead at5 = new TreeHead(5, ROOT_AT_5);
        TeamManifest.Signed once = signer.reopen(papers.pinned(), ManifestSigner.Ending.at(at5), next, Papers.NOW);
        PinnedTeam reopened = verified(verify(once));
        TreeHead at7 = new TreeHead(7, ROOT_AT_5);
        PinnedTeam again =
                verified(verify(once, signer.reopen(reopened, ManifestSigner.Ending.at(at7), next, Papers.NOW)));
        assertEquals(
                List.of(Optional.of(at5), Optional.of(at7), Optional.empty()),
                again.current().ledgerKeys().stream().map(KeyPeriod::closedAt).toList());
        assertEquals(3, again.keyPeriods().newestEpoch());
    }
}

package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TeamManifest.Provisions;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.ManifestVerdict.Reason;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.wire.ManifestCodec;

/// What manifests provide for beyond a team's first day: revoked keys, witnesses, keys that replace each other. Rules
/// R-MAN-1, R-MAN-5 to R-MAN-7, R-MAN-10.
class ManifestLifeTest {
    private final TeamPapers papers = Papers.of(Papers.ES);
    private final TeamManifest first = papers.pinned().current();
    private final ManifestSigner signer = new ManifestSigner(papers.root());

    private TeamManifest next(TeamManifest before, TeamManifest.Signed signedBefore, Provisions provisions) {
        return new TeamManifest(
                before.team(),
                before.displayName(),
                before.version() + 1,
                Optional.of(Sha256.of(signedBefore.manifest())),
                before.root(),
                before.nodeAuthorities(),
                before.officerAuthorities(),
                before.nodes(),
                before.ledgerKeys(),
                Papers.NOW,
                provisions);
    }

    private static Provisions revoking(Digest... keys) {
        return new Provisions(List.of(), List.of(keys), List.of());
    }

    private ManifestVerdict verify(TeamManifest.Signed... later) {
        List<TeamManifest.Signed> all = new ArrayList<>(List.of(papers.manifest()));
        all.addAll(List.of(later));
        return ManifestChain.verify(papers.rootFingerprint(), all);
    }

    private PinnedTeam after(Provisions provisions) {
        ManifestVerdict verdict = verify(signer.sign(next(first, papers.manifest(), provisions)));
        return assertInstanceOf(ManifestVerdict.Verified.class, verdict).team();
    }

    private void assertRefused(Reason reason, TeamManifest.Signed... later) {
        assertEquals(
                reason,
                assertInstanceOf(ManifestVerdict.Refused.class, verify(later)).reason());
    }

    private Trust trust(PinnedTeam team) {
        return new Trust(Papers.ES, List.of(team));
    }

    private static boolean isIdentified(Trust trust, Credentials shown, Door door) {
        return trust.identify(shown.chain(), door, Papers.NOW) instanceof Identification.Identified;
    }

    @Test
    void whatAManifestProvidesForSurvivesItsBytes() throws Exception {
        var provisions = new Provisions(
                List.of(Bytes.ofUtf8("a sealing key")),
                List.of(Sha256.of(Bytes.ofUtf8("a key"))),
                List.of(Papers.JP, new Team("hub.example")));
        var lost = new KeyPeriod(
                1,
                first.ledgerKeys().getFirst().key(),
                0,
                Optional.of(new TreeHead(9, Digest.ZERO)),
                Optional.of(new TreeHead(4, Digest.ZERO)));
        TeamManifest manifest = new TeamManifest(
                first.team(),
                first.displayName(),
                1,
                Optional.empty(),
                first.root(),
                first.nodeAuthorities(),
                first.officerAuthorities(),
                first.nodes(),
                List.of(lost),
                Papers.NOW,
                provisions);
        assertEquals(manifest, ManifestCodec.decode(ManifestCodec.encode(manifest)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new KeyPeriod(1, lost.key(), 0, Optional.empty(), Optional.of(new TreeHead(1, Digest.ZERO))));
    }

    @Test
    void aRevokedKeyStaysRevoked() {
        Digest key = Sha256.of(Bytes.ofUtf8("a key"));
        TeamManifest second = next(first, papers.manifest(), revoking(key));
        TeamManifest.Signed signed = signer.sign(second);
        assertInstanceOf(
                ManifestVerdict.Verified.class, verify(signed, signer.sign(next(second, signed, revoking(key)))));
        assertRefused(Reason.REVOKED, signed, signer.sign(next(second, signed, Provisions.NONE)));
        assertRefused(Reason.REVOKED, signer.sign(next(first, papers.manifest(), revoking(key, key))));
    }

    @Test
    void aKeyIsNotNamedAndRevokedAtOnce() {
        Digest node = TeamPapers.spki(papers.node());
        assertRefused(Reason.REVOKED, signer.sign(next(first, papers.manifest(), revoking(node))));
    }

    @Test
    void aRevokedOfficerIsRefusedAtTheDoorAndOnTheNextMessage() {
        Trust trust = trust(papers.pinned());
        var identified = assertInstanceOf(
                Identification.Identified.class, trust.identify(papers.officer().chain(), Door.OPERATOR, Papers.NOW));
        assertTrue(trust.stillTrusted(identified.peer(), Papers.NOW));

        trust.replace(List.of(after(revoking(TeamPapers.spki(papers.officer())))));

        assertFalse(trust.stillTrusted(identified.peer(), Papers.NOW));
        var refused = assertInstanceOf(
                Identification.Refused.class, trust.identify(papers.officer().chain(), Door.OPERATOR, Papers.NOW));
        assertEquals(CertificateRefusal.KEY_REVOKED, refused.reason());
    }

    @Test
    void aRevokedAuthorityVouchesForNobodyThoughItIsStillNamed() {
        Trust trust = trust(papers.pinned());
        var call = Door.call(Papers.ES);
        var identified = assertInstanceOf(
                Identification.Identified.class, trust.identify(papers.node().chain(), call, Papers.NOW));

        trust.replace(List.of(after(revoking(TeamPapers.spki(papers.nodeAuthority())))));

        assertFalse(trust.stillTrusted(identified.peer(), Papers.NOW));
        assertFalse(isIdentified(trust, papers.node(), call));
        assertTrue(isIdentified(trust, papers.officer(), Door.OPERATOR));
        assertEquals(Role.NODE, identified.peer().role());
    }

    @Test
    void witnessesAreOthersAndNamedOnce() {
        assertEquals(
                List.of(Papers.JP),
                after(new Provisions(List.of(), List.of(), List.of(Papers.JP)))
                        .current()
                        .provisions()
                        .witnesses());
        for (List<Team> wrong : List.of(List.of(Papers.ES), List.of(Papers.JP, Papers.JP))) {
            assertRefused(
                    Reason.WITNESSES,
                    signer.sign(next(first, papers.manifest(), new Provisions(List.of(), List.of(), wrong))));
        }
    }

    @Test
    void whileAKeyIsReplacedBothCountAndTheNewerOneIsTheOneToSignWith() {
        SuiteKey next = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
        SuiteKey old = first.ledgerKeys().getFirst().key();
        KeyPeriods both = periods(List.of(first.ledgerKeys().getFirst(), new KeyPeriod(1, next, 5, Optional.empty())));

        assertEquals(next, both.open().orElseThrow().key());
        assertEquals(2, both.allOpen().size());
        assertEquals(List.of(old), signers(both, 4));
        assertEquals(List.of(old, next), signers(both, 5));
    }

    @Test
    void underAClosedPeriodOnlyTheHeadsThatTheRootVouchedForCount() {
        TreeHead last = new TreeHead(9, Sha256.of(Bytes.ofUtf8("9")));
        TreeHead kept = new TreeHead(4, Sha256.of(Bytes.ofUtf8("4")));
        SuiteKey key = first.ledgerKeys().getFirst().key();
        KeyPeriods closed = periods(List.of(new KeyPeriod(1, key, 0, Optional.of(last), Optional.of(kept))));

        assertTrue(counts(closed, last));
        assertTrue(counts(closed, kept));
        assertFalse(counts(closed, new TreeHead(4, Digest.ZERO)));
        assertFalse(counts(closed, new TreeHead(3, Digest.ZERO)));
        assertEquals(List.of(key), closed.closedKeys(new Origin(Papers.ES, 1)));
        assertTrue(counts(periods(first.ledgerKeys()), new TreeHead(3, Digest.ZERO)));
    }

    private static boolean counts(KeyPeriods periods, TreeHead head) {
        return periods.signers(new Origin(Papers.ES, 1), head).stream().anyMatch(signer -> signer.counts(head));
    }

    private static List<SuiteKey> signers(KeyPeriods periods, long size) {
        return periods.signers(new Origin(Papers.ES, 1), new TreeHead(size, Digest.ZERO)).stream()
                .map(KeyPeriods.Signer::key)
                .toList();
    }

    private KeyPeriods periods(List<KeyPeriod> periods) {
        return new KeyPeriods(new TeamManifest(
                first.team(),
                first.displayName(),
                1,
                Optional.empty(),
                first.root(),
                first.nodeAuthorities(),
                first.officerAuthorities(),
                first.nodes(),
                periods,
                Papers.NOW));
    }
}

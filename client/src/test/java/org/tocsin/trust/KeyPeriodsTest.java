package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.KeyPeriods.Signer;

/// Rules R-MAN-5 and R-MAN-6, on both sides of every boundary.
class KeyPeriodsTest {
    private static final SuiteKey FIRST = key();
    private static final SuiteKey SECOND = key();
    private static final SuiteKey THIRD = key();
    private static final Digest ROOT = Sha256.of(Bytes.ofUtf8("root"));
    private static final TreeHead AT_5 = new TreeHead(5, ROOT);
    private static final TreeHead AT_9 = new TreeHead(9, ROOT);

    private final KeyPeriods periods = periods(List.of(
            new KeyPeriod(1, FIRST, 0, Optional.of(AT_5)),
            new KeyPeriod(1, SECOND, 5, Optional.of(AT_9)),
            new KeyPeriod(2, THIRD, 3, Optional.empty())));

    private static SuiteKey key() {
        return SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM).publicKey();
    }

    private static KeyPeriods periods(List<KeyPeriod> ledgerKeys) {
        TeamManifest some = Papers.of(Papers.ES).pinned().current();
        return new KeyPeriods(new TeamManifest(
                Papers.ES,
                some.displayName(),
                1,
                Optional.empty(),
                some.root(),
                some.nodeAuthorities(),
                some.officerAuthorities(),
                some.nodes(),
                ledgerKeys,
                Papers.NOW));
    }

    private List<SuiteKey> signers(int epoch, long size, Digest root) {
        return periods.signers(new Origin(Papers.ES, epoch), new TreeHead(size, root)).stream()
                .map(Signer::key)
                .toList();
    }

    @Test
    void aCheckpointOfOurOwnIsTakenUnderTheKeyOfItsPeriodOnly() {
        SuitePrivateKey named = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM);
        SuitePrivateKey another = SuitePrivateKey.generate(Suite.ED25519, Papers.RANDOM);
        KeyPeriods ours = periods(List.of(new KeyPeriod(1, named.publicKey(), 0, Optional.empty())));
        Origin origin = new Origin(Papers.ES, 1);
        Checkpoint checkpoint = new Checkpoint(origin, AT_5);
        assertTrue(ours.takes(new CheckpointSigner(Papers.ES, named).sign(checkpoint), origin, AT_5));
        assertFalse(ours.takes(new CheckpointSigner(Papers.ES, another).sign(checkpoint), origin, AT_5));
        // In a period that is closed only the heads that the manifest names.
        KeyPeriods closed = periods(List.of(new KeyPeriod(1, named.publicKey(), 0, Optional.of(AT_5))));
        assertTrue(closed.takes(new CheckpointSigner(Papers.ES, named).sign(checkpoint), origin, AT_5));
        TreeHead at3 = new TreeHead(3, ROOT);
        assertFalse(
                closed.takes(new CheckpointSigner(Papers.ES, named).sign(new Checkpoint(origin, at3)), origin, at3));
    }

    @Test
    void aCheckpointCountsInsideThePeriodOfItsKeyAndNowhereElse() {
        assertEquals(List.of(FIRST), signers(1, 0, Digest.ZERO));
        assertEquals(List.of(FIRST), signers(1, 4, Digest.ZERO));
        assertEquals(List.of(FIRST, SECOND), signers(1, 5, ROOT));
        assertEquals(List.of(SECOND), signers(1, 6, Digest.ZERO));
        assertEquals(List.of(SECOND), signers(1, 9, ROOT));
        assertEquals(List.of(), signers(1, 10, ROOT));
        assertEquals(List.of(), signers(2, 2, ROOT));
        assertEquals(List.of(THIRD), signers(2, 3, ROOT));
        assertEquals(List.of(THIRD), signers(2, Long.MAX_VALUE, ROOT));
        assertEquals(List.of(), signers(3, 3, ROOT));
    }

    @Test
    void atTheClosingSizeOnlyTheClosingRootCounts() {
        assertEquals(List.of(), signers(1, 9, Digest.ZERO));
        assertEquals(List.of(SECOND), signers(1, 5, Digest.ZERO));
    }

    @Test
    void belowTheClosingSizeTheClosingHeadIsNamed() {
        List<Signer> signers = periods.signers(new Origin(Papers.ES, 1), new TreeHead(7, Digest.ZERO));
        assertEquals(Optional.of(AT_9), signers.getFirst().closedAt());
    }

    @Test
    void anotherTeamsLedgerHasNoSigners() {
        assertEquals(List.of(), periods.signers(new Origin(Papers.JP, 1), AT_5));
    }

    @Test
    void theOpenPeriodIsTheOneThatGoesOn() {
        assertEquals(THIRD, periods.open().map(KeyPeriod::key).orElseThrow());
        assertEquals(2, periods.newestEpoch());
        KeyPeriods stopped = periods(List.of(new KeyPeriod(1, FIRST, 0, Optional.of(AT_5))));
        assertEquals(Optional.empty(), stopped.open());
    }

    /// R-MAN-6: within a closed period a head counts by itself only if the root key's own word names it.
    @Test
    void aHeadCountsInAnOpenPeriodOrWhereTheManifestNamesIt() {
        TreeHead at3 = new TreeHead(3, Digest.ZERO);
        Signer open = new Signer(FIRST, Optional.empty());
        Signer closed = new Signer(FIRST, Optional.of(AT_5));
        Signer lost = new Signer(FIRST, Optional.of(AT_5), Optional.of(at3));
        assertTrue(open.counts(at3));
        assertTrue(closed.counts(AT_5));
        assertFalse(closed.counts(at3));
        assertTrue(lost.counts(at3));
        assertTrue(lost.counts(AT_5));
        assertFalse(lost.counts(new TreeHead(4, Digest.ZERO)));
    }
}

package org.tocsin.trust;

import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuiteVerifier;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.ManifestVerdict.Reason;
import org.tocsin.trust.ManifestVerdict.Refused;
import org.tocsin.trust.ManifestVerdict.Verified;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;

/// Checks a team's manifests from the first one on against the one thing that was compared out of band: the fingerprint
/// of the first root key. Rules R-MAN-1 to R-MAN-4, R-MAN-7.
public final class ManifestChain {
    public static final int MANIFESTS_MAX = 64;

    private ManifestChain() {}

    /// A manifest that does not hold; carries the verdict out of the steps.
    private static final class ManifestException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        ManifestException(Reason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }
    }

    /// Verifies all manifests of a team, by version, ascending.
    public static ManifestVerdict verify(Digest rootFingerprint, List<TeamManifest.Signed> signed) {
        if (signed.isEmpty() || signed.size() > MANIFESTS_MAX) {
            return new Refused(0, Reason.COUNT, signed.size() + " manifests, not 1 to " + MANIFESTS_MAX);
        }
        List<TeamManifest> manifests = new ArrayList<>(signed.size());
        try {
            for (TeamManifest.Signed next : signed) {
                manifests.add(
                        manifests.isEmpty()
                                ? first(rootFingerprint, next)
                                : later(signed.get(manifests.size() - 1), manifests.getLast(), next));
            }
            return new Verified(new PinnedTeam(rootFingerprint, signed, manifests));
        } catch (ManifestException e) {
            return new Refused(manifests.size() + 1, e.reason, String.valueOf(e.getMessage()));
        } catch (CertificateException e) {
            return new Refused(signed.size(), Reason.AUTHORITY, "an authority's certificate cannot be read");
        }
    }

    /// Verifies manifests that a team sent later. Those that are known already must be the same, byte for byte.
    public static ManifestVerdict extend(PinnedTeam team, List<TeamManifest.Signed> sent) {
        List<TeamManifest.Signed> all = new ArrayList<>(team.signed());
        for (int i = 0; i < sent.size(); i++) {
            TeamManifest.Signed next = sent.get(i);
            try {
                TeamManifest manifest = ManifestCodec.decode(next.manifest());
                if (!manifest.team().equals(team.team())) {
                    return new Refused(i + 1, Reason.TEAM, "it is of " + manifest.team() + ", not of " + team.team());
                }
                int version = manifest.version();
                if (version > team.signed().size()) {
                    all.add(next);
                } else if (!team.signed().get(version - 1).manifest().equals(next.manifest())) {
                    return new Refused(i + 1, Reason.FORKED, "another manifest of version " + version + " is known");
                }
            } catch (WireException e) {
                return new Refused(i + 1, Reason.MALFORMED, String.valueOf(e.getMessage()));
            }
        }
        return all.size() == team.signed().size() ? new Verified(team) : verify(team.rootFingerprint(), all);
    }

    private static TeamManifest first(Digest rootFingerprint, TeamManifest.Signed signed) throws ManifestException {
        // 1. The bytes must be a manifest within its limits.
        TeamManifest manifest = decode(signed.manifest());
        // 2. The chain begins with version 1; the model ties version 1 to having no manifest before it.
        if (manifest.version() != 1) {
            throw new ManifestException(Reason.VERSION, "the first manifest is version " + manifest.version());
        }
        // 3. Its root key must be the one that was compared out of band.
        if (!Fingerprint.of(manifest.root()).equals(rootFingerprint)) {
            throw new ManifestException(
                    Reason.ROOT_FINGERPRINT,
                    "root key of " + manifest.team() + " with fingerprint "
                            + Fingerprint.spoken(Fingerprint.of(manifest.root())));
        }
        // 4. That key must have signed it.
        checkSignature(manifest.root(), signed);
        // 5. What it says must make sense by itself.
        checkContent(manifest);
        return manifest;
    }

    private static TeamManifest later(TeamManifest.Signed signedBefore, TeamManifest before, TeamManifest.Signed signed)
            throws ManifestException {
        // 1. The bytes must be a manifest within its limits.
        TeamManifest manifest = decode(signed.manifest());
        // 2. The root in force must have signed it: a new root is introduced by the old one.
        checkSignature(before.root(), signed);
        // 3. Its version must be the next one.
        if (manifest.version() != before.version() + 1) {
            throw new ManifestException(Reason.VERSION, "version " + manifest.version() + " after " + before.version());
        }
        // 4. It must name the exact manifest before it.
        if (!manifest.previous().equals(Optional.of(Sha256.of(signedBefore.manifest())))) {
            throw new ManifestException(Reason.PREVIOUS, "it does not name version " + before.version());
        }
        // 5. It must be of the same team.
        if (!manifest.team().equals(before.team())) {
            throw new ManifestException(Reason.TEAM, manifest.team() + " after " + before.team());
        }
        // 6. A suite is never replaced by a weaker one.
        if (manifest.root().suite().compareTo(before.root().suite()) < 0) {
            throw new ManifestException(
                    Reason.SUITE, "a root key of " + manifest.root().suite());
        }
        // 7. Ledger-key periods only grow: closed ones stay as they were, the open one may be closed.
        checkPeriodsKept(before.ledgerKeys(), manifest.ledgerKeys());
        // 8. A key that was revoked stays revoked.
        if (!manifest.provisions().revokedKeys().containsAll(before.provisions().revokedKeys())) {
            throw new ManifestException(Reason.REVOKED, "a revoked key is no longer named among the revoked");
        }
        // 9. What it says must make sense by itself.
        checkContent(manifest);
        return manifest;
    }

    private static TeamManifest decode(Bytes bytes) throws ManifestException {
        try {
            return ManifestCodec.decode(bytes);
        } catch (WireException e) {
            throw new ManifestException(Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private static void checkSignature(SuiteKey root, TeamManifest.Signed signed) throws ManifestException {
        if (!SuiteVerifier.verify(root, ManifestSigner.message(signed.manifest()), signed.signature())) {
            throw new ManifestException(Reason.SIGNATURE, "not signed by the root key in force");
        }
    }

    private static void checkContent(TeamManifest manifest) throws ManifestException {
        checkPeriods(manifest.ledgerKeys());
        Set<String> names = new HashSet<>();
        Set<Digest> keys = new HashSet<>();
        for (TeamManifest.NodeEntry node : manifest.nodes()) {
            if (!names.add(node.name()) || !node.spkiHashes().stream().allMatch(keys::add)) {
                throw new ManifestException(Reason.NODES, "two nodes of one name, or one key named twice");
            }
        }
        Set<Bytes> authorities = new HashSet<>();
        checkAuthorities(manifest.nodeAuthorities(), authorities);
        checkAuthorities(manifest.officerAuthorities(), authorities);
        checkProvisions(manifest);
    }

    private static void checkAuthorities(List<Bytes> certificates, Set<Bytes> seen) throws ManifestException {
        for (Bytes der : certificates) {
            // One authority for both roles would let whoever issues for officers make a node, or the other way round.
            if (!seen.add(der)) {
                throw new ManifestException(Reason.AUTHORITY, "an authority is named twice");
            }
            try {
                CertificateProfile.checkAuthority(PinnedTeam.certificate(der));
            } catch (RefusedException e) {
                throw new ManifestException(Reason.AUTHORITY, e.detail());
            } catch (CertificateException e) {
                throw new ManifestException(Reason.AUTHORITY, "an authority's certificate cannot be read");
            }
        }
    }

    private static void checkProvisions(TeamManifest manifest) throws ManifestException {
        TeamManifest.Provisions provisions = manifest.provisions();
        if (new HashSet<>(provisions.revokedKeys()).size()
                < provisions.revokedKeys().size()) {
            throw new ManifestException(Reason.REVOKED, "a revoked key is named twice");
        }
        boolean isNamed = manifest.nodes().stream()
                .flatMap(node -> node.spkiHashes().stream())
                .anyMatch(provisions.revokedKeys()::contains);
        if (isNamed) {
            throw new ManifestException(Reason.REVOKED, "a node's key is revoked and named at once");
        }
        Set<Team> witnesses = new HashSet<>(provisions.witnesses());
        if (witnesses.size() < provisions.witnesses().size() || witnesses.contains(manifest.team())) {
            throw new ManifestException(Reason.WITNESSES, "a witness is named twice, or is the team itself");
        }
    }

    /// Periods stand by epoch and size, ascending; only the last two may be open, and only in one epoch: a key is
    /// replaced while both count; a later one never begins before the one before it in the same epoch.
    private static void checkPeriods(List<KeyPeriod> periods) throws ManifestException {
        for (int i = 0; i < periods.size(); i++) {
            KeyPeriod period = periods.get(i);
            boolean isReplaced = i == periods.size() - 2 && periods.getLast().epoch() == period.epoch();
            if (period.closedAt().isEmpty() && i < periods.size() - 1 && !isReplaced) {
                throw new ManifestException(
                        Reason.KEY_PERIODS,
                        "period " + (i + 1) + " is open, and neither the last one nor about to be replaced by it");
            }
            if (period.closedAt().isPresent() && period.closedAt().get().size() < period.fromSize()) {
                throw new ManifestException(Reason.KEY_PERIODS, "period " + (i + 1) + " ends before it begins");
            }
            if (i > 0) {
                checkFollows(periods.get(i - 1), period, i + 1);
            }
        }
    }

    private static void checkFollows(KeyPeriod before, KeyPeriod period, int place) throws ManifestException {
        boolean nextEpoch = period.epoch() > before.epoch();
        boolean sameEpoch = period.epoch() == before.epoch() && period.fromSize() >= before.fromSize();
        if (!nextEpoch && !sameEpoch) {
            throw new ManifestException(Reason.KEY_PERIODS, "period " + place + " overlaps the one before it");
        }
        if (period.key().suite().compareTo(before.key().suite()) < 0) {
            throw new ManifestException(
                    Reason.SUITE,
                    "period " + place + " has a key of " + period.key().suite());
        }
    }

    private static void checkPeriodsKept(List<KeyPeriod> before, List<KeyPeriod> after) throws ManifestException {
        for (int i = 0; i < before.size(); i++) {
            if (i >= after.size() || !isKept(before.get(i), after.get(i))) {
                throw new ManifestException(Reason.KEY_PERIODS, "period " + (i + 1) + " is not kept as it was");
            }
        }
    }

    private static boolean isKept(KeyPeriod before, KeyPeriod after) {
        return before.epoch() == after.epoch()
                && before.key().equals(after.key())
                && before.fromSize() == after.fromSize()
                && (before.closedAt().isEmpty()
                        || (before.closedAt().equals(after.closedAt())
                                && before.retained().equals(after.retained())));
    }
}

package org.tocsin.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.wire.ManifestCodec;

/// Signs manifests with a team's root key, which lives offline. Rule R-MAN-2: the root signs
/// `tocsin/manifest/v1\n` and the manifest's exact bytes.
public final class ManifestSigner {
    private static final byte[] TAG = Bytes.ofUtf8("tocsin/manifest/v1\n").array();

    private final SuitePrivateKey root;

    public ManifestSigner(SuitePrivateKey root) {
        this.root = root;
    }

    public SuiteKey publicKey() {
        return root.publicKey();
    }

    public TeamManifest.Signed sign(TeamManifest manifest) {
        Bytes bytes = ManifestCodec.encode(manifest);
        return new TeamManifest.Signed(bytes, root.sign(message(bytes)));
    }

    /// How an epoch ends: the highest head of it that anyone is known to hold, and the one that the team still has, if
    /// that is another.
    public record Ending(TreeHead last, Optional<TreeHead> retained) {
        /// Nothing was lost.
        public static Ending at(TreeHead last) {
            return new Ending(last, Optional.empty());
        }

        /// @param kept what the team still has
        public static Ending of(TreeHead last, TreeHead kept) {
            return new Ending(last, kept.size() < last.size() ? Optional.of(kept) : Optional.empty());
        }
    }

    /// The manifest that ends what is open at the highest known head of its epoch, and opens a period in the next
    /// one: what `ledger reopen` needs. Fails if no period is open.
    ///
    /// @param nextKey signs the new epoch; may be the key of the old one
    public TeamManifest.Signed reopen(PinnedTeam team, Ending ending, SuiteKey nextKey, Instant signedAt) {
        KeyPeriod open =
                team.keyPeriods().open().orElseThrow(() -> new IllegalStateException("no ledger-key period is open"));
        List<KeyPeriod> periods = new ArrayList<>();
        for (KeyPeriod period : team.current().ledgerKeys()) {
            periods.add(period.closedAt().isPresent() ? period : period.closed(ending.last(), ending.retained()));
        }
        periods.add(new KeyPeriod(open.epoch() + 1, nextKey, 0, Optional.empty()));
        return sign(successor(team, team.current().nodes(), periods, signedAt));
    }

    /// The next version with other nodes: a new key, another address.
    public TeamManifest.Signed renameNodes(PinnedTeam team, List<TeamManifest.NodeEntry> nodes, Instant signedAt) {
        return sign(successor(team, nodes, team.current().ledgerKeys(), signedAt));
    }

    /// The next version with other witnesses.
    ///
    /// @param witnesses ascending
    public TeamManifest.Signed nameWitnesses(PinnedTeam team, List<Team> witnesses, Instant signedAt) {
        TeamManifest next =
                successor(team, team.current().nodes(), team.current().ledgerKeys(), signedAt);
        return sign(new TeamManifest(
                next.team(),
                next.displayName(),
                next.version(),
                next.previous(),
                next.root(),
                next.nodeAuthorities(),
                next.officerAuthorities(),
                next.nodes(),
                next.ledgerKeys(),
                next.signedAt(),
                new TeamManifest.Provisions(
                        next.provisions().sealingKeys(), next.provisions().revokedKeys(), witnesses)));
    }

    private static TeamManifest successor(
            PinnedTeam team, List<TeamManifest.NodeEntry> nodes, List<KeyPeriod> periods, Instant signedAt) {
        TeamManifest current = team.current();
        return new TeamManifest(
                current.team(),
                current.displayName(),
                current.version() + 1,
                Optional.of(Sha256.of(team.signed().getLast().manifest())),
                current.root(),
                current.nodeAuthorities(),
                current.officerAuthorities(),
                nodes,
                periods,
                signedAt,
                current.provisions());
    }

    static Bytes message(Bytes manifest) {
        byte[] message = new byte[TAG.length + manifest.length()];
        System.arraycopy(TAG, 0, message, 0, TAG.length);
        System.arraycopy(manifest.array(), 0, message, TAG.length, manifest.length());
        return Bytes.wrap(message);
    }
}

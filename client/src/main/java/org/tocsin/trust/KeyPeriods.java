package org.tocsin.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.CheckpointVerifier;

/// The stretches of a team's ledger that its keys sign, and whether a checkpoint lies within one. Rules R-MAN-5 and
/// R-MAN-6.
///
/// Within a closed period a size below the closing one is only *plausible*: it counts with consistency to the closing
/// root, which whoever holds a proof of it must check. [Signer#counts] says so: on a stream nothing less is taken.
public final class KeyPeriods {
    /// A key that may have signed a checkpoint, and the head at which its period was closed, if it was.
    ///
    /// @param retained the head below that one that the team vouched for, because it lost what lies between
    public record Signer(SuiteKey key, Optional<TreeHead> closedAt, Optional<TreeHead> retained) {
        public Signer(SuiteKey key, Optional<TreeHead> closedAt) {
            this(key, closedAt, Optional.empty());
        }

        /// Whether a checkpoint of this head counts by itself: its period is open, or the root key's own word, in the
        /// manifest, is that head.
        public boolean counts(TreeHead head) {
            return closedAt.isEmpty()
                    || closedAt.get().equals(head)
                    || retained.filter(head::equals).isPresent();
        }
    }

    private final TeamManifest manifest;

    public KeyPeriods(TeamManifest manifest) {
        this.manifest = manifest;
    }

    /// The keys that may have signed a checkpoint of this origin with this head; empty: no key may, and the checkpoint
    /// does not count. Two keys are possible at the size where one period ends and the next begins.
    public List<Signer> signers(Origin origin, TreeHead head) {
        List<Signer> signers = new ArrayList<>();
        if (!origin.team().equals(manifest.team())) {
            return signers;
        }
        for (KeyPeriod period : manifest.ledgerKeys()) {
            if (period.epoch() == origin.epoch() && covers(period, head)) {
                signers.add(new Signer(period.key(), period.closedAt(), period.retained()));
            }
        }
        return signers;
    }

    /// Whether whoever knows this manifest takes a checkpoint of our own on a stream, as far as its key is concerned.
    public boolean takes(Bytes ownCheckpoint, Origin origin, TreeHead head) {
        return signers(origin, head).stream()
                .anyMatch(signer ->
                        signer.counts(head) && CheckpointVerifier.isNamed(ownCheckpoint, origin, signer.key()));
    }

    /// The keys of periods of this origin that are closed.
    public List<SuiteKey> closedKeys(Origin origin) {
        return manifest.ledgerKeys().stream()
                .filter(period -> origin.team().equals(manifest.team())
                        && period.epoch() == origin.epoch()
                        && period.closedAt().isPresent())
                .map(KeyPeriod::key)
                .distinct()
                .toList();
    }

    private static boolean covers(KeyPeriod period, TreeHead head) {
        if (head.size() < period.fromSize()) {
            return false;
        }
        if (period.closedAt().isEmpty()) {
            return true;
        }
        TreeHead last = period.closedAt().get();
        return head.size() < last.size()
                || (head.size() == last.size() && head.root().equals(last.root()));
    }

    /// The period that is open, if the team's ledger goes on; of two, while a key is replaced, the later one.
    public Optional<KeyPeriod> open() {
        return manifest.ledgerKeys().reversed().stream()
                .filter(period -> period.closedAt().isEmpty())
                .findFirst();
    }

    /// All that are open, the newest first: two while a key is replaced.
    public List<KeyPeriod> allOpen() {
        return manifest.ledgerKeys().reversed().stream()
                .filter(period -> period.closedAt().isEmpty())
                .toList();
    }

    /// The newest epoch that the manifest knows.
    public int newestEpoch() {
        return manifest.ledgerKeys().stream().mapToInt(KeyPeriod::epoch).max().orElse(0);
    }
}

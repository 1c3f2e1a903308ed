package org.tocsin.local;

import java.util.Collection;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.TreeDomain;

/// Checks a team's local ledger from its exact bytes, entry by entry, then against its signed checkpoint. Every entry
/// is kept with the root of the tree that ends with it: so the first one that was changed, taken out or put in is
/// named.
public final class LocalHistory {
    private final MerkleFrontier tree = new MerkleFrontier(TreeDomain.LEDGER);
    private final Optional<TreeHead> seen;
    private boolean isSeenMet;

    /// What is wrong, and at which entry.
    public record Flaw(long index, String why) {}

    /// @param seen a head that somebody noted before: this history must go through it
    public LocalHistory(Optional<TreeHead> seen) {
        this.seen = seen;
        this.isSeenMet = seen.isEmpty() || seen.get().size() == 0;
    }

    public TreeHead head() {
        return tree.head();
    }

    /// Takes the next entry.
    ///
    /// @param root as it is kept beside the entry
    /// @return what is wrong with it
    public Optional<Flaw> add(long index, Bytes entry, Digest root) {
        long expected = tree.head().size();
        if (index != expected) {
            return Optional.of(new Flaw(
                    expected, index > expected ? "is missing" : "another stands at the same place, or out of order"));
        }
        Optional<LocalEntry> decoded = LocalEntry.decode(entry);
        if (decoded.isEmpty() || decoded.get().act().filter(act -> act >= index).isPresent()) {
            return Optional.of(new Flaw(index, "is no entry"));
        }
        tree.append(TreeDomain.LEDGER.leaf(entry));
        TreeHead head = tree.head();
        if (!head.root().equals(root)) {
            return Optional.of(new Flaw(index, "it, or the one before it, is not what was appended"));
        }
        if (seen.isPresent() && seen.get().size() == head.size()) {
            if (!seen.get().root().equals(head.root())) {
                return Optional.of(new Flaw(index, "the history up to here is not the one that was seen before"));
            }
            isSeenMet = true;
        }
        return Optional.empty();
    }

    /// Whether the history has gone through the head that was seen.
    public boolean meetsSeen() {
        return isSeenMet;
    }

    /// Compares the whole with the last signed checkpoint.
    ///
    /// @param note empty: nothing was ever signed
    /// @param keys any of which may have signed: those of the team's ledger
    public Optional<Flaw> end(Bytes note, Team team, Collection<SuiteKey> keys) {
        TreeHead head = tree.head();
        if (!isSeenMet) {
            return Optional.of(new Flaw(head.size(), "the history ends before what was seen of it"));
        }
        Optional<TreeHead> signed = signed(note, team, keys);
        if (signed.isEmpty()) {
            return Optional.of(new Flaw(head.size(), "no signature of the team's ledger key is under its checkpoint"));
        }
        if (signed.get().size() > head.size()) {
            return Optional.of(
                    new Flaw(head.size(), "is missing: " + signed.get().size() + " entries were signed"));
        }
        if (!signed.get().equals(head)) {
            return Optional.of(new Flaw(signed.get().size(), "is not covered by the signed checkpoint"));
        }
        return Optional.empty();
    }

    /// The head that a checkpoint of a team's local ledger states.
    ///
    /// @return empty if no such key signed it
    public static Optional<TreeHead> signed(Bytes note, Team team, Collection<SuiteKey> keys) {
        return keys.stream()
                .map(key -> CheckpointVerifier.verify(note, LocalEntry.origin(team), team, key))
                .filter(CheckpointVerdict.Verified.class::isInstance)
                .map(verdict ->
                        ((CheckpointVerdict.Verified) verdict).checkpoint().head())
                .findFirst();
    }
}

package org.tocsin.node.witness;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.Session;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.witness.Comparison;
import org.tocsin.witness.EquivocationVerdict;
import org.tocsin.witness.EquivocationVerifier;
import org.tocsin.witness.Witnessed;

/// Compares a head that a partner signed with what was seen of its ledger, in a commit. Rules R-SEE-3 and R-EVI-2.
final class Comparing {
    /// Entries of a head that is shown that are looked for among those that are held.
    private static final int ENTRIES_MAX = 16;

    private final WitnessParts parts;
    private final Doubts doubts;

    Comparing(WitnessParts parts, Doubts doubts) {
        this.parts = parts;
        this.doubts = doubts;
    }

    /// Compares it; what nothing here settles is kept, to be asked of its author.
    ///
    /// @param shown a head whose signature was verified, and what is proven under it
    /// @param source who brought it
    void compare(Batch batch, Origin origin, Witnessed shown, String source) {
        if (comparison(batch.session(), origin, shown) instanceof Comparison.Open) {
            ClaimTable.note(
                    batch.session(),
                    new ClaimTable.Claim(origin, source, shown.head(), shown.checkpoint(), batch.now()));
        } else {
            settle(batch, origin, shown, Optional.empty());
        }
    }

    /// It does not go on from what was seen: makes evidence of it, if there is any.
    void contradicts(Batch batch, Origin origin, Witnessed shown, String what) {
        settle(batch, origin, shown, Optional.of(what));
    }

    private void settle(Batch batch, Origin origin, Witnessed shown, Optional<String> otherwise) {
        switch (comparison(batch.session(), origin, shown)) {
            case Comparison.Liar liar -> accuse(batch, origin, liar);
            case Comparison.Open open -> otherwise.ifPresent(what -> doubts.unproven(batch, origin, what));
            // It does go on: that its author did not show it is for the lane to say.
            case Comparison.Same same -> {}
        }
    }

    private void accuse(Batch batch, Origin origin, Comparison.Liar liar) {
        parts.trust().pinned(origin.team()).ifPresent(accused -> {
            // What does not verify was signed by a key that no manifest names any more: nobody else would believe it.
            switch (EquivocationVerifier.verify(accused, liar.evidence())) {
                case EquivocationVerdict.Proven proven -> doubts.found(batch, origin, liar.evidence(), proven.what());
                case EquivocationVerdict.Refused refused -> doubts.unproven(batch, origin, refused.detail());
            }
        });
    }

    private Comparison comparison(Session session, Origin origin, Witnessed shown) {
        Optional<SeenTable.Witness> known = known(session, origin);
        if (known.isEmpty()) {
            return new Comparison.Open();
        }
        TreeHead held = known.get().seen().head();
        Bytes checkpoint = known.get().checkpoint();
        long smaller = Math.min(held.size(), shown.head().size());
        Set<Evidence> entries = new LinkedHashSet<>(parts.entries().beside(session, origin, smaller));
        shown.entries().stream()
                .limit(ENTRIES_MAX)
                .forEach(entry -> entries.addAll(parts.entries().beside(session, origin, entry.index())));
        List<TeamManifest.Signed> manifests =
                parts.trust().pinned(origin.team()).map(PinnedTeam::signed).orElse(List.of());
        return Comparison.of(manifests, new Witnessed(held, checkpoint, List.copyOf(entries)), shown);
    }

    /// The highest head of a ledger that was verified.
    static Optional<SeenTable.Witness> known(Session session, Origin origin) {
        return SeenTable.of(session, origin.team()).stream()
                .filter(witness -> witness.seen().origin().equals(origin))
                .findFirst();
    }
}

package org.tocsin.node.intake;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.TreeHead;

/// The highest heads of one author's ledgers that this node has verified, one an epoch. Not thread-safe: each lane
/// works
/// on its own copy, and what is durable decides when two of them meet.
final class AuthorSight {
    private final TreeMap<Integer, TreeHead> heads;

    AuthorSight(Map<Integer, TreeHead> heads) {
        this.heads = new TreeMap<>(heads);
    }

    Optional<TreeHead> head(int epoch) {
        return Optional.ofNullable(heads.get(epoch));
    }

    /// Notes a head that extends the one before it.
    void advance(int epoch, TreeHead head) {
        heads.merge(epoch, head, (known, shown) -> shown.size() > known.size() ? shown : known);
    }
}

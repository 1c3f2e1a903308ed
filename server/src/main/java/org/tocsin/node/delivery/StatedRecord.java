package org.tocsin.node.delivery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// A record of ours at its place in our ledger, as far as release decisions read it. `fragments` are all of them, in
/// the
/// order of the record's own fragment set.
/// What a hub hands on is not told to those in `heldBy`: its author, and who brought it.
public record StatedRecord(
        int epoch, long index, Digest leaf, RecordHeader header, List<Fragment> fragments, Set<Team> heldBy) {
    private static final Logger log = LoggerFactory.getLogger(StatedRecord.class);

    public StatedRecord {
        fragments = List.copyOf(fragments);
        heldBy = Set.copyOf(heldBy);
    }

    /// A record of our own.
    public StatedRecord(int epoch, long index, Digest leaf, RecordHeader header, List<Fragment> fragments) {
        this(epoch, index, leaf, header, fragments, Set.of());
    }

    /// Reads a record back from the ledger, without the bodies of its fragments: no decision reads them, and many
    /// records
    /// at once must not fill memory. Empty if its content is erased or cannot be read.
    static Optional<StatedRecord> read(Entry entry, ContentStore.Content content) {
        if (!(content instanceof ContentStore.Content.Held held)) {
            return Optional.empty();
        }
        try {
            List<Fragment> fragments = FragmentCodec.outline(held.fragments());
            return Optional.of(new StatedRecord(
                    entry.epoch(), entry.index(), entry.leafHash(), RecordHeader.of(fragments), fragments));
        } catch (WireException | IllegalArgumentException unreadable) {
            log.error("a record of ours cannot be read index={}", entry.index(), unreadable);
            return Optional.empty();
        }
    }
}

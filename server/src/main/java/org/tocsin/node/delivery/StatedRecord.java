package org.tocsin.node.delivery;

import java.util.List;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.node.policy.RecordHeader;

/// A record of ours at its place in our ledger, as far as release decisions read it. `fragments` are all of them, in
/// the
/// order of the record's own fragment set.
public record StatedRecord(int epoch, long index, Digest leaf, RecordHeader header, List<Fragment> fragments) {
    public StatedRecord {
        fragments = List.copyOf(fragments);
    }
}

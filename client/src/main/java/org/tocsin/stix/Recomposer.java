package org.tocsin.stix;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Tlp;

/// Puts together what was disclosed of a record: the published bytes if nothing was withheld, else valid STIX without
/// what was. Facets, audience and documents are passed over. Rules R-REC-5 and R-REC-6.
public final class Recomposer {
    private Recomposer() {}

    /// @throws IllegalArgumentException if the fragments do not fit together: no frame or several, an order twice, a
    ///     property outside its object's bytes
    public static Bytes recompose(List<Fragment> fragments) {
        throw new IllegalStateException("lands in a moment: " + fragments.size());
    }

    /// The marking under which something received stands: the strictest of the record's MARKING facet (RED if there is
    /// none), of the disclosed content fragments, and of what the recomposed content states itself.
    public static Tlp effectiveMarking(List<Fragment> disclosed, StixDocument recomposed) {
        throw new IllegalStateException("lands in a moment: " + disclosed.size() + recomposed);
    }
}

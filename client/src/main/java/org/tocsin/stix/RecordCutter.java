package org.tocsin.stix;

import java.util.List;
import java.util.random.RandomGenerator;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Tlp;

/// Cuts a valid document into the fragments of a record: the frame, the objects, the properties that are marked more
/// strictly than their objects, and the facets of the header. Every content fragment is an exact range of the bytes.
public final class RecordCutter {
    /// The fragments of a record, in the order frame, objects, properties, facets, and the record's marking. Audience
    /// fragments are the publisher's to add.
    public record Cut(List<Fragment> fragments, Tlp marking) {
        public Cut {
            fragments = List.copyOf(fragments);
        }
    }

    /// `document` is what the reader said of these very bytes; `random` draws the gaps between orders.
    public Cut cut(Bytes bytes, StixDocument document, RandomGenerator random) {
        throw new IllegalStateException("lands in a moment: " + bytes.length() + document + random);
    }
}

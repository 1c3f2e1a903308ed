package org.tocsin.stix;

import java.util.List;

/// What the reader says of a document: a value, never an exception.
public sealed interface StixVerdict {
    /// The document is STIX 2.1 and within every limit.
    record Valid(StixDocument document) implements StixVerdict {}

    /// The document breaks at least one rule; at most 64 are listed, in the order of the document.
    record Refused(List<Reason> reasons) implements StixVerdict {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}

package org.tocsin.stix;

import org.tocsin.model.Bytes;

/// Reads one document strictly: UTF-8 and I-JSON, the limits, the rules of STIX 2.1. Stateless and safe to share.
public final class StixReader {
    /// Never throws on account of the content.
    public StixVerdict read(Bytes document) {
        throw new IllegalStateException("lands in a moment: " + document.length());
    }
}

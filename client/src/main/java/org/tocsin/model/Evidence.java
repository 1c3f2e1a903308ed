package org.tocsin.model;

import java.util.List;

/// One statement with everything that proves it, but for the author's manifest: exact bytes throughout.
public record Evidence(Bytes checkpoint, long index, List<Digest> proof, Bytes statement, Bytes fragments) {
    public Evidence {
        proof = List.copyOf(proof);
        if (index < 0) {
            throw new IllegalArgumentException("indices count from 0, not " + index);
        }
    }
}

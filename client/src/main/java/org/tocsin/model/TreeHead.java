package org.tocsin.model;

/// The size of a tree and its root: what a checkpoint says of a ledger.
public record TreeHead(long size, Digest root) {
    public TreeHead {
        if (size < 0) {
            throw new IllegalArgumentException("a tree has no negative size: " + size);
        }
    }
}

package org.tocsin.node.directory;

/// What the directory stored no longer verifies: somebody or something changed it. The node does not start on it.
public final class DirectoryDamaged extends RuntimeException {
    private static final long serialVersionUID = 1;

    DirectoryDamaged(String message) {
        super(message);
    }
}

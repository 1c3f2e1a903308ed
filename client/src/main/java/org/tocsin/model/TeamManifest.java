package org.tocsin.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a team is, as stated by its offline root key: authorities, nodes, ledger-key periods. Rule R-MAN-1.
public record TeamManifest(
        Team team,
        String displayName,
        int version,
        Optional<Digest> previous,
        SuiteKey root,
        List<Bytes> nodeAuthorities,
        List<Bytes> officerAuthorities,
        List<NodeEntry> nodes,
        List<KeyPeriod> ledgerKeys,
        Instant signedAt) {

    /// A node of the team: its name, the hashes of its keys (SubjectPublicKeyInfo) and where it listens (`host:port`).
    public record NodeEntry(String name, List<Digest> spkiHashes, List<String> endpoints) {
        public NodeEntry {
            spkiHashes = List.copyOf(spkiHashes);
            endpoints = List.copyOf(endpoints);
        }
    }

    /// A stretch of one epoch of the ledger that one key signs: from a size on, and up to `closedAt` once it is closed.
    public record KeyPeriod(int epoch, SuiteKey key, long fromSize, Optional<TreeHead> closedAt) {}

    /// A manifest and its root's signature over the exact bytes.
    public record Signed(Bytes manifest, Bytes signature) {}

    public TeamManifest {
        nodeAuthorities = List.copyOf(nodeAuthorities);
        officerAuthorities = List.copyOf(officerAuthorities);
        nodes = List.copyOf(nodes);
        ledgerKeys = List.copyOf(ledgerKeys);
        if (version < 1 || previous.isPresent() != (version > 1)) {
            throw new IllegalArgumentException(
                    "version 1 has no manifest before it, every later one has: version " + version);
        }
    }
}

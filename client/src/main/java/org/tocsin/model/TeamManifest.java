package org.tocsin.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a team is, as stated by its offline root key: authorities, nodes, ledger-key periods, and what it provides for
/// beyond them. Rule R-MAN-1.
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
        Instant signedAt,
        Provisions provisions) {

    /// A node of the team: its name, the hashes of its keys (SubjectPublicKeyInfo) and where it listens (`host:port`).
    public record NodeEntry(String name, List<Digest> spkiHashes, List<String> endpoints) {
        public NodeEntry {
            spkiHashes = List.copyOf(spkiHashes);
            endpoints = List.copyOf(endpoints);
        }
    }

    /// A stretch of one epoch of the ledger that one key signs: from a size on, and up to `closedAt` once it is closed.
    ///
    /// @param retained of a closed period the head that the team still had when it had lost what lay between it and
    /// `closedAt`; rule R-MAN-6
    public record KeyPeriod(
            int epoch, SuiteKey key, long fromSize, Optional<TreeHead> closedAt, Optional<TreeHead> retained) {
        public KeyPeriod {
            if (retained.isPresent()
                    && (closedAt.isEmpty()
                            || retained.get().size() >= closedAt.get().size())) {
                throw new IllegalArgumentException("only a closed period has a retained head, below its last one");
            }
        }

        /// Of which nothing was lost.
        public KeyPeriod(int epoch, SuiteKey key, long fromSize, Optional<TreeHead> closedAt) {
            this(epoch, key, fromSize, closedAt, Optional.empty());
        }

        /// The same, ended.
        public KeyPeriod closed(TreeHead last, Optional<TreeHead> kept) {
            return new KeyPeriod(epoch, key, fromSize, Optional.of(last), kept);
        }
    }

    /// What a team provides for beyond its nodes and its ledger: keys that others seal to, keys that never count again
    /// (hashes of the SubjectPublicKeyInfo; rule R-MAN-7), and the teams that witness its ledger (R-MAN-10).
    public record Provisions(List<Bytes> sealingKeys, List<Digest> revokedKeys, List<Team> witnesses) {
        public static final Provisions NONE = new Provisions(List.of(), List.of(), List.of());

        public Provisions {
            sealingKeys = List.copyOf(sealingKeys);
            revokedKeys = List.copyOf(revokedKeys);
            witnesses = List.copyOf(witnesses);
        }
    }

    /// A manifest and its root's signature over the exact bytes.
    public record Signed(Bytes manifest, Bytes signature) {}

    /// Without provisions.
    public TeamManifest(
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
        this(
                team,
                displayName,
                version,
                previous,
                root,
                nodeAuthorities,
                officerAuthorities,
                nodes,
                ledgerKeys,
                signedAt,
                Provisions.NONE);
    }

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

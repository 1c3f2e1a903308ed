package org.tocsin.witness;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.StatementCodec;

/// A team that signs whatever it likes: several histories of one ledger.
final class TwoFacedAuthor {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    final TeamPapers papers;
    final Origin origin;
    private final PinnedTeam pinned;
    private final CheckpointSigner signer;
    private final RandomGenerator random;

    TwoFacedAuthor(RandomGenerator random) {
        Team team = new Team("cert-es.example");
        this.papers = TeamPapers.make(
                new TeamPapers.Plan(team, "A team", "node-1", List.of("127.0.0.1:1"), Suite.ED25519),
                new SecureRandom(),
                NOW);
        this.pinned = papers.pinned();
        this.origin = new Origin(team, 1);
        this.signer = new CheckpointSigner(team, papers.ledger());
        this.random = random;
    }

    PinnedTeam pinned() {
        return pinned;
    }

    List<TeamManifest.Signed> manifests() {
        return pinned().signed();
    }

    /// One history.
    final class History {
        final MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        private final List<Bytes> statements = new ArrayList<>();

        /// The same up to a size, and nothing yet behind it.
        History upTo(int size) {
            History other = new History();
            statements.subList(0, size).forEach(other::state);
            return other;
        }

        History grow(int entries) {
            for (int i = 0; i < entries; i++) {
                state(statement(version()));
            }
            return this;
        }

        long state(Bytes statement) {
            statements.add(statement);
            return tree.append(TreeDomain.LEDGER.leaf(statement));
        }

        Bytes checkpoint(long size) {
            return signer.sign(new Checkpoint(origin, head(size)));
        }

        TreeHead head(long size) {
            return new TreeHead(size, tree.root(size));
        }

        Witnessed shown(long size, long... proven) {
            Bytes checkpoint = checkpoint(size);
            List<Evidence> entries = new ArrayList<>();
            for (long index : proven) {
                entries.add(new Evidence(
                        checkpoint,
                        index,
                        tree.shared(new long[] {index}, size),
                        statements.get((int) index),
                        Bytes.EMPTY));
            }
            return new Witnessed(head(size), checkpoint, entries);
        }
    }

    RecordVersion version() {
        return new RecordVersion(new RecordId(origin.team(), 1, bytes(RecordId.LOCAL_ID_BYTES)), 1);
    }

    Bytes statement(RecordVersion version) {
        return statement(version, Digest.wrap(bytes(Digest.LENGTH).array()));
    }

    Bytes statement(RecordVersion version, Digest fragmentsRoot) {
        return StatementCodec.encode(new Statement(
                origin.team(),
                1,
                bytes(Statement.NONCE_BYTES),
                Statement.Kind.RECORD,
                Optional.of(version),
                List.of(),
                fragmentsRoot));
    }

    private Bytes bytes(int length) {
        byte[] array = new byte[length];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }
}

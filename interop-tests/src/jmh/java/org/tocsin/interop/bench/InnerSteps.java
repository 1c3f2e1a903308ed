package org.tocsin.interop.bench;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.TreeDomain;
import org.tocsin.stix.RecordCutter;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;
import org.tocsin.wire.FragmentCodec;

/// The inner steps of an exchange, each alone, on records of 2,049 bytes; signatures of the hybrid suite.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InnerSteps {
    private static final int BATCH = 64;
    private static final int HISTORY = 100_000;

    private final SecureRandom random = new SecureRandom();
    private final StixReader reader = new StixReader();
    private final RecordCutter cutter = new RecordCutter();
    private final Origin origin = new Origin(Pair.AUTHOR, 1);
    private final Instant at = Instant.parse("2026-06-01T00:00:00Z");
    private final List<Bytes> contents = new ArrayList<>();
    private final List<Bytes> leaves = new ArrayList<>();
    private final List<RecordSubject> subjects = new ArrayList<>();
    private List<Standing> agreements = List.of();
    private SuitePrivateKey key = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, random);
    private CheckpointSigner signer = new CheckpointSigner(Pair.AUTHOR, key);
    private MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
    private long[] indices = {};
    private List<Digest> proof = List.of();
    private TreeHead head = tree.head();
    private Bytes checkpoint = Bytes.EMPTY;
    private int turn;

    /// A ledger of some length with a batch at its end, its checkpoint and its shared proof.
    @Setup
    public void prepare() {
        var incidents = new Incidents(1);
        for (int i = 0; i < BATCH; i++) {
            Bytes content = incidents.next().content();
            contents.add(content);
            subjects.add(RecordSubject.outline(cut(content)));
            leaves.add(content);
        }
        for (int i = 0; i < HISTORY; i++) {
            tree.append(Digest.wrap(drawn(Digest.LENGTH)));
        }
        indices = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            indices[i] = tree.append(TreeDomain.LEDGER.leaf(leaves.get(i)));
        }
        head = tree.head();
        proof = tree.shared(indices, head.size());
        checkpoint = signer.sign(new Checkpoint(origin, head));
        agreements = List.of(Standing.of(new SharingAgreement(
                Bytes.wrap(drawn(SharingAgreement.ID_BYTES)),
                1,
                "measured",
                "",
                at.minus(Duration.ofDays(1)),
                at.plus(Duration.ofDays(1)),
                new SharingAgreement.Direction(Pair.AUTHOR, Pair.RECEIVER, Optional.of(Tlp.AMBER)),
                new SharingAgreement.Direction(Pair.RECEIVER, Pair.AUTHOR, Optional.of(Tlp.AMBER)))));
    }

    /// Reads one document strictly, as the author does.
    @Benchmark
    public StixVerdict readStix() {
        return reader.read(contents.get(next()));
    }

    /// Reads, cuts, salts and hashes one document: all that becomes its statement.
    @Benchmark
    public FragmentTree.Sealed sealRecord() {
        List<Bytes> encoded =
                cut(contents.get(next())).stream().map(FragmentCodec::encode).toList();
        return FragmentTree.seal(encoded, random);
    }

    /// One release decision.
    @Benchmark
    public ReleaseDecision release() {
        return Release.decide(subjects.get(next()), agreements, Pair.AUTHOR, Pair.RECEIVER, at);
    }

    /// Hashes and appends a batch of 64 to the tree, and signs the new head; the tree is cut back after it.
    @Benchmark
    public Bytes appendBatch() {
        long before = tree.size();
        for (Bytes leaf : leaves) {
            tree.append(TreeDomain.LEDGER.leaf(leaf));
        }
        Bytes signed = signer.sign(new Checkpoint(origin, tree.head()));
        tree.truncate(before);
        return signed;
    }

    /// Verifies a frame of 64: its checkpoint's hybrid signature, and its shared proof over the leaves.
    @Benchmark
    public boolean verifyBatch() {
        boolean signed =
                CheckpointVerifier.verify(checkpoint, origin, key.publicKey()) instanceof CheckpointVerdict.Verified;
        List<Digest> hashes = leaves.stream().map(TreeDomain.LEDGER::leaf).toList();
        return signed
                && MerkleProofs.sharedRoot(TreeDomain.LEDGER, head.size(), indices, hashes, proof)
                        .filter(head.root()::equals)
                        .isPresent();
    }

    private List<Fragment> cut(Bytes content) {
        if (!(reader.read(content) instanceof StixVerdict.Valid valid)) {
            throw new IllegalStateException("not a valid document");
        }
        return cutter.cut(content, valid.document(), random).fragments();
    }

    private int next() {
        turn = (turn + 1) % BATCH;
        return turn;
    }

    private byte[] drawn(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}

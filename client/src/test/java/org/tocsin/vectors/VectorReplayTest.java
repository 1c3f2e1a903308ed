package org.tocsin.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyRelay;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.RelaySeal;
import org.tocsin.proof.SealingKey;
import org.tocsin.proof.SuiteVerifier;
import org.tocsin.proof.TreeDomain;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Reads the committed vectors as a stranger would: good ones hold, bad ones are refused, and the rule that a bad one
/// names stands in the specification. R-STM-1 to R-STM-5, R-FRG-1 to R-FRG-4, R-LED-1 to R-LED-5, R-LAN-3, R-SUI-1 to
/// R-SUI-4, R-MAN-1 to R-MAN-6, R-PRF-1, R-LIM-4, R-EMG-9.
final class VectorReplayTest {
    @Test
    void statementsAreReadAndHashed() throws Exception {
        JsonTree file = file("statements.json");
        for (JsonTree it : file.at("good").list()) {
            Bytes bytes = bytes(it, "bytes");
            Statement statement = StatementCodec.decode(bytes);
            assertEquals(it.at("says").at("team").text(), statement.team().domain());
            assertEquals(it.at("says").at("kind").text(), statement.kind().name());
            assertEquals(bytes, StatementCodec.encode(statement));
            assertEquals(it.at("leaf").text(), TreeDomain.LEDGER.leaf(bytes).hex());
        }
        for (JsonTree it : bad(file, "bad")) {
            assertThrows(WireException.class, () -> StatementCodec.decode(bytes(it, "bytes")), () -> name(it));
        }
    }

    @Test
    void fragmentsAreHashedToTheStatementsRoot() throws Exception {
        JsonTree file = file("fragments.json");
        for (JsonTree it : file.at("leaves").list()) {
            Digest leaf = TreeDomain.FRAGMENTS.leaf(bytes(it, "salt"), bytes(it, "fragment"));
            assertEquals(it.at("leaf").text(), leaf.hex());
        }
        for (JsonTree it : file.at("good").list()) {
            Optional<Digest> root = FragmentTree.root(FragmentCodec.decodeSet(bytes(it, "bytes")));
            assertEquals(Optional.of(it.at("root").text()), root.map(Digest::hex), () -> name(it));
        }
        for (JsonTree it : bad(file, "bad")) {
            assertFalse(givesRoot(bytes(it, "bytes"), Digest.ofHex(it.at("root").text())), () -> name(it));
        }
    }

    @Test
    void ledgersHaveTheirRootsAndProofs() throws Exception {
        JsonTree file = file("ledger.json");
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        List<JsonTree> roots = file.at("roots_by_size").list();
        assertEquals(roots.getFirst().text(), tree.root().hex());
        for (JsonTree leaf : file.at("leaves").list()) {
            tree.append(Digest.ofHex(leaf.text()));
            assertEquals(roots.get((int) tree.size()).text(), tree.root().hex());
        }
        for (JsonTree it : file.at("shared").list()) {
            assertTrue(sharedVerifies(tree, it), () -> name(it));
        }
        for (JsonTree it : bad(file, "bad_shared")) {
            assertFalse(sharedVerifies(tree, it), () -> name(it));
        }
        for (JsonTree it : file.at("consistency").list()) {
            assertTrue(consistencyVerifies(it), () -> name(it));
        }
        for (JsonTree it : bad(file, "bad_consistency")) {
            assertFalse(consistencyVerifies(it), () -> name(it));
        }
    }

    @Test
    void channelHashesFollow() throws Exception {
        for (JsonTree lane : file("lanes.json").at("lanes").list()) {
            Team author = new Team(lane.at("author").text());
            Team receiver = new Team(lane.at("receiver").text());
            int epoch = (int) lane.at("lane_epoch").number();
            Lane.Position at = ChannelHash.start(author, receiver, Lane.ROUTINE, epoch);
            for (JsonTree step : lane.at("steps").list()) {
                if (step.find("leaf").isPresent()) {
                    at = ChannelHash.next(at, Digest.ofHex(step.at("leaf").text()));
                }
                assertEquals(step.at("sequence").number(), at.sequence());
                assertEquals(step.at("hash").text(), at.channelHash().hex());
            }
        }
    }

    @Test
    void signaturesAreJudgedRight() throws Exception {
        JsonTree file = file("signatures.json");
        for (JsonTree it : file.at("good").list()) {
            assertTrue(SuiteVerifier.verify(key(it), bytes(it, "message"), bytes(it, "signature")));
        }
        for (JsonTree it : bad(file, "bad")) {
            assertFalse(SuiteVerifier.verify(key(it), bytes(it, "message"), bytes(it, "signature")), () -> name(it));
        }
    }

    @Test
    void checkpointsAreJudgedRight() throws Exception {
        JsonTree file = file("checkpoints.json");
        Origin origin = Origin.parse(file.at("origin").text());
        for (JsonTree it : file.at("good").list()) {
            Checkpoint checkpoint = new Checkpoint(
                    origin.toString(),
                    it.at("size").number(),
                    Digest.ofHex(it.at("root").text()));
            assertEquals(it.at("text").text(), checkpoint.text().utf8());
            assertEquals(
                    new CheckpointVerdict.Verified(checkpoint),
                    CheckpointVerifier.verify(Bytes.ofUtf8(it.at("note").text()), origin, key(it)));
        }
        for (JsonTree it : bad(file, "bad")) {
            CheckpointVerdict.Reason reason =
                    CheckpointVerdict.Reason.valueOf(it.at("reason").text());
            assertEquals(
                    new CheckpointVerdict.Refused(reason),
                    CheckpointVerifier.verify(Bytes.ofUtf8(it.at("note").text()), origin, key(it)),
                    () -> name(it));
        }
    }

    @Test
    void proofFilesAreJudgedRight() throws Exception {
        JsonTree file = file("proofs.json");
        for (JsonTree it : file.at("good").list()) {
            EvidenceCodec.Proof proof = EvidenceCodec.decode(bytes(it, "proof_file"));
            Evidence evidence = proof.evidence();
            assertEquals(it.at("statement").text(), evidence.statement().hex());
            ProofVerdict.Verified verified =
                    assertInstanceOf(ProofVerdict.Verified.class, ProofFileVerifier.verify(fingerprint(it), proof));
            assertEquals(it.at("root").text(), verified.head().root().hex());
        }
        for (JsonTree it : bad(file, "bad")) {
            EvidenceCodec.Proof proof = EvidenceCodec.decode(bytes(it, "proof_file"));
            ProofVerdict.Refused refused =
                    assertInstanceOf(ProofVerdict.Refused.class, ProofFileVerifier.verify(fingerprint(it), proof));
            assertEquals(it.at("reason").text(), refused.reason().name(), () -> name(it));
        }
    }

    private static boolean givesRoot(Bytes set, Digest root) {
        try {
            return FragmentTree.root(FragmentCodec.decodeSet(set)).equals(Optional.of(root));
        } catch (WireException e) {
            return false;
        }
    }

    private static boolean sharedVerifies(MerkleTree tree, JsonTree it) {
        long[] indices =
                it.at("indices").list().stream().mapToLong(JsonTree::number).toArray();
        List<Digest> leaves = new ArrayList<>();
        for (long index : indices) {
            leaves.add(index < tree.size() ? tree.leaf(index) : Digest.ZERO);
        }
        return MerkleProofs.sharedRoot(
                        TreeDomain.LEDGER, it.at("size").number(), indices, leaves, digests(it.at("hashes")))
                .equals(Optional.of(Digest.ofHex(it.at("root").text())));
    }

    private static boolean consistencyVerifies(JsonTree it) {
        return MerkleProofs.verifyConsistency(
                TreeDomain.LEDGER,
                it.at("from").number(),
                Digest.ofHex(it.at("from_root").text()),
                it.at("to").number(),
                Digest.ofHex(it.at("to_root").text()),
                digests(it.at("hashes")));
    }

    private static JsonTree file(String name) throws IOException {
        return JsonTree.read(Files.readAllBytes(VectorsTest.directory().resolve(name)));
    }

    /// The bad cases of a file; each names a rule that stands in the specification.
    @Test
    void sealsOpenForTheirTeamAsWhatTheyWereSealedAs() throws Exception {
        JsonTree file = file("relays.json");
        SealingKey key = RelayVectors.key(file.at("secret").text());
        assertEquals(file.at("public_key").text(), key.publicKey().hex());
        for (JsonTree it : file.at("good").list()) {
            assertEquals(Optional.of(bytes(it, "plain")), opened(key, it));
        }
        for (JsonTree it : bad(file, "bad")) {
            assertEquals(Optional.empty(), opened(key, it), () -> name(it));
        }
    }

    private static Optional<Bytes> opened(SealingKey key, JsonTree it) {
        var context = new RelaySeal.Context(
                new Team(it.at("author").text()),
                new Team(it.at("to").text()),
                Digest.ofHex(it.at("leaf").text()));
        return key.open(context, new EmergencyRelay.Seal(bytes(it, "ephemeral"), bytes(it, "sealed")));
    }

    private static List<JsonTree> bad(JsonTree file, String list) throws IOException {
        String specification = Files.readString(SharedData.repositoryTop().resolve("proto/README.md"));
        List<JsonTree> cases = file.at(list).list();
        assertFalse(cases.isEmpty());
        for (JsonTree it : cases) {
            assertTrue(specification.contains("**" + it.at("rule").text() + "**"), () -> name(it));
        }
        return cases;
    }

    private static SuiteKey key(JsonTree it) {
        return new SuiteKey(Suite.valueOf(it.at("suite").text()), bytes(it, "public_key"));
    }

    private static Digest fingerprint(JsonTree it) {
        return Digest.ofHex(it.at("root_fingerprint").text());
    }

    private static List<Digest> digests(JsonTree list) {
        return list.list().stream().map(hash -> Digest.ofHex(hash.text())).toList();
    }

    private static Bytes bytes(JsonTree it, String name) {
        return Bytes.ofHex(it.at(name).text());
    }

    private static String name(JsonTree it) {
        return it.at("name").text();
    }
}

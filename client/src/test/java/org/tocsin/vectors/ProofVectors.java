package org.tocsin.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TeamManifest.NodeEntry;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.TestKeys;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;

/// `proofs.json`: whole proof files, and manifests by the way.
final class ProofVectors {
    /// An authority's certificate whose key nobody has: the profile wants one in every manifest.
    private static final Bytes AUTHORITY = Bytes.ofHex(
            "308201793082011fa00302010202106bdb6e35cde40668c45fe3a66bec7027300a06082a8648ce3d040302301b311930170603"
                    + "5504030c10566563746f7220617574686f72697479301e170d3236303130313030303030305a170d3436303130313030"
                    + "303030305a301b3119301706035504030c10566563746f7220617574686f726974793059301306072a8648ce3d020106"
                    + "082a8648ce3d03010703420004ec5ea20eebc386daac31fe8f6b2f1d12924af35ff41f44b3279438b94e2674600a5f75"
                    + "5754503adbb742daeb73855042404adb207ab7efa2623b2466cd5b56eea345304330120603551d130101ff0408300601"
                    + "01ff020100300e0603551d0f0101ff040403020106301d0603551d0e04160414faaaad43e782a00582e5edc9f7ceaa55"
                    + "ea5af6fb300a06082a8648ce3d040302034800304502210082a45ded2a4f8f7610356959034340991883d2ad81c257c9"
                    + "da0b5c10f4095297022065583ce8f6ddc686f125c735d63167b0f575238c98740aaa66bef8d321fac4fa");

    private ProofVectors() {}

    static Map<String, Object> make(Scene scene) {
        List<Object> good = new ArrayList<>();
        for (Suite suite : Suite.values()) {
            EvidenceCodec.Proof proof = proof(scene, suite);
            Map<String, Object> it = file("statement 0 with what a partner sees, " + suite, suite, proof);
            it.put("index", 0);
            it.put("statement", scene.statements.getFirst().hex());
            it.put("size", scene.tree.size());
            it.put("root", scene.tree.root().hex());
            good.add(it);
        }
        return Scene.object("rules", "R-PRF-1, R-MAN-1 to R-MAN-6, R-STM-2, R-FRG-4", "good", good, "bad", bad(scene));
    }

    private static List<Object> bad(Scene scene) {
        EvidenceCodec.Proof right = proof(scene, Suite.ED25519);
        Evidence evidence = right.evidence();
        TeamManifest.Signed first = right.manifests().getFirst();
        TeamManifest.Signed second = right.manifests().getLast();
        List<Object> bad = new ArrayList<>();
        bad.add(bad("without the first manifest", "R-MAN-4", new EvidenceCodec.Proof(List.of(second), evidence)));
        bad.add(bad(
                "manifests in another order", "R-MAN-4", new EvidenceCodec.Proof(List.of(second, first), evidence)));
        TeamManifest.Signed forged = new TeamManifest.Signed(second.manifest(), first.signature());
        bad.add(bad(
                "a manifest with another's signature",
                "R-MAN-2",
                new EvidenceCodec.Proof(List.of(first, forged), evidence)));
        bad.add(bad("a root with another fingerprint", "R-MAN-3", proof(scene, Suite.ED25519, 3)));
        Bytes stranger = checkpoint(scene, TestKeys.key(Suite.ED25519, 9));
        bad.add(bad(
                "a checkpoint by a key of no period",
                "R-MAN-5",
                with(right, it -> new Evidence(stranger, it.index(), it.proof(), it.statement(), it.fragments()))));
        bad.add(bad("a closed period at another root", "R-MAN-6", closedAt(scene, new TreeHead(7, Digest.ZERO))));
        bad.add(bad(
                "beyond the end of a closed period", "R-MAN-6", closedAt(scene, new TreeHead(6, scene.tree.root(6)))));
        bad.add(bad(
                "another index",
                "R-LED-4",
                with(right, it -> new Evidence(it.checkpoint(), 1, it.proof(), it.statement(), it.fragments()))));
        bad.add(bad(
                "a hash too few",
                "R-LED-4",
                with(
                        right,
                        it -> new Evidence(
                                it.checkpoint(),
                                0,
                                it.proof().subList(1, it.proof().size()),
                                it.statement(),
                                it.fragments()))));
        bad.add(bad(
                "another statement",
                "R-LED-4",
                with(
                        right,
                        it -> new Evidence(it.checkpoint(), 0, it.proof(), scene.statements.get(1), it.fragments()))));
        bad.add(bad(
                "fragments of another statement",
                "R-FRG-4",
                with(
                        right,
                        it -> new Evidence(
                                it.checkpoint(),
                                0,
                                it.proof(),
                                it.statement(),
                                FragmentCodec.encode(scene.sealed.get(1).set())))));
        return bad;
    }

    private static EvidenceCodec.Proof with(EvidenceCodec.Proof proof, UnaryOperator<Evidence> change) {
        return new EvidenceCodec.Proof(proof.manifests(), change.apply(proof.evidence()));
    }

    private static EvidenceCodec.Proof proof(Scene scene, Suite suite) {
        return proof(scene, suite, 2);
    }

    private static EvidenceCodec.Proof proof(Scene scene, Suite suite, int rootSeed) {
        SuitePrivateKey root = TestKeys.key(suite, rootSeed);
        SuiteKey ledgerKey = Scene.ledgerKey(suite).publicKey();
        ManifestSigner signer = new ManifestSigner(root);
        KeyPeriod open = new KeyPeriod(1, ledgerKey, 0, Optional.empty());
        TeamManifest.Signed first = signer.sign(manifest(root.publicKey(), Optional.empty(), List.of(open)));
        TeamManifest.Signed second = signer.sign(manifest(root.publicKey(), Optional.of(first), List.of(open)));
        return new EvidenceCodec.Proof(List.of(first, second), evidence(scene, suite));
    }

    private static EvidenceCodec.Proof closedAt(Scene scene, TreeHead head) {
        SuitePrivateKey root = Scene.rootKey(Suite.ED25519);
        KeyPeriod closed = new KeyPeriod(1, Scene.ledgerKey(Suite.ED25519).publicKey(), 0, Optional.of(head));
        TeamManifest.Signed only =
                new ManifestSigner(root).sign(manifest(root.publicKey(), Optional.empty(), List.of(closed)));
        return new EvidenceCodec.Proof(List.of(only), evidence(scene, Suite.ED25519));
    }

    private static Evidence evidence(Scene scene, Suite suite) {
        return new Evidence(
                checkpoint(scene, Scene.ledgerKey(suite)),
                0,
                scene.tree.shared(new long[] {0}, scene.tree.size()),
                scene.statements.getFirst(),
                FragmentCodec.encode(scene.shownToReceiver()));
    }

    private static Bytes checkpoint(Scene scene, SuitePrivateKey key) {
        return new CheckpointSigner(Scene.AUTHOR, key).sign(new Checkpoint(Scene.ORIGIN, scene.tree.head()));
    }

    private static TeamManifest manifest(
            SuiteKey root, Optional<TeamManifest.Signed> previous, List<KeyPeriod> periods) {
        Team team = Scene.AUTHOR;
        return new TeamManifest(
                team,
                "CERT ES",
                previous.isEmpty() ? 1 : 2,
                previous.map(signed -> Sha256.of(signed.manifest())),
                root,
                List.of(AUTHORITY),
                List.of(),
                List.of(new NodeEntry("madrid-1", List.of(Sha256.of(Bytes.ofUtf8("spki"))), List.of("192.0.2.1:7100"))),
                periods,
                Scene.NOON);
    }

    private static Map<String, Object> bad(String name, String rule, EvidenceCodec.Proof proof) {
        Map<String, Object> bad = Scene.bad(name, rule);
        file(name, Suite.ED25519, proof).forEach(bad::putIfAbsent);
        Digest fingerprint = Fingerprint.of(Scene.rootKey(Suite.ED25519).publicKey());
        if (ProofFileVerifier.verify(fingerprint, proof) instanceof ProofVerdict.Refused refused) {
            bad.put("reason", refused.reason());
        }
        return bad;
    }

    private static Map<String, Object> file(String name, Suite suite, EvidenceCodec.Proof proof) {
        Digest fingerprint = Fingerprint.of(Scene.rootKey(suite).publicKey());
        return Scene.object(
                "name", name,
                "root_fingerprint", fingerprint.hex(),
                "proof_file", EvidenceCodec.encode(proof).hex());
    }
}

package org.tocsin.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.MerkleTree;

/// `ledger.json`: leaves, roots, shared proofs and consistency proofs. `lanes.json`: channel hashes.
final class LedgerVectors {
    private LedgerVectors() {}

    static Map<String, Object> make(Scene scene) {
        MerkleTree tree = scene.tree;
        List<String> leaves = LongStream.range(0, tree.size())
                .mapToObj(i -> tree.leaf(i).hex())
                .toList();
        List<String> roots = LongStream.rangeClosed(0, tree.size())
                .mapToObj(size -> tree.root(size).hex())
                .toList();
        List<Object> shared = new ArrayList<>();
        for (long[] indices : new long[][] {{0}, {6}, {2, 3}, {0, 6}, {1, 2, 5}, {0, 1, 2, 3, 4, 5, 6}, {}}) {
            shared.add(shared("in 7", tree, indices, tree.shared(indices, 7), 7));
        }
        shared.add(shared("in 1", tree, new long[] {0}, tree.shared(new long[] {0}, 1), 1));
        shared.add(shared("in 4", tree, new long[] {1, 3}, tree.shared(new long[] {1, 3}, 4), 4));
        List<Object> consistency = new ArrayList<>();
        for (int from = 0; from <= 7; from++) {
            consistency.add(consistency("to 7", tree.head(), from, tree.root(from), tree.consistency(from, 7)));
        }
        return Scene.object(
                "rules", "R-LED-1, R-LED-4, R-LED-5",
                "leaves", leaves,
                "roots_by_size", roots,
                "shared", shared,
                "consistency", consistency,
                "bad_shared", badShared(tree),
                "bad_consistency", badConsistency(tree));
    }

    static Map<String, Object> lanes(Scene scene) {
        List<Object> lanes = new ArrayList<>();
        for (int epoch = 1; epoch <= 2; epoch++) {
            Lane.Position at = ChannelHash.start(Scene.AUTHOR, Scene.RECEIVER, Lane.ROUTINE, epoch);
            List<Object> steps = new ArrayList<>();
            steps.add(Scene.object("sequence", 0, "hash", at.channelHash().hex()));
            for (int i = 0; i < 3; i++) {
                at = ChannelHash.next(at, scene.tree.leaf(i));
                steps.add(Scene.object(
                        "sequence", at.sequence(),
                        "leaf", scene.tree.leaf(i).hex(),
                        "hash", at.channelHash().hex()));
            }
            lanes.add(Scene.object(
                    "author",
                    Scene.AUTHOR,
                    "receiver",
                    Scene.RECEIVER,
                    "lane",
                    "routine",
                    "lane_epoch",
                    epoch,
                    "steps",
                    steps));
        }
        return Scene.object("rules", "R-LAN-3", "lanes", lanes);
    }

    private static Map<String, Object> shared(
            String name, MerkleTree tree, long[] indices, List<Digest> hashes, long size) {
        return Scene.object(
                "name", name,
                "size", size,
                "indices", LongStream.of(indices).boxed().toList(),
                "hashes", Scene.hex(hashes),
                "root", tree.root(size).hex());
    }

    private static List<Object> badShared(MerkleTree tree) {
        long[] indices = {1, 2, 5};
        List<Digest> right = tree.shared(indices, 7);
        List<Object> bad = new ArrayList<>();
        bad.add(broken("a hash too few", shared("", tree, indices, right.subList(1, right.size()), 7)));
        List<Digest> more = new ArrayList<>(right);
        more.add(tree.leaf(0));
        bad.add(broken("a hash too many", shared("", tree, indices, more, 7)));
        bad.add(broken("hashes in another order", shared("", tree, indices, right.reversed(), 7)));
        bad.add(broken("another size", shared("", tree, indices, right, 6)));
        bad.add(broken("other indices", shared("", tree, new long[] {0, 2, 5}, right, 7)));
        bad.add(broken("indices that do not ascend", shared("", tree, new long[] {2, 1, 5}, right, 7)));
        bad.add(broken("an index twice", shared("", tree, new long[] {1, 1, 5}, right, 7)));
        bad.add(broken("an index beyond the size", shared("", tree, new long[] {1, 2, 7}, right, 7)));
        bad.add(broken("the order of an RFC 9162 path", shared("", tree, new long[] {2}, tree.inclusion(2, 7), 7)));
        bad.add(broken("a tree without leaves", shared("", tree, new long[0], List.of(), 0)));
        return bad;
    }

    private static Map<String, Object> broken(String name, Map<String, Object> proof) {
        return rename(name, "R-LED-4", proof);
    }

    private static Map<String, Object> rename(String name, String rule, Map<String, Object> proof) {
        Map<String, Object> bad = Scene.bad(name, rule);
        proof.forEach(bad::putIfAbsent);
        return bad;
    }

    private static Map<String, Object> consistency(
            String name, TreeHead to, long from, Digest fromRoot, List<Digest> hashes) {
        return Scene.object(
                "name", name,
                "from", from,
                "from_root", fromRoot.hex(),
                "to", to.size(),
                "to_root", to.root().hex(),
                "hashes", Scene.hex(hashes));
    }

    private static List<Object> badConsistency(MerkleTree tree) {
        TreeHead head = tree.head();
        List<Digest> right = tree.consistency(3, 7);
        List<Object> bad = new ArrayList<>();
        bad.add(rename("no hashes", "R-LED-5", consistency("", head, 3, tree.root(3), List.of())));
        bad.add(rename("a hash too few", "R-LED-5", consistency("", head, 3, tree.root(3), right.subList(0, 2))));
        bad.add(rename("another earlier root", "R-LED-5", consistency("", head, 3, tree.root(4), right)));
        bad.add(rename("another earlier size", "R-LED-5", consistency("", head, 4, tree.root(4), right)));
        bad.add(rename("hashes in another order", "R-LED-5", consistency("", head, 3, tree.root(3), right.reversed())));
        bad.add(rename(
                "back to a smaller size",
                "R-LED-5",
                consistency("", new TreeHead(3, tree.root(3)), 7, tree.root(), right)));
        bad.add(rename(
                "equal sizes with different roots", "R-LED-5", consistency("", head, 7, tree.root(6), List.of())));
        bad.add(rename(
                "equal sizes with a hash", "R-LED-5", consistency("", head, 7, tree.root(7), List.of(tree.leaf(0)))));
        bad.add(rename("from nothing with another root", "R-LED-5", consistency("", head, 0, tree.root(1), List.of())));
        return bad;
    }
}

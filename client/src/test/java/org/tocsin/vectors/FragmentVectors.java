package org.tocsin.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.FragmentSet.Disclosed;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// `fragments.json`: fragments and salts, their leaf hashes, and the root over sets that show all, some or none of
/// them.
final class FragmentVectors {
    private FragmentVectors() {}

    static Map<String, Object> make(Scene scene) throws Exception {
        FragmentSet all = scene.sealed.getFirst().set();
        List<Object> leaves = new ArrayList<>();
        for (Disclosed disclosed : all.fragments()) {
            leaves.add(Scene.object(
                    "position", disclosed.position(),
                    "kind",
                            FragmentCodec.decode(disclosed.fragment())
                                    .getClass()
                                    .getSimpleName(),
                    "salt", disclosed.salt().hex(),
                    "fragment", disclosed.fragment().hex(),
                    "leaf",
                            TreeDomain.FRAGMENTS
                                    .leaf(disclosed.salt(), disclosed.fragment())
                                    .hex()));
        }
        FragmentSet shown = scene.shownToReceiver();
        List<Object> good = new ArrayList<>();
        good.add(set("everything, as its author keeps it", all));
        good.add(set("what a partner of the audience sees under GREEN", shown));
        good.add(set("nothing", FragmentTree.disclose(all, i -> false)));
        good.add(set("one fragment alone, without padding", scene.sealed.get(2).set()));
        return Scene.object(
                "rules",
                "R-FRG-1 to R-FRG-4, R-REC-5, R-REC-6",
                "published",
                Scene.PUBLISHED.utf8(),
                "statement_root",
                StatementCodec.decode(scene.statements.getFirst())
                        .fragmentsRoot()
                        .hex(),
                "leaves",
                leaves,
                "good",
                good,
                "bad",
                bad(shown));
    }

    private static Map<String, Object> set(String name, FragmentSet set) {
        return Scene.object(
                "name", name,
                "bytes", FragmentCodec.encode(set).hex(),
                "root", FragmentTree.root(set).orElseThrow().hex());
    }

    /// Each is refused outright, or has another root than `root`.
    private static List<Object> bad(FragmentSet shown) {
        Disclosed first = shown.fragments().getFirst();
        Disclosed second = shown.fragments().get(1);
        List<Object> bad = new ArrayList<>();
        bad.add(bad(
                "another salt",
                "R-FRG-2",
                shown,
                replaced(shown, first.position(), Bytes.wrap(new byte[16]), first.fragment())));
        bad.add(bad(
                "another fragment",
                "R-FRG-2",
                shown,
                replaced(shown, first.position(), first.salt(), second.fragment())));
        bad.add(bad(
                "salts exchanged",
                "R-FRG-2",
                shown,
                replaced(shown, first.position(), second.salt(), first.fragment())));
        bad.add(bad(
                "a tree of twice the leaves",
                "R-FRG-1",
                shown,
                new FragmentSet(2 * shown.leafCount(), shown.fragments(), shown.hidden())));
        List<Digest> fewer = new ArrayList<>(shown.hidden());
        fewer.removeLast();
        bad.add(bad(
                "a hidden hash too few",
                "R-FRG-4",
                shown,
                new FragmentSet(shown.leafCount(), shown.fragments(), fewer)));
        List<Digest> more = new ArrayList<>(shown.hidden());
        more.add(Digest.ZERO);
        bad.add(bad(
                "a hidden hash too many",
                "R-FRG-4",
                shown,
                new FragmentSet(shown.leafCount(), shown.fragments(), more)));
        bad.add(bad(
                "hidden hashes exchanged",
                "R-FRG-4",
                shown,
                new FragmentSet(
                        shown.leafCount(), shown.fragments(), shown.hidden().reversed())));
        String bytes = FragmentCodec.encode(shown).hex();
        bad.add(Scene.bad("an unknown field", "R-LIM-4", "bytes", bytes + "7a0161", "root", root(shown)));
        bad.add(Scene.bad("12 leaves", "R-FRG-1", "bytes", bytes.replaceFirst("^0810", "080c"), "root", root(shown)));
        String twice = FragmentCodec.encode(new FragmentSet(shown.leafCount(), List.of(first), List.of()))
                .hex();
        bad.add(Scene.bad(
                "the same position twice", "R-FRG-4", "bytes", twice + bytes.substring(4), "root", root(shown)));
        return bad;
    }

    private static Map<String, Object> bad(String name, String rule, FragmentSet shown, FragmentSet changed) {
        return Scene.bad(name, rule, "bytes", FragmentCodec.encode(changed).hex(), "root", root(shown));
    }

    private static String root(FragmentSet set) {
        return FragmentTree.root(set).orElseThrow().hex();
    }

    private static FragmentSet replaced(FragmentSet set, int position, Bytes salt, Bytes fragment) {
        List<Disclosed> fragments = new ArrayList<>(set.fragments());
        fragments.set(0, new Disclosed(position, salt, fragment));
        return new FragmentSet(set.leafCount(), fragments, set.hidden());
    }
}

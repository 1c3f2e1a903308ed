package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;

/// Public vectors against the suites' two algorithms. Rules R-SUI-1 to R-SUI-3.
final class SuiteVectorsTest {
    private static final Set<String> UNACCEPTABLE =
            Set.of("low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue");

    @Test
    void theWycheproofVectorsOfEd25519AreJudgedRight() {
        int judged = 0;
        for (JsonTree group : groups("ed25519_test")) {
            Bytes key = Bytes.ofHex(group.at("publicKey").at("pk").text());
            for (JsonTree it : group.at("tests").list()) {
                boolean valid = Ed25519Rule.verify(key, message(it), signature(it));
                assertEquals(it.at("result").text().equals("valid"), valid, () -> "test " + it.at("tcId"));
                judged++;
            }
        }
        assertEquals(151, judged);
    }

    /// Our context is the empty one: what is valid under another must be refused.
    @Test
    void theWycheproofVectorsOfMlDsa65AreJudgedRight() {
        int judged = 0;
        for (JsonTree group : groups("mldsa_65_verify_test")) {
            Bytes key = Bytes.ofHex(group.at("publicKey").text());
            for (JsonTree it : group.at("tests").list()) {
                boolean ourContext =
                        it.find("ctx").map(JsonTree::text).orElse("").isEmpty();
                boolean valid = MlDsa65.verify(key, message(it), signature(it));
                assertEquals(
                        it.at("result").text().equals("valid") && ourContext, valid, () -> "test " + it.at("tcId"));
                judged++;
            }
        }
        assertEquals(210, judged);
    }

    @Test
    void the914EdgeCasesOfEd25519AreJudgedAsTheCommittedListSays() throws IOException {
        List<String> verdicts = new ArrayList<>();
        for (JsonTree it : JsonTree.read(SharedData.bytes("suites/wycheproof/cctv_ed25519vectors.json.gz"))
                .list()) {
            boolean valid = Ed25519Rule.verify(
                    Bytes.ofHex(it.at("key").text()),
                    it.at("msg").text().getBytes(StandardCharsets.UTF_8),
                    signature(it));
            verdicts.add(it.at("number").number() + (valid ? " accepted" : " refused"));
            assertEquals(valid, flags(it).stream().noneMatch(UNACCEPTABLE::contains), () -> "vector " + it);
        }
        assertEquals(914, verdicts.size());
        assertEquals(committed(), verdicts);
    }

    @Test
    void keysAndSignaturesOfOtherLengthsAreRefused() {
        assertFalse(Ed25519Rule.verify(Bytes.wrap(new byte[31]), new byte[0], Bytes.wrap(new byte[64])));
        assertFalse(Ed25519Rule.verify(Bytes.wrap(new byte[32]), new byte[0], Bytes.wrap(new byte[65])));
        assertFalse(MlDsa65.verify(Bytes.wrap(new byte[1951]), new byte[0], Bytes.wrap(new byte[3309])));
        assertFalse(MlDsa65.verify(Bytes.wrap(new byte[1952]), new byte[0], Bytes.wrap(new byte[3308])));
    }

    private static List<String> committed() throws IOException {
        try (InputStream in = SuiteVectorsTest.class.getResourceAsStream("ed25519-edge-cases.golden")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    private static Set<String> flags(JsonTree it) {
        Set<String> flags = new HashSet<>();
        it.find("flags")
                .filter(list -> list.value() instanceof List)
                .ifPresent(list -> list.list().forEach(flag -> flags.add(flag.text())));
        return flags;
    }

    private static List<JsonTree> groups(String suite) {
        return JsonTree.read(SharedData.bytes("suites/wycheproof/" + suite + ".json.gz"))
                .at("testGroups")
                .list();
    }

    private static byte[] message(JsonTree test) {
        return Bytes.ofHex(test.at("msg").text()).array();
    }

    private static Bytes signature(JsonTree test) {
        return Bytes.ofHex(test.at("sig").text());
    }
}

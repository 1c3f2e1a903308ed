package org.tocsin.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyRelay.Seal;
import org.tocsin.proof.RelaySeal;
import org.tocsin.proof.SealingKey;

/// What is sealed to a team by rule R-EMG-9, and what only looks like it.
final class RelayVectors {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final Digest LEAF = Digest.ofHex("ab".repeat(Digest.LENGTH));
    private static final String SECRET = "03".repeat(32);
    private static final Bytes PLAIN = Bytes.ofUtf8("the bytes of a FragmentSet");

    private RelayVectors() {}

    /// A source that gives the same byte for ever.
    static SecureRandom fixed(String secret) {
        Bytes bytes = Bytes.ofHex(secret);
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] out) {
                System.arraycopy(bytes.array(), 0, out, 0, out.length);
            }
        };
    }

    /// A team's key with a given secret.
    static SealingKey key(String secret) throws IOException {
        return SealingKey.in(Files.createTempDirectory("vectors").resolve("sealing.key"), fixed(secret));
    }

    static Map<String, Object> make() throws IOException {
        Bytes publicKey = key(SECRET).publicKey();
        var context = new RelaySeal.Context(ES, JP, LEAF);
        Seal seal = RelaySeal.seal(publicKey, context, PLAIN, fixed("04".repeat(32)))
                .orElseThrow();
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("secret", SECRET);
        file.put("public_key", publicKey.hex());
        Map<String, Object> good = of(context, seal);
        good.put("ephemeral_secret", "04".repeat(32));
        good.put("plain", PLAIN.hex());
        file.put("good", List.of(good));
        List<Map<String, Object>> bad = new ArrayList<>();
        bad.add(bad("another author", of(new RelaySeal.Context(JP, JP, LEAF), seal)));
        bad.add(bad("another team", of(new RelaySeal.Context(ES, ES, LEAF), seal)));
        bad.add(bad("another statement", of(new RelaySeal.Context(ES, JP, Digest.ZERO), seal)));
        byte[] cut = seal.sealed().slice(0, seal.sealed().length() - 1).array();
        bad.add(bad("a tag that is cut short", of(context, new Seal(seal.ephemeral(), Bytes.wrap(cut)))));
        bad.add(bad(
                "an encapsulated key of low order", of(context, new Seal(Bytes.wrap(new byte[32]), seal.sealed()))));
        file.put("bad", bad);
        return file;
    }

    private static Map<String, Object> bad(String name, Map<String, Object> of) {
        Map<String, Object> bad = new LinkedHashMap<>();
        bad.put("name", name);
        bad.put("rule", "R-EMG-9");
        bad.putAll(of);
        return bad;
    }

    private static Map<String, Object> of(RelaySeal.Context context, Seal seal) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("author", context.author().domain());
        said.put("to", context.to().domain());
        said.put("leaf", context.leaf().hex());
        said.put("ephemeral", seal.ephemeral().hex());
        said.put("sealed", seal.sealed().hex());
        return said;
    }
}

package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.util.LazyX509Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.CertificateProfile.Use;

/// The 208 certificate-path cases of x509-limbo, 145 of which must be refused, asked as a peer's handshake asks: of a
/// [Trust] that has pinned the case's authorities for a team (threat S-LAX-PATH, T2).
///
/// The cases identify hosts; we identify by one SPIFFE URI, so the rule R-TLS-1 alone refuses them all, the good ones
/// too. Therefore profile and path are asked once more without that rule: what they let pass of the bad ones may only
/// be what a host name, a revocation list or a limit of the caller's own decides. `limbo-verdicts.tsv` names each
/// verdict, and for every good case that is refused why that is meant.
class LimboTest {
    private static final Instant TODAY = Instant.parse("2026-11-22T00:00:00Z");
    private static final String PASSES = "PASSES";
    private static final TeamManifest MODEL = Papers.of(Papers.JP).pinned().current();

    private static final List<JsonTree> CASES = new ArrayList<>();
    private static final Map<String, Row> ROWS = new TreeMap<>();

    /// @param bad whether the suite wants it refused
    /// @param beneath what profile and path say without the identity rule
    private record Row(String id, boolean bad, String beneath, String why) {}

    @BeforeAll
    static void read() throws IOException {
        CASES.addAll(JsonTree.read(SharedData.bytes("suites/x509/limbo.json.gz"))
                .at("testcases")
                .list());
        try (InputStream table = LimboTest.class.getResourceAsStream("limbo-verdicts.tsv")) {
            new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .forEach(row -> ROWS.put(row[0], new Row(row[0], row[1].equals("bad"), row[2], row[3])));
        }
    }

    @Test
    void all145BadCasesAreRefusedOnThePathThatAPeersCertificateTakes() {
        int bad = 0;
        for (JsonTree testCase : CASES) {
            if (isBad(testCase)) {
                bad++;
                Identification identification = identified(testCase);
                assertInstanceOf(
                        Identification.Refused.class,
                        identification,
                        testCase.at("id").text());
            }
        }
        assertEquals(145, bad);
    }

    @Test
    void everyVerdictBeneathTheIdentityRuleIsAsWritten() {
        assertEquals(208, CASES.size());
        Set<String> ids = new HashSet<>();
        List<String> other = new ArrayList<>();
        for (JsonTree testCase : CASES) {
            String id = testCase.at("id").text();
            ids.add(id);
            String beneath = beneath(testCase);
            Row row = ROWS.get(id);
            if (row == null || row.bad() != isBad(testCase) || !row.beneath().equals(beneath)) {
                other.add(id + "\t" + (isBad(testCase) ? "bad" : "good") + "\t" + beneath);
            }
        }
        assertEquals(List.of(), other);
        assertEquals(ids, ROWS.keySet());
    }

    @Test
    void whatPassesWronglyBeneathItAndWhatIsRefusedNeedlesslyHasItsReason() {
        List<String> silent = ROWS.values().stream()
                .filter(row -> !row.bad() || row.beneath().equals(PASSES))
                .filter(row -> row.why().isBlank())
                .map(Row::id)
                .toList();
        assertEquals(List.of(), silent);
        assertEquals(
                32,
                ROWS.values().stream()
                        .filter(row -> row.bad() && row.beneath().equals(PASSES))
                        .count());
        assertEquals(
                44,
                ROWS.values().stream()
                        .filter(row -> !row.bad() && !row.beneath().equals(PASSES))
                        .count());
    }

    @Test
    void whatPassesBeneathItIsRefusedForItsIdentityAndForNothingElse() {
        int passes = 0;
        for (JsonTree testCase : CASES) {
            if (beneath(testCase).equals(PASSES)) {
                passes++;
                var refused = assertInstanceOf(Identification.Refused.class, identified(testCase));
                assertTrue(
                        refused.reason() == CertificateRefusal.NO_IDENTITY
                                || refused.reason() == CertificateRefusal.SEVERAL_IDENTITIES,
                        testCase.at("id").text() + " " + refused.reason());
            }
        }
        assertEquals(32 + 63 - 44, passes);
    }

    private static boolean isBad(JsonTree testCase) {
        return testCase.at("expected_result").text().equals("FAILURE");
    }

    /// As at the handshake: the case's authorities are those that the manifest of a team names.
    private static Identification identified(JsonTree testCase) {
        boolean server = use(testCase) == Use.SERVER;
        Trust trust = new Trust(Papers.ES, pinned(testCase).stream().toList());
        return trust.identify(chain(testCase), server ? Door.call(Papers.JP) : Door.PEER, time(testCase));
    }

    private static String beneath(JsonTree testCase) {
        try {
            List<X509Certificate> chain = CertificateProfile.read(chain(testCase));
            Instant now = time(testCase);
            CertificateProfile.checkChain(chain, use(testCase), now);
            Set<TrustAnchor> anchors = pinned(testCase)
                    .map(team -> team.anchors(PeerIdentity.Role.NODE))
                    .orElse(Set.of());
            CertificatePath.find(chain, anchors, now);
            return PASSES;
        } catch (RefusedException e) {
            return e.reason().name();
        }
    }

    /// Nothing if an authority cannot be read: no manifest with it is taken.
    private static Optional<PinnedTeam> pinned(JsonTree testCase) {
        List<Bytes> authorities = new ArrayList<>();
        for (JsonTree trusted : testCase.at("trusted_certs").list()) {
            authorities.add(Bytes.wrap(der(trusted.text())));
        }
        TeamManifest manifest = new TeamManifest(
                Papers.JP,
                "the case's authorities",
                1,
                Optional.empty(),
                MODEL.root(),
                authorities,
                List.of(),
                MODEL.nodes(),
                MODEL.ledgerKeys(),
                Papers.NOW);
        try {
            return Optional.of(new PinnedTeam(Digest.ZERO, List.of(), List.of(manifest)));
        } catch (CertificateException unreadable) {
            return Optional.empty();
        }
    }

    private static List<X509Certificate> chain(JsonTree testCase) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(shown(testCase.at("peer_certificate").text()));
        for (JsonTree other : testCase.at("untrusted_intermediates").list()) {
            chain.add(shown(other.text()));
        }
        return chain;
    }

    private static Use use(JsonTree testCase) {
        return testCase.at("validation_kind").text().equals("SERVER") ? Use.SERVER : Use.CLIENT;
    }

    private static Instant time(JsonTree testCase) {
        String stated = testCase.at("validation_time").text();
        return stated.equals("null") ? TODAY : OffsetDateTime.parse(stated).toInstant();
    }

    /// As the TLS library hands a certificate over: bytes that nobody has read yet.
    private static X509Certificate shown(String pem) {
        return new LazyX509Certificate(der(pem));
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}

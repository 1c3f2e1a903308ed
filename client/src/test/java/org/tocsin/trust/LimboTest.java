package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.CertificateProfile.Use;

/// The 208 certificate-path cases of x509-limbo, 145 of which must be refused (threat S-LAX-PATH). The cases identify
/// hosts; we identify by one SPIFFE URI, so the rule R-TLS-1 alone refuses them all. What is tested is the profile and
/// the path without that rule: what they let pass may only be what the rule decides.
class LimboTest {
    private static final Instant TODAY = Instant.parse("2026-11-22T00:00:00Z");

    /// What only a host name, a revocation list or the caller's own depth limit decides.
    private static final Pattern NOT_DECIDED_HERE = Pattern.compile(
            "crl::.*|webpki::(cn|san)::.*|rfc5280::san::(ip-in-dns|underscore-dns)|pathlen::max-chain-depth-.-exhausted");

    @Test
    void whatMustBeRefusedPassesProfileAndPathOnlyWhereOurIdentityRuleDecides() throws Exception {
        int mustFail = 0;
        int passedWrongly = 0;
        int refusedNeedlessly = 0;
        for (JsonTree testCase : cases()) {
            boolean passes = passes(testCase);
            if (testCase.at("expected_result").text().equals("SUCCESS")) {
                refusedNeedlessly += passes ? 0 : 1;
                continue;
            }
            mustFail++;
            if (passes) {
                String id = testCase.at("id").text();
                passedWrongly++;
                assertTrue(NOT_DECIDED_HERE.matcher(id).matches(), id);
                X509Certificate holder =
                        certificate(testCase.at("peer_certificate").text());
                assertThrows(RefusedException.class, () -> CertificateProfile.identity(holder), id);
            }
        }
        assertEquals(145, mustFail);
        assertEquals(32, passedWrongly);
        // RSA, name constraints, missing usages: refused on purpose, because no team issues them for Tocsin.
        assertEquals(44, refusedNeedlessly);
    }

    private static List<JsonTree> cases() {
        return JsonTree.read(SharedData.bytes("suites/x509/limbo.json.gz"))
                .at("testcases")
                .list();
    }

    private static boolean passes(JsonTree testCase) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(certificate(testCase.at("peer_certificate").text()));
            for (JsonTree other : testCase.at("untrusted_intermediates").list()) {
                chain.add(certificate(other.text()));
            }
            Instant now = time(testCase);
            Use use = testCase.at("validation_kind").text().equals("SERVER") ? Use.SERVER : Use.CLIENT;
            CertificateProfile.checkChain(chain, use, now);
            CertificatePath.find(chain, anchors(testCase), now);
            return true;
        } catch (CertificateException | RefusedException e) {
            return false;
        }
    }

    /// As in a manifest: an authority that breaks the profile is not taken as an anchor.
    private static Set<TrustAnchor> anchors(JsonTree testCase) throws CertificateException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (JsonTree trusted : testCase.at("trusted_certs").list()) {
            try {
                X509Certificate authority = certificate(trusted.text());
                CertificateProfile.checkAuthority(authority);
                anchors.add(new TrustAnchor(authority, null));
            } catch (RefusedException e) {
                // Not pinned; the case must do without it.
            }
        }
        return anchors;
    }

    private static Instant time(JsonTree testCase) {
        String stated = testCase.at("validation_time").text();
        return stated.equals("null") ? TODAY : OffsetDateTime.parse(stated).toInstant();
    }

    private static X509Certificate certificate(String pem) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}

package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.trust.CertificateIssuer.Purpose;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.CertificateProfile.Use;
import org.tocsin.trust.PeerIdentity.Role;

/// The limits of the profile, on both sides; rules R-TLS-1 and R-TLS-2.
class CertificateProfileTest {
    private static final String URI = "spiffe://cert-es.example/node/node-1";
    private static final Duration DAY = Duration.ofDays(1);

    private final CertificateIssuer issuer = new CertificateIssuer(Papers.RANDOM);
    private final Credentials authority = issuer.authority("authority", Papers.NOW.minus(DAY), Papers.NOW.plus(DAY));

    private X509Certificate holder(List<String> uris) {
        return issuer.issue(
                        authority,
                        new Subject("x", uris, Set.of(Purpose.CLIENT), Papers.NOW.minus(DAY), Papers.NOW.plus(DAY)))
                .certificate();
    }

    private static void assertRefused(CertificateRefusal reason, List<X509Certificate> chain, Use use, Instant now) {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> CertificateProfile.checkChain(chain, use, now));
        assertEquals(reason, refused.reason(), refused.detail());
    }

    @Test
    void aChainHasOneToFourCertificates() throws Exception {
        List<X509Certificate> chain = new ArrayList<>(List.of(holder(List.of(URI))));
        assertRefused(CertificateRefusal.NO_CERTIFICATE, List.of(), Use.CLIENT, Papers.NOW);
        while (chain.size() < 4) {
            chain.add(authority.certificate());
            CertificateProfile.checkChain(chain, Use.CLIENT, Papers.NOW);
        }
        chain.add(authority.certificate());
        assertRefused(CertificateRefusal.CHAIN_TOO_LONG, chain, Use.CLIENT, Papers.NOW);
    }

    @Test
    void aCertificateIsValidFromItsFirstInstantToItsLast() throws Exception {
        X509Certificate holder = issuer.issue(
                        authority, Subject.of(Papers.ES, Role.NODE, "node-1", Papers.NOW, Papers.NOW.plusSeconds(60)))
                .certificate();
        List<X509Certificate> chain = List.of(holder);
        CertificateProfile.checkChain(chain, Use.CLIENT, Papers.NOW);
        CertificateProfile.checkChain(chain, Use.SERVER, Papers.NOW.plusSeconds(60));
        assertRefused(CertificateRefusal.NOT_YET_VALID, chain, Use.CLIENT, Papers.NOW.minusMillis(1));
        assertRefused(
                CertificateRefusal.EXPIRED,
                chain,
                Use.CLIENT,
                Papers.NOW.plusSeconds(60).plusMillis(1));
    }

    @Test
    void aCertificateHasAtMostSixteenNames() throws Exception {
        List<String> names = IntStream.range(0, 16).mapToObj(i -> URI + i).toList();
        CertificateProfile.checkChain(List.of(holder(names)), Use.CLIENT, Papers.NOW);
        List<String> more = Stream.concat(names.stream(), Stream.of(URI)).toList();
        assertRefused(CertificateRefusal.TOO_MANY_NAMES, List.of(holder(more)), Use.CLIENT, Papers.NOW);
    }

    @Test
    void hostsOfEndpointsStandBesideTheIdentityAndChangeNothing() throws Exception {
        Subject subject = Subject.of(Papers.ES, Role.NODE, "node-1", Papers.NOW, Papers.NOW.plusSeconds(60))
                .reachedAt(List.of("peer.cert-es.example:7443", "192.0.2.1:1", "[2001:db8::1]:1", "no endpoint"));
        X509Certificate holder = issuer.issue(authority, subject).certificate();
        List<Object> names = holder.getSubjectAlternativeNames().stream()
                .<Object>map(name -> name.get(1))
                .toList();
        assertEquals(List.of(URI, "peer.cert-es.example", "192.0.2.1", "2001:db8:0:0:0:0:0:1"), names);
        CertificateProfile.checkChain(List.of(holder), Use.SERVER, Papers.NOW);
        assertEquals("node-1", CertificateProfile.identity(holder).name());
    }

    @Test
    void aCertificateHasAtMostEightKibibytes() throws Exception {
        int around = holder(List.of("https://" + "a".repeat(8_000))).getEncoded().length - 8_000;
        // Signatures in DER differ by a byte or two: one below, one above, with room for that.
        CertificateProfile.checkChain(
                List.of(holder(List.of("https://" + "a".repeat(8_192 - around - 4)))), Use.CLIENT, Papers.NOW);
        assertRefused(
                CertificateRefusal.CERTIFICATE_TOO_LARGE,
                List.of(holder(List.of("https://" + "a".repeat(8_192 - around + 5)))),
                Use.CLIENT,
                Papers.NOW);
    }

    @Test
    void anOfficersCertificateIsNotForServers() {
        X509Certificate officer = issuer.issue(
                        authority,
                        Subject.of(Papers.ES, Role.OFFICER, "7f3a", Papers.NOW.minus(DAY), Papers.NOW.plus(DAY)))
                .certificate();
        assertRefused(CertificateRefusal.EXTENDED_KEY_USAGE, List.of(officer), Use.SERVER, Papers.NOW);
    }

    @Test
    void namesOfSixtyThreeCharactersAreIdentitiesAndLongerOnesAreNot() throws Exception {
        String most = "spiffe://cert-es.example/node/" + "n".repeat(63);
        assertEquals(
                "n".repeat(63),
                CertificateProfile.identity(holder(List.of(most))).name());
        RefusedException refused =
                assertThrows(RefusedException.class, () -> CertificateProfile.identity(holder(List.of(most + "n"))));
        assertEquals(CertificateRefusal.NO_IDENTITY, refused.reason());
    }
}

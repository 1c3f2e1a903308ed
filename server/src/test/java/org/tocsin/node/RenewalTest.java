package org.tocsin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.trust.CertificateIssuer;

class RenewalTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant HALF = FROM.plus(Duration.ofDays(50));

    private final X509Certificate certificate = new CertificateIssuer(new SecureRandom())
            .authority("an authority", FROM, FROM.plus(Duration.ofDays(100)))
            .certificate();

    @Test
    void aCertificateIsToBeReplacedFromHalfItsLifeOn() {
        assertEquals(List.of(), due(FROM));
        assertEquals(List.of(), due(HALF.minusMillis(1)));
        List<String> said = List.of("the certificate ends 2026-04-11T00:00:00Z: replace it");
        assertEquals(said, due(HALF));
        assertEquals(said, due(FROM.plus(Duration.ofDays(1_000))));
    }

    private List<String> due(Instant now) {
        return Renewal.due("the certificate", certificate, now, "replace it");
    }
}

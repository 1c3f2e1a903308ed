package org.tocsin.node;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// When a certificate is to be replaced: from half of its life on, so that there is as much time again to do it in.
final class Renewal {
    private Renewal() {}

    /// @param what the certificate, for a sentence
    /// @param remedy what to do
    /// @return a sentence if it is time
    static List<String> due(String what, X509Certificate certificate, Instant now, String remedy) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        Instant half = from.plus(Duration.between(from, until).dividedBy(2));
        return now.isBefore(half) ? List.of() : List.of(what + " ends " + until + ": " + remedy);
    }
}

package org.tocsin.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key and the certificate chain that goes with it, its own certificate first. Never printed.
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
    public Credentials {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("credentials have at least one certificate");
        }
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// The serial number only: neither key nor names reach a log by accident.
    @Override
    public String toString() {
        return "Credentials[" + certificate().getSerialNumber().toString(16) + "]";
    }
}

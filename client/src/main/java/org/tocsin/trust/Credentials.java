package org.tocsin.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
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

    /// Whether the certificate is for this key: a signature of the one verifies with the other.
    public boolean belongTogether() {
        byte[] probe = "tocsin key check".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate().getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// The serial number only: neither key nor names reach a log by accident.
    @Override
    public String toString() {
        return "Credentials[" + certificate().getSerialNumber().toString(16) + "]";
    }
}

package org.tocsin.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.token.TokenKey;

/// A private key and the certificate chain that goes with it, its own certificate first. Never printed.
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
    private static final String ALGORITHM = "SHA256withECDSA";

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
    ///
    /// @throws KeyFault if the key is in a token that cannot be used
    public boolean belongTogether() throws KeyFault {
        byte[] probe = "tocsin key check".getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] signed = key instanceof TokenKey token ? token.sign(probe) : sign(probe);
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(certificate().getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private byte[] sign(byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    /// The serial number only: neither key nor names reach a log by accident.
    @Override
    public String toString() {
        return "Credentials[" + certificate().getSerialNumber().toString(16) + "]";
    }
}

package org.tocsin.certsdev;

import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;

/// Credentials with exactly one thing wrong, the door at which they are shown, and the reason for which that door
/// refuses them.
public record BadPaper(String name, Door door, CertificateRefusal reason, Credentials credentials) {
    @Override
    public String toString() {
        return name;
    }
}

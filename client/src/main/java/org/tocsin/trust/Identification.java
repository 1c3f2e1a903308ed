package org.tocsin.trust;

/// The outcome of reading a certificate chain: an identity, or the reason why there is none.
public sealed interface Identification {
    /// The chain speaks for this node or officer, now.
    record Identified(PeerIdentity peer) implements Identification {}

    /// The chain speaks for nobody. `detail` is our own text: it never quotes what the peer wrote.
    record Refused(CertificateRefusal reason, String detail) implements Identification {}

    static Identification refused(CertificateRefusal reason, String detail) {
        return new Refused(reason, detail);
    }
}

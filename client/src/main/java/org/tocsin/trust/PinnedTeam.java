package org.tocsin.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.PeerIdentity.Role;

/// A team whose root key this node pinned, with its manifests from the first one on, all verified. Immutable.
/// [ManifestChain] makes one.
public final class PinnedTeam {
    private final Digest rootFingerprint;
    private final List<TeamManifest.Signed> signed;
    private final List<TeamManifest> manifests;
    private final Set<Digest> nodeAuthorities;
    private final Map<String, List<Digest>> nodeKeys;
    private final Set<Digest> officerAuthorities;
    private final Set<Digest> revoked;

    /// @throws CertificateException if an authority's certificate cannot be read
    PinnedTeam(Digest rootFingerprint, List<TeamManifest.Signed> signed, List<TeamManifest> manifests)
            throws CertificateException {
        this.rootFingerprint = rootFingerprint;
        this.signed = List.copyOf(signed);
        this.manifests = List.copyOf(manifests);
        anchors(current().nodeAuthorities());
        anchors(current().officerAuthorities());
        this.nodeKeys = current().nodes().stream()
                .collect(
                        Collectors.toUnmodifiableMap(TeamManifest.NodeEntry::name, TeamManifest.NodeEntry::spkiHashes));
        this.revoked = Set.copyOf(current().provisions().revokedKeys());
        // A revoked authority vouches for nobody, though its certificate may still be named.
        this.nodeAuthorities = pinning(current().nodeAuthorities());
        this.officerAuthorities = pinning(current().officerAuthorities());
    }

    private Set<Digest> pinning(List<Bytes> certificates) throws CertificateException {
        Set<Digest> pinning = new HashSet<>();
        for (Bytes der : certificates) {
            if (!revokes(spki(certificate(der)))) {
                pinning.add(Sha256.of(der));
            }
        }
        return Set.copyOf(pinning);
    }

    /// Whether the current manifest says that this key never counts again. Rule R-MAN-7.
    public boolean revokes(Digest spki) {
        return revoked.contains(spki);
    }

    /// The hash of a certificate's key, as manifests name it; empty if it is no certificate.
    public static Optional<Digest> keyHash(Bytes certificate) {
        try {
            return Optional.of(spki(certificate(certificate)));
        } catch (CertificateException unreadable) {
            return Optional.empty();
        }
    }

    static Digest spki(X509Certificate certificate) {
        return Sha256.of(certificate.getPublicKey().getEncoded());
    }

    public Team team() {
        return current().team();
    }

    /// The fingerprint of the first manifest's root key: what was compared over the telephone.
    public Digest rootFingerprint() {
        return rootFingerprint;
    }

    /// All manifests, by version, ascending.
    public List<TeamManifest> manifests() {
        return manifests;
    }

    /// The exact bytes of all manifests and their signatures, by version, ascending.
    public List<TeamManifest.Signed> signed() {
        return signed;
    }

    public TeamManifest current() {
        return manifests.getLast();
    }

    public KeyPeriods keyPeriods() {
        return new KeyPeriods(current());
    }

    /// Whether a key that one of the manifests names for it signed a checkpoint of this head. An older manifest counts
    /// too: what was verified under it stays evidence when a later one closes the period below it.
    public boolean everSigned(Bytes checkpoint, Origin origin, TreeHead head) {
        return manifests.reversed().stream()
                .flatMap(manifest -> new KeyPeriods(manifest).signers(origin, head).stream())
                .map(KeyPeriods.Signer::key)
                .distinct()
                .anyMatch(key -> CheckpointVerifier.verify(checkpoint, origin, key)
                                instanceof CheckpointVerdict.Verified verified
                        && verified.checkpoint().head().equals(head));
    }

    /// Whether the current manifest names this key for the node of this name.
    public boolean namesNodeKey(String name, Digest spki) {
        List<Digest> keys = nodeKeys.get(name);
        return keys != null && keys.contains(spki) && !revokes(spki);
    }

    boolean pinsAuthority(Role role, Digest authority) {
        return (role == Role.NODE ? nodeAuthorities : officerAuthorities).contains(authority);
    }

    /// The authorities' certificates, read anew: only a handshake asks, and read they take several times the room.
    Set<TrustAnchor> anchors(Role role) {
        try {
            return anchors(
                    role == Role.NODE ? current().nodeAuthorities() : current().officerAuthorities());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read before", e);
        }
    }

    private static Set<TrustAnchor> anchors(List<Bytes> certificates) throws CertificateException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (Bytes der : certificates) {
            anchors.add(new TrustAnchor(certificate(der), null));
        }
        return anchors;
    }

    /// The certificates of the authorities for nodes, or for officers, in the current manifest.
    public List<X509Certificate> authorities(Role role) {
        try {
            List<X509Certificate> read = new ArrayList<>();
            for (Bytes der :
                    role == Role.NODE ? current().nodeAuthorities() : current().officerAuthorities()) {
                read.add(certificate(der));
            }
            return read;
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read before", e);
        }
    }

    static Digest digest(X509Certificate certificate) {
        return Sha256.of(encoded(certificate));
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without encoding", e);
        }
    }

    static X509Certificate certificate(Bytes der) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.array()));
    }
}

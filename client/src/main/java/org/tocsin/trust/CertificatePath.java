package org.tocsin.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.tocsin.model.Digest;
import org.tocsin.trust.CertificateProfile.Identity;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.PeerIdentity.Role;

/// The path from a holder's certificate to an authority that is pinned for its team and role, and what follows from it.
/// SunPKIX finds and checks the path; the profile was checked before.
final class CertificatePath {
    /// A path that holds: the pinned authority it ends in, and until when.
    record Found(X509Certificate authority, Instant notAfter) {}

    private CertificatePath() {}

    /// The identity of the holder, if the path and the team's manifest bear it out.
    static PeerIdentity follow(List<X509Certificate> chain, Identity identity, PinnedTeam team, Instant now)
            throws RefusedException {
        Found found = find(chain, team.anchors(identity.role()), now);
        Digest spki = PinnedTeam.spki(chain.getFirst());
        boolean revoked = team.revokes(PinnedTeam.spki(found.authority()))
                || chain.stream().map(PinnedTeam::spki).anyMatch(team::revokes);
        if (revoked) {
            throw new RefusedException(
                    CertificateRefusal.KEY_REVOKED,
                    "manifest " + team.current().version() + " of " + team.team() + " revokes this key");
        }
        if (identity.role() == Role.NODE && !team.namesNodeKey(identity.name(), spki)) {
            throw new RefusedException(
                    CertificateRefusal.KEY_NOT_IN_MANIFEST,
                    "manifest " + team.current().version() + " of " + team.team()
                            + " does not name this key for this node");
        }
        return new PeerIdentity(
                identity.team(),
                identity.role(),
                identity.name(),
                spki,
                PinnedTeam.digest(found.authority()),
                found.notAfter());
    }

    /// Finds a path from the first certificate of the chain to one of the anchors, through the others.
    static Found find(List<X509Certificate> chain, Set<TrustAnchor> anchors, Instant now) throws RefusedException {
        if (anchors.isEmpty()) {
            throw new RefusedException(CertificateRefusal.WRONG_AUTHORITY, "no authority is pinned for this role");
        }
        try {
            X509CertSelector holder = new X509CertSelector();
            holder.setCertificate(chain.getFirst());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, holder);
            parameters.setDate(Date.from(now));
            parameters.setMaxPathLength(CertificateProfile.CHAIN_MAX - 1);
            // Revocation is by manifest: a key that is no longer named there is refused on the next message.
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            PKIXCertPathBuilderResult result = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            X509Certificate authority = result.getTrustAnchor().getTrustedCert();
            // SunPKIX takes an anchor as it is: neither its time nor its form is looked at.
            CertificateProfile.checkAuthority(authority);
            CertificateProfile.checkValidity(authority, now);
            Instant notAfter = authority.getNotAfter().toInstant();
            for (Certificate certificate : result.getCertPath().getCertificates()) {
                Instant until = ((X509Certificate) certificate).getNotAfter().toInstant();
                notAfter = until.isBefore(notAfter) ? until : notAfter;
            }
            return new Found(authority, notAfter);
        } catch (CertPathBuilderException e) {
            throw new RefusedException(
                    CertificateRefusal.WRONG_AUTHORITY,
                    "no path to an authority that is pinned for this team and role");
        } catch (GeneralSecurityException e) {
            throw new RefusedException(CertificateRefusal.MALFORMED, "the path cannot be read");
        }
    }
}

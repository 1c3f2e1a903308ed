package org.tocsin.trust;

import java.time.Instant;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// Who is at the other end of a connection: a node or an officer of a team, as its certificate says and as the team's
/// pinned manifest confirms. Only [Trust] makes one.
///
/// `spki` is the hash of the certificate's key, `authority` the hash of the pinned authority's certificate, `notAfter`
/// the last instant at which the whole path is valid.
public record PeerIdentity(Team team, Role role, String name, Digest spki, Digest authority, Instant notAfter) {
    /// What a certificate may stand for.
    public enum Role {
        NODE,
        OFFICER;

        /// The path segment of the role in a SPIFFE URI.
        public String segment() {
            return this == NODE ? "node" : "officer";
        }
    }

    /// The identity as it stands in the certificate: `spiffe://<team>/node/<name>`.
    public String uri() {
        return "spiffe://" + team.domain() + "/" + role.segment() + "/" + name;
    }

    @Override
    public String toString() {
        return uri();
    }
}

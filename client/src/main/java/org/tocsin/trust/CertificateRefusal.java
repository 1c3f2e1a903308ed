package org.tocsin.trust;

/// Why a connection was refused at the door. Rules R-TLS-1 to R-TLS-4.
public enum CertificateRefusal {
    /// The peer showed no certificate.
    NO_CERTIFICATE,
    /// The TLS handshake failed for another reason than the certificate: version, key-exchange group, a cut connection.
    HANDSHAKE_FAILED,
    CHAIN_TOO_LONG,
    CERTIFICATE_TOO_LARGE,
    /// Not X.509 version 3, or fields that cannot be read.
    MALFORMED,
    /// A serial number that is not positive, or longer than 20 bytes.
    SERIAL_NUMBER,
    /// A key that is not on P-256.
    KEY_ALGORITHM,
    /// Signed with anything but ECDSA with SHA-256.
    SIGNATURE_ALGORITHM,
    EXPIRED,
    NOT_YET_VALID,
    /// An empty issuer, or an authority's empty subject.
    DISTINGUISHED_NAME,
    /// An extension that is unknown and critical, or marked critical against the profile or the other way round.
    EXTENSION,
    BASIC_CONSTRAINTS,
    KEY_USAGE,
    EXTENDED_KEY_USAGE,
    NAME_CONSTRAINTS,
    KEY_IDENTIFIER,
    TOO_MANY_NAMES,
    /// No URI among the subject alternative names that is an identity.
    NO_IDENTITY,
    /// More than one URI among the subject alternative names.
    SEVERAL_IDENTITIES,
    /// The certificate's team is not one that this node pinned.
    TEAM_NOT_PINNED,
    /// A pinned team, but not the one that was expected at this door.
    WRONG_TEAM,
    /// An officer where nodes talk, or a node where officers do.
    WRONG_ROLE,
    /// No path to an authority that is pinned for that team and role.
    WRONG_AUTHORITY,
    /// A good path, but the team's current manifest does not name this key for this node.
    KEY_NOT_IN_MANIFEST,
    /// The team's current manifest says that this key never counts again.
    KEY_REVOKED,
    /// A good certificate, whose holder has as many connections as it may.
    TOO_MANY_CONNECTIONS,
    /// The connection was ended because too many frames came on it that carry nothing.
    TOO_MANY_FRAMES,
    /// The connection was ended because its other end began something and did not go on, or does not read.
    TOO_SLOW
}

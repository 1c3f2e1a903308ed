package org.tocsin.trust;

import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.trust.PeerIdentity.Role;

/// The strict certificate profile: what a certificate must look like before a path is looked for at all. SunPKIX alone
/// accepts 77 of the 145 bad cases of x509-limbo; this gate stands in front of it.
///
/// The profile is narrow because teams issue these certificates for Tocsin alone: P-256 and SHA-256 only, no name
/// constraints, no policies that constrain, critical extensions only where this class says so.
///
/// Source: RFC 5280, sections 4.1 and 4.2; rules R-TLS-2 and R-TLS-3.
final class CertificateProfile {
    static final int CHAIN_MAX = 4;
    static final int CERTIFICATE_BYTES_MAX = 8 * 1024;
    static final int NAMES_MAX = 16;
    static final int SERIAL_BYTES_MAX = 20;

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    /// The only encoding of a P-256 key that is accepted: named curve, uncompressed point (RFC 5480).
    private static final byte[] P256_HEADER =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static final int P256_BYTES = 91;

    private static final Set<ASN1ObjectIdentifier> FORBIDDEN =
            Set.of(Extension.policyConstraints, Extension.inhibitAnyPolicy, Extension.policyMappings);
    private static final Pattern SPIFFE =
            Pattern.compile("spiffe://([a-z0-9.-]{3,253})/(node|officer)/([A-Za-z0-9][A-Za-z0-9._-]{0,62})");

    private CertificateProfile() {}

    /// The names that a certificate gives its holder.
    record Identity(Team team, Role role, String name) {}

    /// What a certificate is used for in the handshake.
    enum Use {
        CLIENT,
        SERVER;

        private KeyPurposeId purpose() {
            return this == CLIENT ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth;
        }
    }

    /// A certificate that breaks the profile.
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final CertificateRefusal reason;

        RefusedException(CertificateRefusal reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        CertificateRefusal reason() {
            return reason;
        }

        String detail() {
            return String.valueOf(getMessage());
        }
    }

    /// Reads the certificates that were shown, within their limits. What the TLS library hands over reads itself later,
    /// and then fails in ways of its own.
    static List<X509Certificate> read(List<X509Certificate> shown) throws RefusedException {
        checkLength(shown);
        List<X509Certificate> chain = new ArrayList<>(shown.size());
        for (X509Certificate certificate : shown) {
            byte[] encoded = encoded(certificate);
            checkSize(encoded);
            try {
                chain.add(PinnedTeam.certificate(Bytes.wrap(encoded)));
            } catch (CertificateException e) {
                throw new RefusedException(CertificateRefusal.MALFORMED, "the certificate cannot be read");
            }
        }
        return chain;
    }

    private static void checkLength(List<X509Certificate> chain) throws RefusedException {
        if (chain.isEmpty()) {
            throw new RefusedException(CertificateRefusal.NO_CERTIFICATE, "no certificate was shown");
        }
        if (chain.size() > CHAIN_MAX) {
            throw new RefusedException(
                    CertificateRefusal.CHAIN_TOO_LONG, chain.size() + " certificates, at most " + CHAIN_MAX);
        }
    }

    private static void checkSize(byte[] encoded) throws RefusedException {
        if (encoded.length > CERTIFICATE_BYTES_MAX) {
            throw new RefusedException(
                    CertificateRefusal.CERTIFICATE_TOO_LARGE,
                    encoded.length + " bytes, at most " + CERTIFICATE_BYTES_MAX);
        }
    }

    /// Checks a presented chain, its holder's certificate first, before any path is looked for.
    static void checkChain(List<X509Certificate> chain, Use use, Instant now) throws RefusedException {
        checkLength(chain);
        checkHolder(chain.getFirst(), use);
        checkValidity(chain.getFirst(), now);
        for (X509Certificate issuer : chain.subList(1, chain.size())) {
            checkAuthority(issuer);
            checkValidity(issuer, now);
        }
    }

    /// Checks the certificate of the one who holds the key.
    static void checkHolder(X509Certificate certificate, Use use) throws RefusedException {
        Extensions extensions = checkCommon(certificate);
        boolean nameless = certificate.getSubjectX500Principal().getName().isEmpty();
        checkCritical(extensions, nameless);
        BasicConstraints basic = parse(extensions, Extension.basicConstraints, BasicConstraints::getInstance)
                .orElse(null);
        if (basic != null && (basic.isCA() || basic.getPathLenConstraint() != null)) {
            throw new RefusedException(
                    CertificateRefusal.BASIC_CONSTRAINTS, "an authority's certificate as a holder's");
        }
        KeyUsage usage = parse(extensions, Extension.keyUsage, KeyUsage::getInstance)
                .orElseThrow(() -> new RefusedException(CertificateRefusal.KEY_USAGE, "no key usage"));
        if (!usage.hasUsages(KeyUsage.digitalSignature)
                || usage.hasUsages(KeyUsage.keyCertSign)
                || usage.hasUsages(KeyUsage.cRLSign)) {
            throw new RefusedException(
                    CertificateRefusal.KEY_USAGE, "a holder's key signs handshakes, and no certificates");
        }
        ExtendedKeyUsage extended = parse(extensions, Extension.extendedKeyUsage, ExtendedKeyUsage::getInstance)
                .orElseThrow(
                        () -> new RefusedException(CertificateRefusal.EXTENDED_KEY_USAGE, "no extended key usage"));
        if (extended.hasKeyPurposeId(KeyPurposeId.anyExtendedKeyUsage) || !extended.hasKeyPurposeId(use.purpose())) {
            throw new RefusedException(
                    CertificateRefusal.EXTENDED_KEY_USAGE,
                    "not issued for use as a TLS " + use.name().toLowerCase(Locale.ROOT));
        }
        checkAuthorityKeyIdentifier(extensions);
        checkNames(extensions);
    }

    /// Checks an authority's certificate: one that was presented, or one that is pinned.
    static void checkAuthority(X509Certificate certificate) throws RefusedException {
        Extensions extensions = checkCommon(certificate);
        if (certificate.getSubjectX500Principal().getName().isEmpty()) {
            throw new RefusedException(CertificateRefusal.DISTINGUISHED_NAME, "an authority without a subject");
        }
        checkCritical(extensions, false);
        Extension basicExtension = extensions.getExtension(Extension.basicConstraints);
        BasicConstraints basic = parse(extensions, Extension.basicConstraints, BasicConstraints::getInstance)
                .orElse(null);
        if (basic == null || !basic.isCA() || !basicExtension.isCritical()) {
            throw new RefusedException(
                    CertificateRefusal.BASIC_CONSTRAINTS, "an issuer without critical basic constraints CA=true");
        }
        KeyUsage usage = parse(extensions, Extension.keyUsage, KeyUsage::getInstance)
                .orElseThrow(() -> new RefusedException(CertificateRefusal.KEY_USAGE, "an issuer without key usage"));
        if (!usage.hasUsages(KeyUsage.keyCertSign)) {
            throw new RefusedException(CertificateRefusal.KEY_USAGE, "an issuer that may not sign certificates");
        }
        if (extensions.getExtension(Extension.extendedKeyUsage) != null) {
            throw new RefusedException(CertificateRefusal.EXTENDED_KEY_USAGE, "an issuer with an extended key usage");
        }
        SubjectKeyIdentifier own = parse(extensions, Extension.subjectKeyIdentifier, SubjectKeyIdentifier::getInstance)
                .orElseThrow(() -> new RefusedException(
                        CertificateRefusal.KEY_IDENTIFIER, "an issuer without subject key identifier"));
        if (isSelfIssued(certificate)) {
            checkSelfIssuedKeyIdentifier(extensions, own);
        } else {
            checkAuthorityKeyIdentifier(extensions);
        }
        checkNames(extensions);
    }

    /// The one identity among the subject alternative names. DNS names and addresses are allowed and ignored.
    static Identity identity(X509Certificate certificate) throws RefusedException {
        GeneralNames names = parse(extensions(certificate), Extension.subjectAlternativeName, GeneralNames::getInstance)
                .orElseThrow(() -> new RefusedException(
                        CertificateRefusal.NO_IDENTITY, "no subject alternative name, so no identity"));
        List<String> uris = Arrays.stream(names.getNames())
                .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
                .map(name -> name.getName().toString())
                .toList();
        if (uris.isEmpty()) {
            throw new RefusedException(CertificateRefusal.NO_IDENTITY, "no URI names the holder");
        }
        if (uris.size() > 1) {
            throw new RefusedException(
                    CertificateRefusal.SEVERAL_IDENTITIES, uris.size() + " URIs name the holder, exactly one may");
        }
        Matcher matcher = SPIFFE.matcher(uris.getFirst());
        if (!matcher.matches() || !Team.isDomain(matcher.group(1))) {
            throw new RefusedException(
                    CertificateRefusal.NO_IDENTITY, "the URI is not spiffe://<team>/node|officer/<name>");
        }
        Role role = matcher.group(2).equals("node") ? Role.NODE : Role.OFFICER;
        return new Identity(new Team(matcher.group(1)), role, matcher.group(3));
    }

    /// Whether a SubjectPublicKeyInfo is of a key that a certificate may have.
    static boolean isP256(byte[] spki) {
        return spki.length == P256_BYTES
                && Arrays.equals(spki, 0, P256_HEADER.length, P256_HEADER, 0, P256_HEADER.length);
    }

    private static Extensions checkCommon(X509Certificate certificate) throws RefusedException {
        checkSize(encoded(certificate));
        if (certificate.getVersion() != 3) {
            throw new RefusedException(
                    CertificateRefusal.MALFORMED, "X.509 version " + certificate.getVersion() + ", not 3");
        }
        BigInteger serial = certificate.getSerialNumber();
        if (serial.signum() <= 0 || serial.toByteArray().length > SERIAL_BYTES_MAX) {
            throw new RefusedException(
                    CertificateRefusal.SERIAL_NUMBER, "the serial number is not positive or exceeds 20 bytes");
        }
        if (!isP256(certificate.getPublicKey().getEncoded())) {
            throw new RefusedException(CertificateRefusal.KEY_ALGORITHM, "not a P-256 key");
        }
        if (!ECDSA_WITH_SHA256.equals(certificate.getSigAlgOID())) {
            throw new RefusedException(CertificateRefusal.SIGNATURE_ALGORITHM, "not signed by ECDSA with SHA-256");
        }
        if (certificate.getIssuerX500Principal().getName().isEmpty()) {
            throw new RefusedException(CertificateRefusal.DISTINGUISHED_NAME, "the issuer has no name");
        }
        return extensions(certificate);
    }

    static void checkValidity(X509Certificate certificate, Instant now) throws RefusedException {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw new RefusedException(CertificateRefusal.NOT_YET_VALID, "valid from " + from);
        }
        if (now.isAfter(until)) {
            throw new RefusedException(CertificateRefusal.EXPIRED, "valid until " + until);
        }
    }

    /// Critical may be: basic constraints, key usage, and the names of a certificate without a subject, which must be.
    private static void checkCritical(Extensions extensions, boolean nameless) throws RefusedException {
        if (extensions.getExtension(Extension.nameConstraints) != null) {
            throw new RefusedException(CertificateRefusal.NAME_CONSTRAINTS, "name constraints have no place here");
        }
        for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
            boolean critical = extensions.getExtension(oid).isCritical();
            boolean names = oid.equals(Extension.subjectAlternativeName);
            if (FORBIDDEN.contains(oid) || (names && critical != nameless)) {
                throw new RefusedException(CertificateRefusal.EXTENSION, "extension " + oid + " against the profile");
            }
            if (critical && !names && !oid.equals(Extension.basicConstraints) && !oid.equals(Extension.keyUsage)) {
                throw new RefusedException(CertificateRefusal.EXTENSION, "critical extension " + oid);
            }
        }
        parse(extensions, Extension.authorityInfoAccess, AuthorityInformationAccess::getInstance);
    }

    /// Who is issued by another names that one's key, by its identifier alone.
    private static void checkAuthorityKeyIdentifier(Extensions extensions) throws RefusedException {
        AuthorityKeyIdentifier issuer = parse(
                        extensions, Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance)
                .orElseThrow(
                        () -> new RefusedException(CertificateRefusal.KEY_IDENTIFIER, "no authority key identifier"));
        checkIdentifierAlone(issuer);
    }

    private static void checkSelfIssuedKeyIdentifier(Extensions extensions, SubjectKeyIdentifier own)
            throws RefusedException {
        Optional<AuthorityKeyIdentifier> issuer =
                parse(extensions, Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance);
        if (issuer.isPresent()) {
            checkIdentifierAlone(issuer.get());
            if (!Arrays.equals(issuer.get().getKeyIdentifierOctets(), own.getKeyIdentifier())) {
                throw new RefusedException(
                        CertificateRefusal.KEY_IDENTIFIER, "a self-issued certificate that names another key");
            }
        }
    }

    private static void checkIdentifierAlone(AuthorityKeyIdentifier issuer) throws RefusedException {
        if (issuer.getKeyIdentifierOctets() == null
                || issuer.getAuthorityCertIssuer() != null
                || issuer.getAuthorityCertSerialNumber() != null) {
            throw new RefusedException(
                    CertificateRefusal.KEY_IDENTIFIER, "the authority key identifier is not a key identifier alone");
        }
    }

    private static void checkNames(Extensions extensions) throws RefusedException {
        Optional<GeneralNames> names = parse(extensions, Extension.subjectAlternativeName, GeneralNames::getInstance);
        int count = names.map(found -> found.getNames().length).orElse(0);
        if (count > NAMES_MAX) {
            throw new RefusedException(
                    CertificateRefusal.TOO_MANY_NAMES, count + " subject alternative names, at most " + NAMES_MAX);
        }
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static Extensions extensions(X509Certificate certificate) throws RefusedException {
        try {
            Extensions extensions = Certificate.getInstance(encoded(certificate))
                    .getTBSCertificate()
                    .getExtensions();
            if (extensions != null) {
                return extensions;
            }
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw new RefusedException(CertificateRefusal.MALFORMED, "the extensions cannot be read");
        }
        throw new RefusedException(CertificateRefusal.MALFORMED, "no extensions");
    }

    private static byte[] encoded(X509Certificate certificate) throws RefusedException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new RefusedException(CertificateRefusal.MALFORMED, "the certificate cannot be read");
        }
    }

    private interface Parser<T> {
        T parse(ASN1Encodable encoded);
    }

    private static <T> Optional<T> parse(Extensions extensions, ASN1ObjectIdentifier oid, Parser<T> parser)
            throws RefusedException {
        Extension extension = extensions.getExtension(oid);
        if (extension == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parse(extension.getParsedValue()));
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw new RefusedException(CertificateRefusal.MALFORMED, "extension " + oid + " cannot be read");
        }
    }
}

package org.tocsin.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.tocsin.model.Team;
import org.tocsin.trust.PeerIdentity.Role;

/// Issues the certificates of a team, as the profile wants them: authorities, and under them nodes and officers. All
/// keys are on P-256; the key of the new certificate is made here too, or is one that somebody has.
public final class CertificateIssuer {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;
    private static final Pattern ENDPOINT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+):[0-9]+");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final SecureRandom random;

    /// What a certificate may be used for in a handshake.
    public enum Purpose {
        CLIENT,
        SERVER;

        private KeyPurposeId id() {
            return this == CLIENT ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth;
        }
    }

    /// What stands in a certificate of somebody who is no authority. `hosts` are names or addresses at which it is
    /// reached: they mean nothing to a Tocsin node, but callers with a stock TLS stack compare them.
    public record Subject(
            String commonName,
            List<String> uris,
            List<String> hosts,
            Set<Purpose> purposes,
            Instant from,
            Instant until) {
        public Subject {
            uris = List.copyOf(uris);
            hosts = List.copyOf(hosts);
            purposes = Set.copyOf(purposes);
        }

        /// Reached nowhere.
        public Subject(String commonName, List<String> uris, Set<Purpose> purposes, Instant from, Instant until) {
            this(commonName, uris, List.of(), purposes, from, until);
        }

        /// A node, which calls and is called, or an officer, who calls.
        public static Subject of(Team team, Role role, String name, Instant from, Instant until) {
            Set<Purpose> purposes = role == Role.NODE ? Set.of(Purpose.CLIENT, Purpose.SERVER) : Set.of(Purpose.CLIENT);
            String uri = "spiffe://" + team.domain() + "/" + role.segment() + "/" + name;
            return new Subject(name, List.of(uri), purposes, from, until);
        }

        /// The same, reached at these endpoints, `host:port` each; what is none is left out.
        public Subject reachedAt(List<String> endpoints) {
            List<String> reached = endpoints.stream()
                    .map(ENDPOINT::matcher)
                    .filter(Matcher::matches)
                    .map(endpoint -> endpoint.group(1).replaceAll("[\\[\\]]", ""))
                    .distinct()
                    .toList();
            return new Subject(commonName, uris, reached, purposes, from, until);
        }
    }

    public CertificateIssuer(SecureRandom random) {
        this.random = random;
    }

    /// A new authority with a certificate signed by itself, which issues to holders only.
    public Credentials authority(String commonName, Instant from, Instant until) {
        KeyPair pair = keyPair();
        X500Name name = name(commonName);
        try {
            JcaX509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), from, until);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return new Credentials(pair.getPrivate(), List.of(sign(builder, pair)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the authority's certificate cannot be made", e);
        }
    }

    /// A new key and certificate under an authority.
    public Credentials issue(Credentials authority, Subject request) {
        X509Certificate issuer = authority.certificate();
        return issue(new KeyPair(issuer.getPublicKey(), authority.key()), nameOf(issuer), keyPair(), request);
    }

    /// A certificate under an authority for a key that somebody has, here or elsewhere.
    public X509Certificate certify(Credentials authority, PublicKey key, Subject request) {
        X509Certificate issuer = authority.certificate();
        return certify(new KeyPair(issuer.getPublicKey(), authority.key()), nameOf(issuer), key, request);
    }

    /// A new key and certificate under nobody: what a stranger has.
    public Credentials selfSigned(Subject request) {
        KeyPair pair = keyPair();
        return issue(pair, name(request.commonName()), pair, request);
    }

    private Credentials issue(KeyPair issuer, X500Name issuerName, KeyPair subject, Subject request) {
        return new Credentials(
                subject.getPrivate(), List.of(certify(issuer, issuerName, subject.getPublic(), request)));
    }

    private X509Certificate certify(KeyPair issuer, X500Name issuerName, PublicKey subject, Subject request) {
        try {
            JcaX509v3CertificateBuilder builder =
                    builder(issuerName, name(request.commonName()), subject, request.from(), request.until());
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subject));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(issuer.getPublic()));
            if (!request.purposes().isEmpty()) {
                KeyPurposeId[] purposes =
                        request.purposes().stream().sorted().map(Purpose::id).toArray(KeyPurposeId[]::new);
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            }
            GeneralName[] names = names(request);
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return sign(builder, issuer);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the certificate cannot be made", e);
        }
    }

    private static GeneralName[] names(Subject request) {
        Stream<GeneralName> uris =
                request.uris().stream().map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        Stream<GeneralName> hosts = request.hosts().stream()
                .map(host -> new GeneralName(
                        host.contains(":") || IPV4.matcher(host).matches()
                                ? GeneralName.iPAddress
                                : GeneralName.dNSName,
                        host));
        return Stream.concat(uris, hosts).toArray(GeneralName[]::new);
    }

    private JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant from, Instant until) {
        // Never zero, always positive, 16 bytes: RFC 5280, section 4.1.2.2.
        BigInteger serial = new BigInteger(SERIAL_BITS - 1, random).setBit(SERIAL_BITS - 1);
        return new JcaX509v3CertificateBuilder(issuer, serial, Date.from(from), Date.from(until), subject, key);
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE)
                        .setSecureRandom(random)
                        .build(issuer.getPrivate())));
    }

    private KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    }

    private static X500Name nameOf(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }
}

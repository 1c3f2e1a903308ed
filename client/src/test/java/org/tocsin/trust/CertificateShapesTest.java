package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.CertificateProfile.Use;

/// Certificates with one thing out of shape each; rules R-TLS-2 and R-TLS-3.
class CertificateShapesTest {
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.7");
    private static final byte[] KEY_NAME = {1, 2, 3, 4};
    private static final GeneralNames SOMEBODY =
            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://cert-es.example/node/n"));
    private static final KeyPair PAIR = pair("secp256r1");

    /// What is changed of a certificate that is in order.
    private interface Change {
        void apply(Draft draft) throws Exception;
    }

    record Shape(String name, CertificateRefusal reason, Change change) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// A certificate that is in order until something of it is changed.
    private static final class Draft {
        private String subject = "CN=holder";
        private String issuer = "CN=authority";
        private BigInteger serial = BigInteger.valueOf(77);
        private String algorithm = "SHA256withECDSA";
        private KeyPair pair = PAIR;
        private final ExtensionsGenerator extensions = new ExtensionsGenerator();

        static Draft holder() throws Exception {
            Draft draft = new Draft();
            draft.put(Extension.basicConstraints, true, new BasicConstraints(false));
            draft.put(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            draft.put(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(KEY_NAME));
            draft.put(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            draft.put(Extension.subjectAlternativeName, false, SOMEBODY);
            return draft;
        }

        static Draft authority() throws Exception {
            Draft draft = new Draft();
            draft.subject = "CN=authority";
            draft.put(Extension.basicConstraints, true, new BasicConstraints(true));
            draft.put(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            draft.put(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KEY_NAME));
            return draft;
        }

        void put(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) throws Exception {
            extensions.addExtension(oid, critical, value);
        }

        void change(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) throws Exception {
            extensions.replaceExtension(oid, critical, value.toASN1Primitive().getEncoded("DER"));
        }

        void without(ASN1ObjectIdentifier oid) {
            extensions.removeExtension(oid);
        }

        X509Certificate made() throws Exception {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    serial,
                    Date.from(Papers.NOW.minus(Duration.ofDays(1))),
                    Date.from(Papers.NOW.plus(Duration.ofDays(1))),
                    new X500Name(subject),
                    pair.getPublic());
            if (!extensions.isEmpty()) {
                var all = extensions.generate();
                for (ASN1ObjectIdentifier oid : all.getExtensionOIDs()) {
                    builder.addExtension(all.getExtension(oid));
                }
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(algorithm)));
        }
    }

    static final List<Shape> HOLDERS = List.of(
            new Shape(
                    "an authority",
                    CertificateRefusal.BASIC_CONSTRAINTS,
                    draft -> draft.change(Extension.basicConstraints, true, new BasicConstraints(true))),
            new Shape(
                    "a path length without being an authority",
                    CertificateRefusal.BASIC_CONSTRAINTS,
                    draft -> draft.change(Extension.basicConstraints, true, new DERSequence(new ASN1Integer(3)))),
            new Shape("no key usage", CertificateRefusal.KEY_USAGE, draft -> draft.without(Extension.keyUsage)),
            new Shape(
                    "a key that signs nothing",
                    CertificateRefusal.KEY_USAGE,
                    draft -> draft.change(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyAgreement))),
            new Shape(
                    "a key that signs certificates",
                    CertificateRefusal.KEY_USAGE,
                    draft -> draft.change(
                            Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))),
            new Shape(
                    "a key that signs revocation lists",
                    CertificateRefusal.KEY_USAGE,
                    draft -> draft.change(
                            Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.cRLSign))),
            new Shape(
                    "no extended key usage",
                    CertificateRefusal.EXTENDED_KEY_USAGE,
                    draft -> draft.without(Extension.extendedKeyUsage)),
            new Shape(
                    "for every use",
                    CertificateRefusal.EXTENDED_KEY_USAGE,
                    draft -> draft.change(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_clientAuth, KeyPurposeId.anyExtendedKeyUsage
                    }))),
            new Shape(
                    "for another use",
                    CertificateRefusal.EXTENDED_KEY_USAGE,
                    draft -> draft.change(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))),
            new Shape(
                    "no authority key identifier",
                    CertificateRefusal.KEY_IDENTIFIER,
                    draft -> draft.without(Extension.authorityKeyIdentifier)),
            new Shape(
                    "an authority key identifier of nothing",
                    CertificateRefusal.KEY_IDENTIFIER,
                    draft -> draft.change(Extension.authorityKeyIdentifier, false, new DERSequence())),
            new Shape(
                    "an authority named by its certificate",
                    CertificateRefusal.KEY_IDENTIFIER,
                    draft -> draft.change(
                            Extension.authorityKeyIdentifier,
                            false,
                            new AuthorityKeyIdentifier(KEY_NAME, SOMEBODY, BigInteger.TWO))),
            new Shape(
                    "a critical extension that nobody knows",
                    CertificateRefusal.EXTENSION,
                    draft -> draft.put(UNKNOWN, true, DERNull.INSTANCE)),
            new Shape(
                    "critical names beside a subject",
                    CertificateRefusal.EXTENSION,
                    draft -> draft.change(Extension.subjectAlternativeName, true, SOMEBODY)),
            new Shape(
                    "policies that constrain",
                    CertificateRefusal.EXTENSION,
                    draft -> draft.put(Extension.inhibitAnyPolicy, false, new ASN1Integer(0))),
            new Shape(
                    "name constraints",
                    CertificateRefusal.NAME_CONSTRAINTS,
                    draft -> draft.put(Extension.nameConstraints, true, new DERSequence())),
            new Shape(
                    "an unreadable authority key identifier",
                    CertificateRefusal.MALFORMED,
                    draft -> draft.change(Extension.authorityKeyIdentifier, false, new DERBitString(KEY_NAME))),
            new Shape(
                    "unreadable access to information",
                    CertificateRefusal.MALFORMED,
                    draft -> draft.put(Extension.authorityInfoAccess, false, new DERBitString(KEY_NAME))),
            new Shape(
                    "a serial number of zero",
                    CertificateRefusal.SERIAL_NUMBER,
                    draft -> draft.serial = BigInteger.ZERO),
            new Shape(
                    "a negative serial number",
                    CertificateRefusal.SERIAL_NUMBER,
                    draft -> draft.serial = BigInteger.valueOf(-7)),
            new Shape(
                    "a serial number of 21 bytes",
                    CertificateRefusal.SERIAL_NUMBER,
                    draft -> draft.serial = BigInteger.ONE.shiftLeft(160)),
            new Shape(
                    "signed with SHA-384",
                    CertificateRefusal.SIGNATURE_ALGORITHM,
                    draft -> draft.algorithm = "SHA384withECDSA"),
            new Shape("another curve", CertificateRefusal.KEY_ALGORITHM, draft -> draft.pair = pair("secp384r1")));

    static final List<Shape> AUTHORITIES = List.of(
            new Shape("no subject", CertificateRefusal.DISTINGUISHED_NAME, draft -> {
                draft.subject = "";
                draft.put(Extension.subjectAlternativeName, true, SOMEBODY);
            }),
            new Shape(
                    "no basic constraints",
                    CertificateRefusal.BASIC_CONSTRAINTS,
                    draft -> draft.without(Extension.basicConstraints)),
            new Shape(
                    "no authority",
                    CertificateRefusal.BASIC_CONSTRAINTS,
                    draft -> draft.change(Extension.basicConstraints, true, new BasicConstraints(false))),
            new Shape(
                    "basic constraints that are not critical",
                    CertificateRefusal.BASIC_CONSTRAINTS,
                    draft -> draft.change(Extension.basicConstraints, false, new BasicConstraints(true))),
            new Shape("no key usage", CertificateRefusal.KEY_USAGE, draft -> draft.without(Extension.keyUsage)),
            new Shape(
                    "a key that signs no certificates",
                    CertificateRefusal.KEY_USAGE,
                    draft -> draft.change(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))),
            new Shape(
                    "an extended key usage",
                    CertificateRefusal.EXTENDED_KEY_USAGE,
                    draft -> draft.put(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))),
            new Shape(
                    "no key identifier",
                    CertificateRefusal.KEY_IDENTIFIER,
                    draft -> draft.without(Extension.subjectKeyIdentifier)),
            new Shape(
                    "issued by itself and naming another key",
                    CertificateRefusal.KEY_IDENTIFIER,
                    draft -> draft.put(
                            Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[] {9}))),
            new Shape(
                    "issued by another and not naming its key",
                    CertificateRefusal.KEY_IDENTIFIER,
                    draft -> draft.issuer = "CN=another"),
            new Shape(
                    "critical names beside a subject",
                    CertificateRefusal.EXTENSION,
                    draft -> draft.put(Extension.subjectAlternativeName, true, SOMEBODY)),
            new Shape(
                    "no extensions at all",
                    CertificateRefusal.MALFORMED,
                    draft -> List.of(Extension.basicConstraints, Extension.keyUsage, Extension.subjectKeyIdentifier)
                            .forEach(draft::without)));

    private static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve), Papers.RANDOM);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has these curves", e);
        }
    }

    private static ContentSigner signer(String algorithm) throws Exception {
        return new JcaContentSignerBuilder(algorithm).build(PAIR.getPrivate());
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("HOLDERS")
    void aHoldersCertificateOutOfShapeIsRefused(Shape shape) throws Exception {
        Draft draft = Draft.holder();
        assertDoesNotThrow(() -> CertificateProfile.checkHolder(Draft.holder().made(), Use.CLIENT));
        shape.change().apply(draft);
        X509Certificate odd = draft.made();
        RefusedException refused =
                assertThrows(RefusedException.class, () -> CertificateProfile.checkHolder(odd, Use.CLIENT));
        assertEquals(shape.reason(), refused.reason(), refused.detail());
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("AUTHORITIES")
    void anAuthoritysCertificateOutOfShapeIsRefused(Shape shape) throws Exception {
        Draft draft = Draft.authority();
        assertDoesNotThrow(
                () -> CertificateProfile.checkAuthority(Draft.authority().made()));
        shape.change().apply(draft);
        X509Certificate odd = draft.made();
        RefusedException refused = assertThrows(RefusedException.class, () -> CertificateProfile.checkAuthority(odd));
        assertEquals(shape.reason(), refused.reason(), refused.detail());
    }

    @Test
    void whatIsLeftOpenByTheProfileIsTaken() throws Exception {
        Draft bare = Draft.holder();
        bare.without(Extension.basicConstraints);
        CertificateProfile.checkHolder(bare.made(), Use.CLIENT);
        Draft known = Draft.holder();
        known.put(UNKNOWN, false, DERNull.INSTANCE);
        CertificateProfile.checkHolder(known.made(), Use.CLIENT);
        Draft nameless = Draft.holder();
        nameless.subject = "";
        nameless.change(Extension.subjectAlternativeName, true, SOMEBODY);
        CertificateProfile.checkHolder(nameless.made(), Use.CLIENT);
        Draft naming = Draft.authority();
        naming.put(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(KEY_NAME));
        CertificateProfile.checkAuthority(naming.made());
        Draft below = Draft.authority();
        below.issuer = "CN=another";
        below.put(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[] {9}));
        CertificateProfile.checkAuthority(below.made());
    }

    @Test
    void aCertificateOfTheFirstVersionIsRefused() throws Exception {
        X509Certificate old = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v1CertificateBuilder(
                                new X500Name("CN=authority"),
                                BigInteger.ONE,
                                Date.from(Papers.NOW),
                                Date.from(Papers.NOW.plusSeconds(60)),
                                new X500Name("CN=holder"),
                                PAIR.getPublic())
                        .build(signer("SHA256withECDSA")));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> CertificateProfile.checkHolder(old, Use.CLIENT));
        assertEquals(CertificateRefusal.MALFORMED, refused.reason());
    }

    /// Without an anchor nothing is looked for: a team that pins no authority for a role has nobody in it.
    @Test
    void noPathLeadsToNoAuthority() throws Exception {
        List<X509Certificate> chain = Stream.of(Draft.holder().made()).toList();
        RefusedException refused =
                assertThrows(RefusedException.class, () -> CertificatePath.find(chain, Set.of(), Papers.NOW));
        assertEquals(CertificateRefusal.WRONG_AUTHORITY, refused.reason());
    }
}

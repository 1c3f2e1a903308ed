package org.tocsin.certsdev;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.tocsin.trust.Credentials;

/// Certificates that the project's own issuer cannot make, because they break the profile in their form.
final class OddCertificates {
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1");
    private static final String SHA256 = "SHA256withECDSA";
    private static final AlgorithmParameterSpec P256 = new ECGenParameterSpec("secp256r1");

    private final SecureRandom random;
    private final Instant from;
    private final Instant until;

    /// What is odd about the extensions.
    private interface Oddity {
        void applyTo(JcaX509v3CertificateBuilder builder) throws IOException;
    }

    OddCertificates(SecureRandom random, Instant from, Instant until) {
        this.random = random;
        this.from = from;
        this.until = until;
    }

    Credentials rsaKey(Credentials authority, String uri) {
        AlgorithmParameterSpec spec = new RSAKeyGenParameterSpec(2_048, RSAKeyGenParameterSpec.F4);
        return issue(authority, uri, keyPair("RSA", spec), SHA256, KeyUsage.digitalSignature, builder -> {});
    }

    Credentials p384Key(Credentials authority, String uri) {
        KeyPair pair = keyPair("EC", new ECGenParameterSpec("secp384r1"));
        return issue(authority, uri, pair, SHA256, KeyUsage.digitalSignature, builder -> {});
    }

    Credentials sha384(Credentials authority, String uri) {
        KeyPair pair = keyPair("EC", P256);
        return issue(authority, uri, pair, "SHA384withECDSA", KeyUsage.digitalSignature, builder -> {});
    }

    Credentials criticalExtension(Credentials authority, String uri) {
        KeyPair pair = keyPair("EC", P256);
        return issue(
                authority,
                uri,
                pair,
                SHA256,
                KeyUsage.digitalSignature,
                builder -> builder.addExtension(UNKNOWN, true, DERNull.INSTANCE));
    }

    Credentials certificateSigner(Credentials authority, String uri) {
        KeyPair pair = keyPair("EC", P256);
        return issue(authority, uri, pair, SHA256, KeyUsage.digitalSignature | KeyUsage.keyCertSign, builder -> {});
    }

    Credentials authority(Credentials authority, String uri) {
        return issue(
                authority,
                uri,
                keyPair("EC", P256),
                SHA256,
                KeyUsage.digitalSignature | KeyUsage.keyCertSign,
                builder -> builder.replaceExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
    }

    Credentials nameConstraints(Credentials authority, String uri) {
        GeneralSubtree subtree = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example"));
        return issue(
                authority,
                uri,
                keyPair("EC", P256),
                SHA256,
                KeyUsage.digitalSignature,
                builder -> builder.addExtension(
                        Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {subtree}, null)));
    }

    private Credentials issue(
            Credentials authority, String uri, KeyPair pair, String signature, int usage, Oddity oddity) {
        try {
            X500Name issuer = new JcaX509CertificateHolder(authority.certificate()).getSubject();
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(1 + random.nextInt(Integer.MAX_VALUE)),
                    Date.from(from),
                    Date.from(until),
                    new X500Name("CN=odd"),
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(
                            authority.certificate().getPublicKey()));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
            oddity.applyTo(builder);
            return new Credentials(
                    pair.getPrivate(),
                    List.of(new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(new JcaContentSignerBuilder(signature).build(authority.key())))));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the certificate cannot be made", e);
        }
    }

    private KeyPair keyPair(String algorithm, AlgorithmParameterSpec spec) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(spec, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}

package org.tocsin.secret;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/// Encrypted keys that claim other numbers of scrypt than ours.
final class ScryptForgery {
    private ScryptForgery() {}

    static byte[] info(int cost, int blockSize, int parallel) throws IOException {
        ASN1EncodableVector scrypt = new ASN1EncodableVector();
        scrypt.add(new DEROctetString(new byte[16]));
        scrypt.add(new ASN1Integer(cost));
        scrypt.add(new ASN1Integer(blockSize));
        scrypt.add(new ASN1Integer(parallel));
        var scheme = new PBES2Parameters(
                new KeyDerivationFunc(new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11"), new DERSequence(scrypt)),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16])));
        return new EncryptedPrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, scheme), new byte[48])
                .getEncoded();
    }
}

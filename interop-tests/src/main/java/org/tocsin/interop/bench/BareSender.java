package org.tocsin.interop.bench;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.TreeDomain;

/// The author's share of the bare steps: hashes the records of a batch, signs the root over them with Ed25519, and
/// writes both into one message. Beside it stands [BareReceiver].
final class BareSender {
    private final SuitePrivateKey key;

    BareSender(SecureRandom random) {
        this.key = SuitePrivateKey.generate(Suite.ED25519, random);
    }

    SuiteKey publicKey() {
        return key.publicKey();
    }

    /// The signature, then each record behind its length.
    byte[] batch(List<byte[]> records) {
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        int length = Suite.ED25519.signatureBytes();
        for (byte[] record : records) {
            tree.append(TreeDomain.LEDGER.leaf(Bytes.wrap(record)));
            length += Integer.BYTES + record.length;
        }
        ByteBuffer message = ByteBuffer.allocate(length);
        message.put(key.sign(tree.root().bytes()).array());
        for (byte[] record : records) {
            message.putInt(record.length).put(record);
        }
        return message.array();
    }
}

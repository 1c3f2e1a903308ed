package org.tocsin.node.intake;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ReceiptCodec;
import org.tocsin.wire.StatementCodec;

/// Makes statements that are one document, receipts above all: a fragment behind a fresh nonce and salt. Rules R-RCP-1,
/// R-CTL-2 to R-CTL-4.
public final class ReceiptMaker {
    private final ContentCipher cipher;
    private final SecureRandom random;

    /// A receipt's statement and the exact bytes of its fragment set.
    record Made(Draft draft, Bytes fragments) {}

    public ReceiptMaker(ContentCipher cipher, SecureRandom random) {
        this.cipher = cipher;
        this.random = random;
    }

    Made make(Origin origin, Receipt receipt) {
        return make(origin, Statement.Kind.RECEIPT, List.of(), ReceiptCodec.encode(receipt));
    }

    /// Makes a statement that is one document.
    Made make(Origin origin, Statement.Kind kind, List<Digest> references, Bytes body) {
        return make(origin, kind, references, new Fragment.Document(Tlp.AMBER_STRICT, body));
    }

    Made make(Origin origin, Statement.Kind kind, List<Digest> references, Fragment.Document document) {
        return make(origin, kind, references, List.of(document));
    }

    /// Makes a statement of some fragments.
    Made make(Origin origin, Statement.Kind kind, List<Digest> references, List<? extends Fragment> parts) {
        FragmentTree.Sealed sealed =
                FragmentTree.seal(parts.stream().map(FragmentCodec::encode).toList(), random);
        Bytes fragments = FragmentCodec.encode(sealed.set());
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        random.nextBytes(nonce);
        Bytes statement = StatementCodec.encode(new Statement(
                origin.team(), origin.epoch(), Bytes.wrap(nonce), kind, Optional.empty(), references, sealed.root()));
        return new Made(Draft.of(statement, kind, fragments, cipher), fragments);
    }

    ContentCipher cipher() {
        return cipher;
    }
}

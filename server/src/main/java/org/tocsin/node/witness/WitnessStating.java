package org.tocsin.node.witness;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// States what witnesses are told, one document each, on the control lanes. Rules R-SEE-2 and R-EVI-3.
final class WitnessStating {
    private final WitnessParts parts;

    WitnessStating(WitnessParts parts) {
        this.parts = parts;
    }

    void state(Batch batch, Statement.Kind kind, Bytes document, List<Team> witnesses) {
        FragmentTree.Sealed sealed = FragmentTree.seal(
                List.of(FragmentCodec.encode(new Fragment.Document(Tlp.AMBER_STRICT, document))), parts.random());
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        parts.random().nextBytes(nonce);
        Bytes statement = StatementCodec.encode(new Statement(
                batch.origin().team(),
                batch.origin().epoch(),
                Bytes.wrap(nonce),
                kind,
                Optional.empty(),
                List.of(),
                sealed.root()));
        Draft draft = Draft.of(statement, kind, FragmentCodec.encode(sealed.set()), new ContentCipher(parts.random()));
        Batch.Appended appended = batch.append(draft);
        parts.scan().addressed(batch, Lane.CONTROL, appended.index(), draft.leafHash(), witnesses);
    }
}

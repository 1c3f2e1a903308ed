package org.tocsin.node.intake;

import java.util.Optional;
import org.tocsin.node.ledger.Batch;

/// Where statements of our own stand.
final class Statings {
    private Statings() {}

    static Stating own(Batch batch, Batch.Appended appended) {
        return new Stating(
                batch.origin().team(), batch.origin().epoch(), appended.index(), batch.now(), Optional.empty());
    }
}

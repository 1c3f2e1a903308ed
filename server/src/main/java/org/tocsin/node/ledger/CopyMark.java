package org.tocsin.node.ledger;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.node.store.Transactions;

/// What says of a database that it is a copy: it is in the copy itself, so however the copy comes back into use, its
/// node
/// knows. A copy may lack what was signed after it was made, and partners need not have seen all of that: so only a
/// high-water file that ends where the copy ends lets it go on in its epoch. Rule R-LED-7.
///
/// @param madeAt when the copy was made, by the clock of the machine that made it
record CopyMark(Instant madeAt) {
    /// The mark of a database, if it is a copy.
    static Optional<CopyMark> of(Transactions transactions) {
        return transactions.read(CopyMarkTable::find);
    }
}

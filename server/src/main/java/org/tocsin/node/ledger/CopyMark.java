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
    /// Of a database that is older than what this node had seen of partners. Nobody knows when it was made, and a
    /// high-water file that ends with it is as old.
    static final CopyMark OUTDATED = new CopyMark(Instant.EPOCH);

    /// The mark of a database, if it is a copy.
    static Optional<CopyMark> of(Transactions transactions) {
        return transactions.read(CopyMarkTable::find);
    }
}

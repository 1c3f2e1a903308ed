package org.tocsin.node.ledger;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.node.store.Transactions;

/// What says of a database that it is a copy: it is in the copy itself, so however the copy comes back into use, its node
/// knows. A copy may lack what was signed after it was made, and partners need not have seen all of that: so only a
/// high-water file that ends where the copy ends lets it go on in its epoch. Rule R-LED-7.
///
/// @param madeAt when the copy was made, by the clock of the machine that made it
public record CopyMark(Instant madeAt) {
    /// Marks a database as a copy.
    public void put(Transactions copy) {
        copy.writing(session -> CopyMarkTable.put(session, this));
    }

    /// The mark of a database, if it is a copy.
    public static Optional<CopyMark> of(Transactions transactions) {
        return transactions.read(CopyMarkTable::find);
    }
}

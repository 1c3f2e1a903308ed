package org.tocsin.node.ledger;

import java.time.Instant;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;

/// One entry of the ledger as it is stored.
///
/// @param statement its exact bytes
/// @param contentId where its content is in the `ContentStore`; `Draft.NO_CONTENT` if it has none
/// @param at when its commit was made, by this node's clock
public record Entry(
        int epoch, long index, Statement.Kind kind, Digest leafHash, Bytes statement, long contentId, Instant at) {}

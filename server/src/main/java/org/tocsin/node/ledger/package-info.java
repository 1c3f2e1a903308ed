/// Append, checkpoint, verify; tells projections in its commit.
@NullMarked
package org.tocsin.node.ledger;

import org.jspecify.annotations.NullMarked;

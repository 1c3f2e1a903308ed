/// What partners showed of their ledgers: compared, told to the witnesses that they named, and kept as evidence where a
/// ledger says two things.
@NullMarked
package org.tocsin.node.witness;

import org.jspecify.annotations.NullMarked;

/// Leaf hashes, Merkle proofs, checkpoints and suites: everything that signs and verifies.
@NullMarked
package org.tocsin.proof;

import org.jspecify.annotations.NullMarked;

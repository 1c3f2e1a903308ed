/// What shows that a ledger says two things: evidence that is made of what was verified, and that strangers verify.
@NullMarked
package org.tocsin.witness;

import org.jspecify.annotations.NullMarked;

/// What arrives: verify, seen?, admission, ledger, receipt.
@NullMarked
package org.tocsin.node.intake;

import org.jspecify.annotations.NullMarked;

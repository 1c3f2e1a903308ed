/// What breaks nodes on purpose: links that delay, cut and corrupt, and the record of what nodes answered meanwhile.
@NullMarked
package org.tocsin.interop.faults;

import org.jspecify.annotations.NullMarked;

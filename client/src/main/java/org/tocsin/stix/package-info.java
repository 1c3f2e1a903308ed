/// Strict STIX 2.1 reading: one gate for bytes, one reader, the cut into fragments, TLP.
@NullMarked
package org.tocsin.stix;

import org.jspecify.annotations.NullMarked;

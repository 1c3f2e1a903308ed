/// Measurements: the node against bare transport and disk, in one run, on the same bytes.
@NullMarked
package org.tocsin.interop.bench;

import org.jspecify.annotations.NullMarked;

/// The only mapper between the model and the generated types.
@NullMarked
package org.tocsin.wire;

import org.jspecify.annotations.NullMarked;

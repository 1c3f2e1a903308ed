/// A development federation: fictional CERTs with papers that are good, and papers that are not.
@NullMarked
package org.tocsin.certsdev;

import org.jspecify.annotations.NullMarked;

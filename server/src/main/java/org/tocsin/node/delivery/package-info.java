/// Lanes, cursors, pumps, back-off and receipts.
@NullMarked
package org.tocsin.node.delivery;

import org.jspecify.annotations.NullMarked;

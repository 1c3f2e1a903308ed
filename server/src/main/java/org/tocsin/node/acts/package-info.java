/// Every act of officers at this node, in the ledger `<team>/local`, which never leaves it.
@NullMarked
package org.tocsin.node.acts;

import org.jspecify.annotations.NullMarked;

/// A team's home-only ledger of what its officers did: entries, the edge of their tree, and how they are checked.
@NullMarked
package org.tocsin.local;

import org.jspecify.annotations.NullMarked;

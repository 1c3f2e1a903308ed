/// What a team's home-only ledger says: who did what at its node. Nothing of it ever leaves.
@NullMarked
package org.tocsin.model.local;

import org.jspecify.annotations.NullMarked;

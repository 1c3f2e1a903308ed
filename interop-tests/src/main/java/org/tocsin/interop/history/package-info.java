/// What was asked of nodes, what they answered and what they hold, written down as it happens; and a checker that
/// proves
/// from these lines alone that nothing was lost, doubled, reordered or made up. Uses nothing of the product, so that no
/// error of the product is shared by its judge.
@NullMarked
package org.tocsin.interop.history;

import org.jspecify.annotations.NullMarked;

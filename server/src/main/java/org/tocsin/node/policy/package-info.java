/// Pure decisions: what is released to whom, and what is admitted from whom.
@NullMarked
package org.tocsin.node.policy;

import org.jspecify.annotations.NullMarked;

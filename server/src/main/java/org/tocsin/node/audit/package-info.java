/// Typed events of what happened and who did it, apart from the log.
@NullMarked
package org.tocsin.node.audit;

import org.jspecify.annotations.NullMarked;

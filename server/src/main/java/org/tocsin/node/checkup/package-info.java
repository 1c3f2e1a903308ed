/// Looks a node's directory through, without changing anything: what was changed, lost or put in is named, with what to
/// do about it.
@NullMarked
package org.tocsin.node.checkup;

import org.jspecify.annotations.NullMarked;

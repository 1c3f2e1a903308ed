/// Why calls fail: the closed list of reasons, before the edge turns them into statuses.
@NullMarked
package org.tocsin.node.fault;

import org.jspecify.annotations.NullMarked;

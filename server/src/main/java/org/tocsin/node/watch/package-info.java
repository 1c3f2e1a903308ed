/// Health, counters and what the operator is told.
@NullMarked
package org.tocsin.node.watch;

import org.jspecify.annotations.NullMarked;

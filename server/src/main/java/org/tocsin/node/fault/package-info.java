/// Every non-OK status, made in one place.
@NullMarked
package org.tocsin.node.fault;

import org.jspecify.annotations.NullMarked;

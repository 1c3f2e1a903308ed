/// Real nodes against each other: the demo and what the tests share.
@NullMarked
package org.tocsin.interop;

import org.jspecify.annotations.NullMarked;

/// Violations, planted: each rule of the house must find its own.
@NullMarked
package org.tocsin.house.planted.node;

import org.jspecify.annotations.NullMarked;

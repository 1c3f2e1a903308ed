/// Violations, planted: each rule of the house must find its own.
@NullMarked
package org.tocsin.house.planted.model;

import org.jspecify.annotations.NullMarked;

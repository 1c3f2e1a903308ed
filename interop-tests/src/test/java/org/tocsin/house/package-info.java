/// The rules of the house, as tests: layout, names, sizes and what may use what.
@NullMarked
package org.tocsin.house;

import org.jspecify.annotations.NullMarked;

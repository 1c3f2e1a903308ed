/// What two teams agree on, and what each of them may state about it alone: comparable terms, nothing to be executed.
@NullMarked
package org.tocsin.model.agreement;

import org.jspecify.annotations.NullMarked;

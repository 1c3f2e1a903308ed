/// What statements of the control and the emergency lane say: record receipts, withdrawals, check-ins, relays. JDK
/// only.
@NullMarked
package org.tocsin.model.control;

import org.jspecify.annotations.NullMarked;

/// Emergencies: what one team calls another's duty officers for, what becomes of it, and how it stands. JDK only.
@NullMarked
package org.tocsin.model.emergency;

import org.jspecify.annotations.NullMarked;

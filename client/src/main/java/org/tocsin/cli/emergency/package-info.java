/// The commands for emergencies and for whoever is on duty: raising, answering, watching, and the duty screen.
@NullMarked
package org.tocsin.cli.emergency;

import org.jspecify.annotations.NullMarked;

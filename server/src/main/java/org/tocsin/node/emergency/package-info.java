/// Emergencies: raised, taken in, climbed through the ladder until a human answers, and told to both sides; timers that
/// outlive the process.
@NullMarked
package org.tocsin.node.emergency;

import org.jspecify.annotations.NullMarked;

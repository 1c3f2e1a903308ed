/// NodeMain starts a node in ten steps; Node is the only place where rooms meet.
@NullMarked
package org.tocsin.node;

import org.jspecify.annotations.NullMarked;

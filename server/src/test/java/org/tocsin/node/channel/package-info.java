/// Tests of the ways to reach a duty officer: against real servers, and against servers that misbehave.
@NullMarked
package org.tocsin.node.channel;

import org.jspecify.annotations.NullMarked;

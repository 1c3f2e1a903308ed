/// The commands with which officers use their team's node, and those that read what a node gave out.
@NullMarked
package org.tocsin.cli.operator;

import org.jspecify.annotations.NullMarked;

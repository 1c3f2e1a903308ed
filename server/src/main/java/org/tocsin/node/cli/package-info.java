/// The commands that a node's directory contributes to tocsin.
@NullMarked
package org.tocsin.node.cli;

import org.jspecify.annotations.NullMarked;

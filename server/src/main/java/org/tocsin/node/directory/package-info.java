/// Teams, keys and agreements in force.
@NullMarked
package org.tocsin.node.directory;

import org.jspecify.annotations.NullMarked;

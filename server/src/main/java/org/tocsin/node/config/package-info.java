/// The node's configuration: read once, checked whole.
@NullMarked
package org.tocsin.node.config;

import org.jspecify.annotations.NullMarked;

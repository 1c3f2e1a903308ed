/// Commands on records that need no node.
@NullMarked
package org.tocsin.cli.record;

import org.jspecify.annotations.NullMarked;

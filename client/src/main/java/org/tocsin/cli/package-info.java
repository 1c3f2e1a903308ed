/// The tocsin command: a root that mounts the commands which each module contributes.
@NullMarked
package org.tocsin.cli;

import org.jspecify.annotations.NullMarked;

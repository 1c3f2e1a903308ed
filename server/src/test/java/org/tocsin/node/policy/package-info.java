/// Decisions compared with a second reading of the rules.
@NullMarked
package org.tocsin.node.policy;

import org.jspecify.annotations.NullMarked;

/// Answers why: what the rules say of a record and a team, what terms would have let through, and what went out.
@NullMarked
package org.tocsin.node.insight;

import org.jspecify.annotations.NullMarked;

/// Pure decisions: release, admission, and why.
@NullMarked
package org.tocsin.node.policy;

import org.jspecify.annotations.NullMarked;

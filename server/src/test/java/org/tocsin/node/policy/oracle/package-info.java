/// A second reading of the rules of release and admission, apart from the first.
@NullMarked
package org.tocsin.node.policy.oracle;

import org.jspecify.annotations.NullMarked;

/// Tests of keys in tokens.
@NullMarked
package org.tocsin.trust.token;

import org.jspecify.annotations.NullMarked;

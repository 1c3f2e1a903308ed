/// Tests of keys in private keys at rest.
@NullMarked
package org.tocsin.secret;

import org.jspecify.annotations.NullMarked;

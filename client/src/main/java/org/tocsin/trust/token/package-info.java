/// Private keys that stay in a token (a smart card, an HSM) and are used through PKCS#11, never read.
@NullMarked
package org.tocsin.trust.token;

import org.jspecify.annotations.NullMarked;

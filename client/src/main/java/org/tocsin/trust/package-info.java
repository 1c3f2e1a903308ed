/// Identity from certificates, pinned manifests, TLS contexts and their reload.
@NullMarked
package org.tocsin.trust;

import org.jspecify.annotations.NullMarked;

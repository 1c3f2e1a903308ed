/// How two teams come to know each other: the fingerprint of a root key as words and as a QR code, and the comparison
/// of
/// what was heard on the telephone. Rules R-PEER-1 to R-PEER-3.
@NullMarked
package org.tocsin.ceremony;

import org.jspecify.annotations.NullMarked;

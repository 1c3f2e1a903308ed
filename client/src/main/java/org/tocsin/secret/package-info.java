/// Keeps private keys from whoever can read a disk: where passphrases and PINs come from, key files encrypted with
/// them,
/// and who may read such files.
@NullMarked
package org.tocsin.secret;

import org.jspecify.annotations.NullMarked;

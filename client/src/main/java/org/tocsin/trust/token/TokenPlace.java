package org.tocsin.trust.token;

import java.nio.file.Path;
import org.tocsin.secret.SecretPlace;

/// Where a key is: in the token with one label, under another label there, behind a PIN.
///
/// @param library the PKCS#11 library of whoever made the token
/// @param token the token's label, as it was initialised
/// @param key the private key's label (CKA_LABEL)
public record TokenPlace(Path library, String token, String key, SecretPlace pin) {
    /// The key, the token, the library; not the PIN's place.
    @Override
    public String toString() {
        return "key \"" + key + "\" in token \"" + token + "\" (" + library + ")";
    }
}

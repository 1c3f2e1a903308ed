package org.tocsin.model.profile;

import org.tocsin.model.Bytes;

/// An OpenPGP key that a team uses.
///
/// @param fingerprint 20 bytes (version 4) or 32 (version 6)
/// @param userId may be empty
/// @param url where it can be fetched; may be empty
public record OpenPgpKey(Bytes fingerprint, String userId, String url) {
    public static final int USER_ID_BYTES_MAX = 200;

    private static final int KEY_ID_BYTES = 8;
    private static final int FINGERPRINT_V4_BYTES = 20;

    public OpenPgpKey {
        Reach.fingerprint(fingerprint);
        Limits.line(userId, 0, USER_ID_BYTES_MAX, "a key's user id");
        if (!url.isEmpty()) {
            Limits.website(url, "a key's address");
        }
    }

    /// The key id: the last eight bytes of a version 4 fingerprint, the first eight of one of version 6.
    ///
    /// Source: RFC 9580, section 5.5.4.
    public Bytes keyId() {
        int length = fingerprint.length();
        return length == FINGERPRINT_V4_BYTES
                ? fingerprint.slice(length - KEY_ID_BYTES, length)
                : fingerprint.slice(0, KEY_ID_BYTES);
    }
}

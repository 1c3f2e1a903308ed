package org.tocsin.model.emergency;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;

/// Who has an emergency.
///
/// @param name a name or a role
/// @param channel how to reach them; may be empty
/// @param zone the time zone they are in
public record Owner(String name, String channel, Optional<ZoneId> zone) {
    public static final int BYTES_MAX = 100;

    public Owner {
        if (name.isBlank() || bytes(name) > BYTES_MAX) {
            throw new IllegalArgumentException("who has it, in 1 to 100 bytes");
        }
        if (bytes(channel) > BYTES_MAX) {
            throw new IllegalArgumentException("how to reach them, in at most 100 bytes");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

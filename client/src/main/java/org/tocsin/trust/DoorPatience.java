package org.tocsin.trust;

import java.time.Duration;

/// How long a port waits for whoever is slow.
///
/// Source: server/README.md (limits).
///
/// @param handshake for TLS, from the connection on
/// @param unfinished for the rest of what began to come: HTTP/2's preface, a frame, a block of headers
/// @param unread while what we say is not read, or hardly
public record DoorPatience(Duration handshake, Duration unfinished, Duration unread) {
    public static final Duration HANDSHAKE = Duration.ofSeconds(5);
    public static final Duration UNFINISHED = Duration.ofSeconds(10);
    public static final Duration UNREAD = Duration.ofSeconds(30);
    public static final DoorPatience STANDARD = new DoorPatience(HANDSHAKE, UNFINISHED, UNREAD);

    public DoorPatience {
        if (!handshake.isPositive() || !unfinished.isPositive() || unread.compareTo(unfinished) < 0) {
            throw new IllegalArgumentException("patience of nothing, or less for reading than for frames");
        }
    }
}

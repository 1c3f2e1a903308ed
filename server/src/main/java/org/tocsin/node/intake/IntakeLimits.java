package org.tocsin.node.intake;

/// What partners may use of this node.
///
/// @param partnerBytesPerSecond bytes of messages of one partner, on average
/// @param partnerMessagesPerSecond messages of one partner, on average
/// @param partnerBytesInFlight bytes of one partner that are taken in and not committed. Above it, each of its lanes
/// has
/// one message under way
/// @param bytesInFlight as above, of all partners. Above it, a lane that holds the beginning of an item lets go of it
public record IntakeLimits(
        long partnerBytesPerSecond, long partnerMessagesPerSecond, long partnerBytesInFlight, long bytesInFlight) {
    /// Bytes of one partner under way.
    static final long PARTNER_BYTES_IN_FLIGHT = 16L << 20;
    /// Bytes of all partners under way, in a heap that is large enough.
    static final long BYTES_IN_FLIGHT_MAX = 256L << 20;

    /// With the rates of the configuration, and at most a quarter of the heap for what is under way.
    public static IntakeLimits of(long partnerBytesPerSecond, long partnerMessagesPerSecond, long heapBytes) {
        return new IntakeLimits(
                partnerBytesPerSecond,
                partnerMessagesPerSecond,
                PARTNER_BYTES_IN_FLIGHT,
                Math.min(BYTES_IN_FLIGHT_MAX, heapBytes / 4));
    }
}

package org.tocsin.node.intake;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// What one partner uses of this node, all its lanes together. Thread-safe. Enforced by not asking for its next
/// message:
/// what was asked for is taken.
final class PartnerBudget {
    private final IntakeLimits limits;
    private final InstantSource clock;
    private final Allowance bytes;
    private final Allowance messages;
    private final AtomicLong all;
    private final AtomicLong inFlight = new AtomicLong();

    /// @param all the bytes in flight of all partners
    PartnerBudget(IntakeLimits limits, InstantSource clock, AtomicLong all) {
        this.limits = limits;
        this.clock = clock;
        this.bytes = new Allowance(limits.partnerBytesPerSecond(), clock.instant());
        this.messages = new Allowance(limits.partnerMessagesPerSecond(), clock.instant());
        this.all = all;
    }

    /// A message came.
    void arrived(int size) {
        bytes.use(size, clock.instant());
        asked();
        hold(size);
    }

    /// The partner asked for something, which costs as much as a message.
    void asked() {
        messages.use(1, clock.instant());
    }

    /// Bytes are held, or, if negative, let go of.
    void hold(long more) {
        inFlight.addAndGet(more);
        all.addAndGet(more);
    }

    /// How long the partner has to wait before its next message is asked for.
    Duration overdrawn() {
        Duration first = bytes.overdrawn(clock.instant());
        Duration second = messages.overdrawn(clock.instant());
        return first.compareTo(second) > 0 ? first : second;
    }

    /// Whether the partner, or all partners together, have as much under way as they may.
    boolean isFull() {
        return inFlight.get() >= limits.partnerBytesInFlight() || isNodeFull();
    }

    boolean isNodeFull() {
        return all.get() >= limits.bytesInFlight();
    }

    long inFlight() {
        return inFlight.get();
    }
}

package org.tocsin.model;

/// The lanes between two teams, the first one first in every queue.
public enum Lane {
    EMERGENCY,
    ROUTINE,
    BULK,
    CONTROL;

    /// A place in a lane: a sequence, and the channel hash over everything up to it. Sequence 0 is the beginning. Rule
    /// R-LAN-3.
    public record Position(long sequence, Digest channelHash) {
        public Position {
            if (sequence < 0) {
                throw new IllegalArgumentException("sequences count from 0, not " + sequence);
            }
        }
    }
}

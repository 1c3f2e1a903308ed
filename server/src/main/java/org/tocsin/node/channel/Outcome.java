package org.tocsin.node.channel;

import java.util.Locale;
import org.tocsin.cli.Escaper;

/// What became of one attempt.
public sealed interface Outcome {
    /// The other end took it. Nobody has read it yet.
    ///
    /// @param detail what the other end said, in short; shown
    record Delivered(String detail) implements Outcome {
        public Delivered {
            detail = Escaper.show(detail);
        }
    }

    /// It was not taken, or nobody knows.
    ///
    /// @param detail for whoever mends the channel; shown, never a secret
    record Failed(Reason reason, String detail) implements Outcome {
        public Failed {
            detail = Escaper.show(detail);
        }
    }

    /// Why an attempt failed.
    enum Reason {
        /// Nothing answers there, or the connection broke.
        UNREACHABLE,
        /// The other end is not who it should be, or speaks no TLS.
        UNTRUSTED,
        /// The other end said no.
        REFUSED,
        /// It was not done in time. It may have been taken all the same.
        DEADLINE,
        /// The other end did not speak its protocol.
        GARBLED,
        /// The channel's settings, or a file that they name, cannot be used.
        UNUSABLE,
        /// Nobody watches.
        UNWATCHED,
        /// Too many attempts wait already.
        CROWDED,
        /// A bug, or the node is about to stop.
        BROKEN;

        /// In statements, logs and on screens.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

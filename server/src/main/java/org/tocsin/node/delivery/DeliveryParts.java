package org.tocsin.node.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.tocsin.model.Lane;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;
import org.tocsin.peer.PeerDialer;
import org.tocsin.trust.Trust;

/// What lanes to partners work with.
public record DeliveryParts(
        Trust trust,
        Partners partners,
        Ledger ledger,
        ContentStore contents,
        WithdrawnEntries withdrawn,
        Transactions transactions,
        PeerDialer dialer,
        Audit audit,
        InstantSource clock,
        RandomGenerator random,
        Limits limits) {
    /// How much is under way, and how long is waited. `patience` is how long a partner may leave a call without an
    /// answer that it owes; `pack` whether frames are compressed for partners that take that.
    public record Limits(
            FramePacker.Limits frames,
            SendWindow.Limits window,
            Backoff.Limits backoff,
            Duration patience,
            LagAlarm alarm,
            boolean pack) {
        public static final Limits STANDARD = new Limits(
                FramePacker.Limits.STANDARD,
                SendWindow.Limits.STANDARD,
                Backoff.Limits.STANDARD,
                Duration.ofSeconds(60),
                LagAlarm.STANDARD,
                false);
        /// How long a lane that need not be open stays open with nothing to send.
        static final Duration IDLE_MAX = Duration.ofSeconds(60);

        /// When a frame of a lane is full.
        FramePacker.Limits frames(Lane lane) {
            return lane == Lane.EMERGENCY ? FramePacker.Limits.EMERGENCY : frames;
        }

        /// Whether frames of a lane are compressed. Those of the emergency lane are small, and wait for nothing.
        boolean pack(Lane lane) {
            return pack && lane != Lane.EMERGENCY;
        }

        /// How much of a lane may be on its way.
        SendWindow.Limits window(Lane lane) {
            return lane == Lane.EMERGENCY ? SendWindow.Limits.EMERGENCY : window;
        }

        /// How long a lane's stream stays open with nothing to send.
        Duration idle(Lane lane) {
            return lane == Lane.ROUTINE ? Duration.ofDays(1) : IDLE_MAX;
        }
    }

    /// How much may be owed on a lane, and for how long, before somebody must look.
    public record LagAlarm(Duration age, long records) {
        public static final LagAlarm STANDARD = new LagAlarm(Duration.ofMinutes(15), 100_000);

        public LagAlarm {
            if (!age.isPositive() || records < 1) {
                throw new IllegalArgumentException("an alarm has limits above zero");
            }
        }
    }
}

package org.tocsin.node.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
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
        Transactions transactions,
        PeerDialer dialer,
        Audit audit,
        InstantSource clock,
        RandomGenerator random,
        Limits limits) {
    /// How much is under way, and how long is waited. `patience` is how long a partner may leave a call without an
    /// answer that it owes.
    public record Limits(
            FramePacker.Limits frames, SendWindow.Limits window, Backoff.Limits backoff, Duration patience) {
        public static final Limits STANDARD = new Limits(
                FramePacker.Limits.STANDARD,
                SendWindow.Limits.STANDARD,
                Backoff.Limits.STANDARD,
                Duration.ofSeconds(60));
    }
}

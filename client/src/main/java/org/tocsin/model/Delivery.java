package org.tocsin.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What travels on a lane, in both directions, as read from the wire.
public final class Delivery {
    private Delivery() {}

    /// Some items of a lane under one checkpoint and one shared proof. An empty checkpoint is the one of the frame
    /// before.
    public record Frame(
            Bytes checkpoint,
            Optional<Consistency> consistency,
            List<Digest> proof,
            List<Item> items,
            Binding binding) {
        public Frame {
            proof = List.copyOf(proof);
            items = List.copyOf(items);
        }

        /// A frame that says nothing of where it belongs.
        public Frame(Bytes checkpoint, Optional<Consistency> consistency, List<Digest> proof, List<Item> items) {
            this(checkpoint, consistency, proof, items, Binding.NONE);
        }

        /// The same where it belongs.
        public Frame bound(Binding where) {
            return new Frame(checkpoint, consistency, proof, items, where);
        }
    }

    /// Where a frame belongs. Rules R-LAN-12, R-LAN-13.
    ///
    /// @param behind the channel hash in front of the first item; empty: not said
    /// @param terms what the author had stated about agreements when it decided on the items; empty: nothing that is
    ///     awaited
    public record Binding(Optional<Digest> behind, Optional<TermsPlace> terms) {
        /// Nothing is said.
        public static final Binding NONE = new Binding(Optional.empty(), Optional.empty());
    }

    /// A place of an author's control lane: up to there it says what it says about agreements.
    public record TermsPlace(int laneEpoch, long sequence) implements Comparable<TermsPlace> {
        private static final Comparator<TermsPlace> ORDER =
                Comparator.comparingInt(TermsPlace::laneEpoch).thenComparingLong(TermsPlace::sequence);

        @Override
        public int compareTo(TermsPlace other) {
            return ORDER.compare(this, other);
        }
    }

    /// Proof that an earlier tree is a prefix of the checkpoint beside it.
    public record Consistency(long fromSize, List<Digest> hashes) {
        public Consistency {
            hashes = List.copyOf(hashes);
        }
    }

    /// One place of a lane.
    public sealed interface Item {
        long sequence();

        /// A statement and its fragments, or the first part of them if it `continues`.
        record Stated(long sequence, long index, Bytes statement, Bytes fragments, boolean continues) implements Item {}

        /// A further part of the fragments of the item of the same sequence.
        record More(long sequence, Bytes fragments, boolean continues) implements Item {}

        /// Withheld after it had its sequence.
        record Voided(long sequence, Digest leafHash, VoidReason reason) implements Item {}
    }

    /// Why a sequence is void.
    public enum VoidReason {
        AGREEMENT,
        WITHDRAWN,
        UNREADABLE
    }

    /// What the receiver answers.
    public sealed interface Answer {
        /// Where the receiver stands, once, in answer to the opening; and whether it takes compressed frames.
        record State(
                Lane.Position through,
                Optional<Seen> seen,
                List<TeamManifest.Signed> manifests,
                Optional<ReceiptDelivery> latest,
                boolean takesPacked)
                implements Answer {
            public State {
                manifests = List.copyOf(manifests);
            }
        }

        /// A receipt and its proof.
        record ReceiptDelivery(Evidence evidence, Optional<Consistency> consistency) implements Answer {}

        /// Pause; nothing since the last receipt was written.
        record Hold(int retryAfterMillis, HoldReason reason) implements Answer {}

        /// The lane does not go on until a human acted.
        record Stop(StopReason reason, Optional<Seen> seen) implements Answer {}
    }

    /// Why a lane is held.
    public enum HoldReason {
        STORAGE,
        NOT_SIGNING,
        DRAINING,
        NO_AGREEMENT
    }

    /// Why a lane stopped.
    public enum StopReason {
        CHANNEL_DIVERGED,
        PROOF_FAILED,
        INCONSISTENT,
        LANE_EPOCH,
        PROTOCOL
    }

    /// Opens a lane. `receipted` is the last sequence that the author holds a receipt for, 0 if none; `seen` is what
    /// the
    /// author has verified of the receiver's ledgers, one head an epoch.
    public record Open(Lane lane, int laneEpoch, List<TeamManifest.Signed> manifests, long receipted, List<Seen> seen) {
        public Open {
            manifests = List.copyOf(manifests);
            seen = List.copyOf(seen);
        }

        /// By an author that has seen nothing of the receiver's ledger.
        public Open(Lane lane, int laneEpoch, List<TeamManifest.Signed> manifests, long receipted) {
            this(lane, laneEpoch, manifests, receipted, List.of());
        }
    }
}

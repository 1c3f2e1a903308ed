package org.tocsin.proof;

/// What a check of a signed checkpoint comes to.
public sealed interface CheckpointVerdict {
    /// Signed by the key that was asked for.
    record Verified(Checkpoint checkpoint) implements CheckpointVerdict {}

    /// Not to be believed in anything.
    record Refused(Reason reason) implements CheckpointVerdict {}

    /// Why a checkpoint is refused.
    enum Reason {
        /// Not a signed note, or beyond its limits.
        NOT_A_NOTE,
        /// The note's text is not a checkpoint.
        NOT_A_CHECKPOINT,
        /// A checkpoint of another ledger or epoch.
        OTHER_ORIGIN,
        /// No line of this key.
        NOT_SIGNED,
        /// More than one line of this key.
        SIGNED_TWICE,
        /// The line of this key does not verify.
        BAD_SIGNATURE
    }
}

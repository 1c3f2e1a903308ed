package org.tocsin.node.intake;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether the other end of a stream goes on with what it began: the rest of an item or of a message that it owes, and
/// the reading of what was answered. Not thread-safe: it belongs to the sweep.
///
/// Threat S-SLOW.
final class LaneProgress {
    /// How long a partner may keep us waiting in the middle of something.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private long bytes = -1;
    private @Nullable Instant owingSince;
    private @Nullable Instant deafSince;

    /// @param heard bytes that came in so far
    /// @param owes whether the partner is in the middle of something
    /// @param reads whether it takes our answers
    /// @return whether it kept us waiting for too long
    boolean isStalled(long heard, boolean owes, boolean reads, Instant now) {
        if (!owes || heard != bytes || owingSince == null) {
            owingSince = owes ? now : null;
            bytes = heard;
        }
        if (reads) {
            deafSince = null;
        } else if (deafSince == null) {
            deafSince = now;
        }
        owingSince = before(owingSince, now);
        deafSince = before(deafSince, now);
        return isOver(owingSince, now) || isOver(deafSince, now);
    }

    /// A clock that was put back gives nobody more than the whole time once more.
    private static @Nullable Instant before(@Nullable Instant since, Instant now) {
        return since != null && since.isAfter(now) ? now : since;
    }

    private static boolean isOver(@Nullable Instant since, Instant now) {
        return since != null && Duration.between(since, now).compareTo(PATIENCE) >= 0;
    }
}

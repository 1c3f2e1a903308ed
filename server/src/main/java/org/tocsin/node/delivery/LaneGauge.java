package org.tocsin.node.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// The live numbers of one lane to a partner: what was decided, what is receipted, how fast it goes and how old the
/// oldest is that is owed. The database holds the same; this is for whoever asks often, and for all lanes at once.
final class LaneGauge {
    /// Over how long the rate is taken.
    static final Duration RATE_OVER = Duration.ofSeconds(10);
    /// How many instants are kept of what is owed.
    static final int MARKS_MAX = 32;

    private static final int BUCKETS = Math.toIntExact(RATE_OVER.toSeconds());

    /// Everything behind the mark before, up to `last`, was decided at this instant or after it.
    private record Mark(long last, Instant at) {}

    private final Team partner;
    private final Lane lane;
    /// Receipted sequences of each second, by the second modulo the number of buckets; guarded like everything below by
    /// this object.
    private final long[] counts = new long[BUCKETS];

    private final long[] seconds = new long[BUCKETS];
    private final Deque<Mark> owed = new ArrayDeque<>();
    private int laneEpoch;
    private long decided;
    private long receipted;
    private @Nullable Instant receiptAt;
    private boolean paused;
    private int windowFrames;
    private @Nullable String alarm;
    private volatile Runnable onReceipt = () -> {};
    private volatile int manifestTold;

    LaneGauge(Team partner, Lane lane) {
        this.partner = partner;
        this.lane = lane;
    }

    Team partner() {
        return partner;
    }

    Lane lane() {
        return lane;
    }

    /// The partner answered a stream that began with our manifests up to this version.
    void told(int manifestVersion) {
        manifestTold = Math.max(manifestTold, manifestVersion);
    }

    int manifestTold() {
        return manifestTold;
    }

    /// Takes what is stored of the lane.
    ///
    /// @param owedSince when what is owed was decided, if something is
    synchronized void load(OutboundLane stored, Instant owedSince) {
        receiptAt = stored.receiptAt().orElse(null);
        paused = stored.paused();
        // Decisions of the same commit may have been told before.
        if (laneEpoch <= stored.laneEpoch() && decided <= stored.last().sequence()) {
            laneEpoch = stored.laneEpoch();
            decided = stored.last().sequence();
            owed.clear();
            if (decided > stored.receipted()) {
                owed.add(new Mark(decided, owedSince));
            }
        }
        receipted = stored.receipted();
    }

    /// The lane was decided up to a sequence. Another epoch of the lane begins anew.
    synchronized void decided(int epoch, long last, Instant at) {
        if (epoch != laneEpoch) {
            laneEpoch = epoch;
            decided = 0;
            receipted = 0;
            owed.clear();
        }
        if (last <= decided) {
            return;
        }
        decided = last;
        Mark newest = owed.peekLast();
        if (newest != null && Duration.between(newest.at(), at).toSeconds() < 1) {
            owed.removeLast();
            owed.addLast(new Mark(last, newest.at()));
        } else {
            owed.addLast(new Mark(last, at));
            if (owed.size() > MARKS_MAX) {
                thin();
            }
        }
    }

    /// Joins neighbours: each pair keeps the earlier instant.
    private void thin() {
        Deque<Mark> kept = new ArrayDeque<>();
        while (!owed.isEmpty()) {
            Mark first = owed.removeFirst();
            Mark second = owed.pollFirst();
            kept.addLast(second == null ? first : new Mark(second.last(), first.at()));
        }
        owed.addAll(kept);
    }

    /// Tells of every receipt, on the committer's thread: must be short.
    void onReceipt(Runnable listener) {
        onReceipt = listener;
    }

    /// A receipt is stored that covers the lane up to a sequence.
    void receipted(int epoch, long through, Instant at) {
        count(epoch, through, at);
        onReceipt.run();
    }

    /// The partner said where it stands: behind its own receipts if it was restored from a copy. What it lost is owed
    /// again.
    synchronized void stands(int epoch, long through, Instant at) {
        if (epoch == laneEpoch && through < receipted) {
            owed.addFirst(new Mark(receipted, at));
            receipted = through;
        }
    }

    private synchronized void count(int epoch, long through, Instant at) {
        if (epoch != laneEpoch) {
            return;
        }
        receiptAt = at;
        if (through <= receipted) {
            return;
        }
        int bucket = (int) Math.floorMod(at.getEpochSecond(), (long) BUCKETS);
        if (seconds[bucket] != at.getEpochSecond()) {
            seconds[bucket] = at.getEpochSecond();
            counts[bucket] = 0;
        }
        counts[bucket] += through - receipted;
        receipted = through;
        while (!owed.isEmpty() && owed.getFirst().last() <= through) {
            owed.removeFirst();
        }
    }

    synchronized long decided() {
        return decided;
    }

    synchronized long receipted() {
        return receipted;
    }

    synchronized long lag() {
        return decided - receipted;
    }

    synchronized Optional<Instant> receiptAt() {
        return Optional.ofNullable(receiptAt);
    }

    /// When the oldest sequence that is owed was decided, or a little before.
    synchronized Optional<Instant> owedSince() {
        return Optional.ofNullable(owed.peekFirst()).map(Mark::at);
    }

    /// The clock shows an instant before what is owed was decided: it was put back, and that counts from now on.
    synchronized void putBack(Instant now) {
        List<Mark> marks = List.copyOf(owed);
        owed.clear();
        marks.forEach(mark -> owed.addLast(mark.at().isAfter(now) ? new Mark(mark.last(), now) : mark));
    }

    /// Receipted sequences a second, over the ten seconds before an instant.
    synchronized double rate(Instant now) {
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            long age = now.getEpochSecond() - seconds[i];
            sum += age >= 0 && age < BUCKETS ? counts[i] : 0;
        }
        return (double) sum / BUCKETS;
    }

    synchronized boolean isPaused() {
        return paused;
    }

    synchronized void pause(boolean whether) {
        paused = whether;
    }

    /// Frames on their way without a receipt.
    synchronized int windowFrames() {
        return windowFrames;
    }

    synchronized void windowFrames(int frames) {
        windowFrames = frames;
    }

    /// Why the lane is out of step, while it is.
    synchronized Optional<String> alarm() {
        return Optional.ofNullable(alarm);
    }

    synchronized void alarm(@Nullable String why) {
        alarm = why;
    }
}

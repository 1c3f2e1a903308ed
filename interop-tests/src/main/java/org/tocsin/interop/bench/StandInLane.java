package org.tocsin.interop.bench;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Lane;
import org.tocsin.peer.LaneListener;
import org.tocsin.peer.LaneStream;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;

/// A lane from a stand-in to the node. One thread sends.
final class StandInLane implements LaneListener {
    private final StandIn author;
    private final InstantSource clock;
    private final LaneStream stream;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Semaphore answers = new Semaphore(0);
    private final Semaphore room = new Semaphore(0);
    private final AtomicLong receipts = new AtomicLong();
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
    private volatile Instant lastReceipt = Instant.MIN;
    private long sequence;

    StandInLane(StandIn author, PeerChannel channel, InstantSource clock) {
        this.author = author;
        this.clock = clock;
        this.stream = channel.deliver(this);
        stream.open(new Delivery.Open(Lane.ROUTINE, 1, List.of(), 0));
    }

    /// Whether the node said where it stands, in so many seconds.
    boolean awaitOpen(long seconds) throws InterruptedException {
        return opened.await(seconds, TimeUnit.SECONDS) && broken.get() == null;
    }

    /// Why the lane is no more; empty while it is.
    Optional<String> broken() {
        return Optional.ofNullable(broken.get());
    }

    /// Receipts that came.
    long receipts() {
        return receipts.get();
    }

    /// Sends a frame if the transport takes it now.
    ///
    /// @return whether it did
    boolean offer(List<StandInLedger.Entry> entries) {
        if (!stream.isWritable()) {
            return false;
        }
        Delivery.Frame frame = author.frame(sequence + 1, entries);
        sequence += entries.size();
        stream.send(frame);
        return true;
    }

    /// Waits until the transport takes more, a moment at most.
    void awaitRoom(long millis) throws InterruptedException {
        boolean told = room.tryAcquire(millis, TimeUnit.MILLISECONDS);
        if (told) {
            room.drainPermits();
        }
    }

    /// Sends a frame and waits for the receipt of it.
    ///
    /// @return when the receipt came; empty if it did not come in time
    Optional<Instant> deliver(List<StandInLedger.Entry> entries, long seconds) throws InterruptedException {
        answers.drainPermits();
        if (!offer(entries) || !answers.tryAcquire(seconds, TimeUnit.SECONDS)) {
            return Optional.empty();
        }
        return Optional.of(lastReceipt);
    }

    @Override
    public void answered(Answer answer) {
        switch (answer) {
            case Answer.State state -> {
                sequence = state.through().sequence();
                opened.countDown();
            }
            case Answer.ReceiptDelivery receipt -> {
                lastReceipt = clock.instant();
                receipts.incrementAndGet();
                answers.release();
            }
            case Answer.Hold hold -> end("held: " + hold.reason());
            case Answer.Stop stop -> end("stopped: " + stop.reason());
        }
        stream.more();
    }

    @Override
    public void writable() {
        room.release();
    }

    @Override
    public void ended(PeerFault fault) {
        end(String.valueOf(fault.getMessage()));
    }

    private void end(String why) {
        broken.compareAndSet(null, why);
        opened.countDown();
    }
}

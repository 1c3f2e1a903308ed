package org.tocsin.node.edge;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.operator.v1.ExportRecordsResponse;

/// One export: sends content as fast as the officer takes it, and with `follow` goes on when more is stored. Runs on a
/// thread of its own and blocks there.
final class ExportCall {
    static final int PART_BYTES_MAX = 512 * 1024;
    private static final int PAGE_SIZE = 64;
    /// How long it waits before it looks again by itself, for the officer's certificate above all.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final HeldRecords records;
    private final Optional<Team> from;
    private final boolean follow;
    private final BooleanSupplier stillTrusted;
    private final ServerCallStreamObserver<ExportRecordsResponse> out;

    /// Guards the two flags; `changed` tells of more records, of room to send, and of the end.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private boolean more;
    private boolean ended;
    private long cursor;

    ExportCall(
            HeldRecords records,
            Optional<Team> from,
            long cursor,
            boolean follow,
            BooleanSupplier stillTrusted,
            ServerCallStreamObserver<ExportRecordsResponse> out) {
        this.records = records;
        this.from = from;
        this.cursor = cursor;
        this.follow = follow;
        this.stillTrusted = stillTrusted;
        this.out = out;
        out.setOnReadyHandler(this::signal);
        out.setOnCancelHandler(this::end);
    }

    /// There may be more to give out.
    void wake() {
        lock.lock();
        try {
            more = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The node is stopping, or the officer went away.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void run() {
        try {
            while (sendAll() && follow && awaitMore()) {
                checkOfficer();
            }
            out.onCompleted();
        } catch (InterruptedException stopping) {
            out.onError(Statuses.of(
                    Fault.of(Fault.Reason.DRAINING, "the node is stopping").exception()));
        } catch (RuntimeException failed) {
            out.onError(Statuses.of(failed));
        }
    }

    /// @return false if the call ended
    private boolean sendAll() throws InterruptedException {
        List<StoredRecord> page = records.exported(from, cursor, PAGE_SIZE);
        while (!page.isEmpty()) {
            for (StoredRecord record : page) {
                cursor = record.contentId();
                Optional<Bytes> content = records.content(record);
                boolean isWithdrawn = record.own() && records.withdrawal(record).isPresent();
                if (content.isPresent() && !isWithdrawn && !send(record, content.get())) {
                    return false;
                }
            }
            page = records.exported(from, cursor, PAGE_SIZE);
        }
        return true;
    }

    private boolean send(StoredRecord record, Bytes content) throws InterruptedException {
        int at = 0;
        do {
            int to = Math.min(at + PART_BYTES_MAX, content.length());
            var part = ExportRecordsResponse.newBuilder()
                    .setContent(UnsafeByteOperations.unsafeWrap(content.array(), at, to - at))
                    .setContinues(to < content.length());
            if (at == 0) {
                part.setSummary(OperatorMessages.summary(record, Optional.empty(), records.narrowing(record)));
            }
            if (to == content.length()) {
                part.setCursor(Long.toString(record.contentId()));
            }
            if (!awaitReady()) {
                return false;
            }
            checkOfficer();
            out.onNext(part.build());
            at = to;
        } while (at < content.length());
        return true;
    }

    private boolean awaitReady() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended && !out.isReady()) {
                changed.await();
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitMore() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = LOOK_AGAIN.toNanos();
            while (!more && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            more = false;
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    private void checkOfficer() {
        if (!stillTrusted.getAsBoolean()) {
            throw Fault.of(Fault.Reason.IDENTITY_REFUSED, "the officer's certificate ended")
                    .exception();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

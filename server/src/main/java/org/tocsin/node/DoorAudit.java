package org.tocsin.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.Door;
import org.tocsin.trust.DoorRefusal;

/// Writes refused handshakes to the audit, off the event loop. A flood of strangers fills neither memory nor disk: a
/// minute has at most
/// `LINES_A_MINUTE_MAX` lines of its own, and what is beyond is counted by reason and told together in the first line
/// after it.
final class DoorAudit implements Consumer<DoorRefusal>, AutoCloseable {
    static final int LINES_A_MINUTE_MAX = 60;

    private static final int WAITING_MAX = 1_024;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Audit audit;
    private final InstantSource clock;
    private final ThreadPoolExecutor writer;
    /// Refusals that did not even fit into the queue.
    private final AtomicLong overrun = new AtomicLong();
    /// Used by the writer's thread alone, like the two below.
    private final Map<CertificateRefusal, Long> untold = new EnumMap<>(CertificateRefusal.class);

    private Instant minute = Instant.MIN;
    private int lines;

    DoorAudit(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("door-audit").factory(),
                (refusal, full) -> overrun.incrementAndGet());
    }

    @Override
    public void accept(DoorRefusal refusal) {
        writer.execute(() -> write(refusal));
    }

    private void write(DoorRefusal refusal) {
        Instant now = clock.instant();
        // A clock that was put back begins another minute.
        boolean isWithin = !minute.equals(Instant.MIN) && !now.isBefore(minute) && now.isBefore(minute.plus(MINUTE));
        if (!isWithin) {
            tellUntold();
            minute = now;
            lines = 0;
        }
        if (lines >= LINES_A_MINUTE_MAX) {
            untold.merge(refusal.reason(), 1L, Long::sum);
            return;
        }
        lines++;
        audit.record(AuditEvent.of(AuditEvent.Kind.DOOR_REFUSED, refusal.remote())
                .with("door", name(refusal.door()))
                .with("reason", refusal.reason())
                .with("detail", refusal.detail()));
    }

    private void tellUntold() {
        long unread = overrun.getAndSet(0);
        if (untold.isEmpty() && unread == 0) {
            return;
        }
        AuditEvent event = AuditEvent.of(AuditEvent.Kind.DOOR_REFUSED, "many");
        for (Map.Entry<CertificateRefusal, Long> counted : untold.entrySet()) {
            event = event.with(counted.getKey().name(), counted.getValue());
        }
        untold.clear();
        audit.record(unread == 0 ? event : event.with("not_read", unread));
    }

    private static String name(Door door) {
        return switch (door) {
            case Door.Peer peer -> "peer";
            case Door.Operator operator -> "operator";
            case Door.Call call -> "call to " + call.expected();
        };
    }

    /// Writes what waits, and what was counted.
    @Override
    public void close() {
        writer.execute(this::tellUntold);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(1, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

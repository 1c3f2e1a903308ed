package org.tocsin.node;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.trust.Door;
import org.tocsin.trust.DoorRefusal;

/// Writes refused handshakes to the audit, off the event loop. A flood of strangers costs no memory: beyond what waits,
/// refusals are counted
/// and told together.
final class DoorAudit implements Consumer<DoorRefusal>, AutoCloseable {
    private static final int WAITING_MAX = 1_024;

    private final Audit audit;
    private final AtomicLong untold = new AtomicLong();
    private final ThreadPoolExecutor writer;

    DoorAudit(Audit audit) {
        this.audit = audit;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("door-audit").factory(),
                (refusal, full) -> untold.incrementAndGet());
    }

    @Override
    public void accept(DoorRefusal refusal) {
        writer.execute(() -> write(refusal));
    }

    private static String name(Door door) {
        return switch (door) {
            case Door.Peer peer -> "peer";
            case Door.Operator operator -> "operator";
            case Door.Call call -> "call to " + call.expected();
        };
    }

    private void write(DoorRefusal refusal) {
        AuditEvent event = AuditEvent.of(AuditEvent.Kind.DOOR_REFUSED, refusal.remote())
                .with("door", name(refusal.door()))
                .with("reason", refusal.reason())
                .with("detail", refusal.detail());
        long missed = untold.getAndSet(0);
        audit.record(missed == 0 ? event : event.with("untold_before", missed));
    }

    @Override
    public void close() {
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

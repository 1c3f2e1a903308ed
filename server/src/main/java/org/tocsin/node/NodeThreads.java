package org.tocsin.node;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// The threads that a node works with, besides the event loops and the committer: timers; the verify stage of what
/// arrives and the preparing of what is published, on a few platform threads each; one that verifies emergencies and
/// nothing else; and a virtual thread for every question that may block.
record NodeThreads(
        ScheduledExecutorService timers,
        ExecutorService verifying,
        ExecutorService urgent,
        ExecutorService preparing,
        ExecutorService questions)
        implements AutoCloseable {
    private static final int VERIFYING = 2;
    private static final int PREPARING = 2;

    static NodeThreads start() {
        return new NodeThreads(
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("timers").factory()),
                Executors.newFixedThreadPool(
                        VERIFYING,
                        Thread.ofPlatform().daemon().name("verifying-", 0).factory()),
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("urgent").factory()),
                Executors.newFixedThreadPool(
                        PREPARING,
                        Thread.ofPlatform().daemon().name("preparing-", 0).factory()),
                Executors.newVirtualThreadPerTaskExecutor());
    }

    @Override
    public void close() {
        List.of(timers, verifying, urgent, preparing, questions).forEach(ExecutorService::shutdownNow);
    }
}

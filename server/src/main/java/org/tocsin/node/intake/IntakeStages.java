package org.tocsin.node.intake;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/// The threads of the intake: a few platform threads that verify, one more for emergencies alone, and a timer.
public record IntakeStages(Executor verifying, Executor urgent, ScheduledExecutorService timers) {}

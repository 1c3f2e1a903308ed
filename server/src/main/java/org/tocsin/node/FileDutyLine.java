package org.tocsin.node;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.calendar.Span;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.channel.Attempts;
import org.tocsin.node.channel.ChannelWatch;
import org.tocsin.node.channel.Channels;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.node.duty.Coverage;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.DutyPlanResult;
import org.tocsin.node.emergency.DutyLine;

/// The duty plan and the channels of `duty.toml`: read at the start, and again when the node is told to.
final class FileDutyLine implements DutyLine {
    /// How far ahead it is looked for holes.
    private static final Duration COVERED = Duration.ofDays(14);

    private static final Logger log = LoggerFactory.getLogger(FileDutyLine.class);

    private final Path directory;
    private final Channels.Parts parts;
    private final ChannelWatch watch;
    private final Audit audit;
    private final LongSupplier nanos;
    private volatile Standing standing;
    private volatile Optional<String> problem = Optional.empty();
    private volatile Attempts.Listener listener = FileDutyLine::nobodyListens;

    private record Standing(Optional<DutyPlan> plan, Attempts attempts) {}

    /// @param nanos counts nanoseconds, whatever becomes of the clock: how long attempts take
    FileDutyLine(Path directory, Channels.Parts parts, LongSupplier nanos, Audit audit) {
        this.directory = directory;
        this.parts = parts;
        this.watch = new ChannelWatch(audit);
        this.audit = audit;
        this.nanos = nanos;
        this.standing = standing(Optional.empty());
        reload();
    }

    /// Reads the plan again; one that cannot be used leaves the one before.
    void reload() {
        switch (DutyPlan.read(directory)) {
            case DutyPlanResult.Read read -> {
                standing = standing(Optional.of(read.plan()));
                problem = Optional.empty();
                log.info("the duty plan is in force file={}", DutyPlan.FILE);
                cover();
            }
            case DutyPlanResult.Absent absent -> {
                standing = standing(Optional.empty());
                problem = Optional.of("there is no " + DutyPlan.FILE + ": nobody is summoned for an emergency");
                log.error("there is no duty plan: nobody is summoned for an emergency file={}", DutyPlan.FILE);
            }
            case DutyPlanResult.Unusable unusable -> {
                String inForce = standing.plan().isPresent() ? "the plan of before is in force" : "nobody is summoned";
                problem = Optional.of(DutyPlan.FILE + " cannot be used, " + inForce + ": "
                        + unusable.problems().getFirst());
                unusable.problems()
                        .forEach(found -> log.error("the duty plan cannot be used, {} problem={}", inForce, found));
            }
        }
    }

    /// Looks for minutes ahead at which nobody would be summoned: to be called about once a day.
    void cover() {
        standing.plan().ifPresent(plan -> {
            Instant now = parts.clock().instant();
            Coverage coverage = Coverage.of(plan, new Span(now, now.plus(COVERED)));
            if (coverage.unanswered().isEmpty()) {
                return;
            }
            log.error(
                    "at times nobody would be summoned for an emergency: tocsin duty coverage days={} holes={} first={}",
                    COVERED.toDays(),
                    coverage.unanswered().size(),
                    coverage.unanswered().getFirst());
            audit.record(AuditEvent.of(AuditEvent.Kind.DUTY_UNCOVERED, AuditEvent.NODE)
                    .with("days", COVERED.toDays())
                    .with("holes", coverage.unanswered().size())
                    .with("first", coverage.unanswered().getFirst()));
        });
    }

    private Standing standing(Optional<DutyPlan> plan) {
        List<ChannelSettings> settings = plan.map(DutyPlan::channels).orElse(List.of());
        Channels channels = Channels.open(settings, parts);
        channels.problems()
                .forEach(problem -> log.error(
                        "a channel to officers cannot be used channel={} what={}", problem.channel(), problem.what()));
        return new Standing(plan, new Attempts(channels, watch, parts.tasks(), nanos, this::done));
    }

    private void done(Attempts.Attempt attempt, Outcome outcome, Duration took) {
        listener.done(attempt, outcome, took);
    }

    private static void nobodyListens(Attempts.Attempt attempt, Outcome outcome, Duration took) {
        log.debug("an attempt was made before anybody listened");
    }

    @Override
    public Optional<DutyPlan> plan() {
        return standing.plan();
    }

    @Override
    public Optional<String> problem() {
        return problem.or(watch::problem);
    }

    @Override
    public Optional<String> planProblem() {
        return problem;
    }

    @Override
    public List<String> brokenChannels() {
        return watch.broken();
    }

    @Override
    public void make(Attempts.Attempt attempt) {
        standing.attempts().make(attempt);
    }

    @Override
    public void listen(Attempts.Listener told) {
        listener = told;
    }
}

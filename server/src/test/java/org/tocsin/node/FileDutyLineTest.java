package org.tocsin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.channel.Attempts;
import org.tocsin.node.channel.Channels;
import org.tocsin.node.channel.DutyFeed;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.duty.DutyPlan;

/// The duty plan of a file: holes in it are told, and what an attempt took is no matter of the clock on the wall.
class FileDutyLineTest {
    private static final Team OWN = new Team("cert-jp.example");
    private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
    private static final Duration STEP = Duration.ofMillis(7);
    private static final String PLAN = """
            zone = "Asia/Tokyo"

            [[channel]]
            name = "wall"
            kind = "terminal"

            [[officer]]
            id = "7f3a"
            name = "Ana"
            languages = ["en"]
            channels = ["wall"]

            [[rota]]
            name = "first"
            [[rota.turn]]
            officers = ["7f3a"]
            start = START
            rule = "FREQ=WEEKLY"

            [ladder]
            rounds = 1
            silence = "20m"
            [[ladder.rung]]
            who = "on-call"
            rota = "first"
            wait = "90s"
            """;

    @TempDir
    private Path directory;

    @Test
    void aPlanWithHolesIsToldAndOneWithoutIsNot() throws Exception {
        assertTrue(audited("2026-12-01T09:00:00").contains("DUTY_UNCOVERED"), "nobody is on call before that");
        assertEquals("", audited("2026-01-05T09:00:00"));
    }

    private String audited(String start) throws Exception {
        Path home = Files.createTempDirectory(directory, "node");
        Files.writeString(home.resolve(DutyPlan.FILE), PLAN.replace("START", start));
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
                Audit audit = new Audit(home.resolve("audit.jsonl"), () -> AT)) {
            var line = new FileDutyLine(
                    home, new Channels.Parts(OWN, new DutyFeed(), tasks, () -> AT), new AtomicLong()::get, audit);
            assertTrue(line.plan().isPresent(), line.problem().toString());
        }
        return Files.readString(home.resolve("audit.jsonl"));
    }

    @Test
    void whatAnAttemptTookIsCountedThoughTheClockIsPutBack() throws Exception {
        Files.writeString(directory.resolve(DutyPlan.FILE), PLAN.replace("START", "2026-01-05T09:00:00"));
        var seconds = new AtomicLong(AT.getEpochSecond());
        var nanos = new AtomicLong();
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
                Audit audit = new Audit(directory.resolve("audit.jsonl"), () -> AT)) {
            // Whoever looks at the clock finds it an hour earlier.
            var parts = new Channels.Parts(
                    OWN, new DutyFeed(), tasks, () -> Instant.ofEpochSecond(seconds.addAndGet(-3_600)));
            var line = new FileDutyLine(directory, parts, () -> nanos.addAndGet(STEP.toNanos()), audit);
            var took = new CompletableFuture<Duration>();
            line.listen((attempt, outcome, time) -> took.complete(time));
            line.make(new Attempts.Attempt(
                    OWN,
                    "wall",
                    new Notice(
                            "a1",
                            Notice.Purpose.SUMMONS,
                            false,
                            Precedence.FLASH,
                            OWN,
                            "a test",
                            List.of("a test"),
                            "en",
                            Optional.empty(),
                            AT)));
            Duration time = took.get(60, TimeUnit.SECONDS);
            assertTrue(time.isPositive() && time.compareTo(STEP.multipliedBy(100)) < 0, time.toString());
        }
    }
}

package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.duty.ChannelSettings;

class AttemptsTest {
    @TempDir
    private Path directory;

    private ChannelWorld world;
    private Audit audit;
    private ChannelWatch watch;
    private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();

    private record Done(Attempts.Attempt attempt, Outcome outcome, Duration took) {
        String id() {
            return attempt.notice().attempt();
        }
    }

    @BeforeEach
    void open() throws IOException {
        world = new ChannelWorld(directory);
        audit = new Audit(directory.resolve("audit.jsonl"), () -> ChannelWorld.AT);
        watch = new ChannelWatch(audit);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        audit.close();
    }

    @Test
    void onePartnersFloodDelaysNobodyElsesSummons() throws Exception {
        var hanging = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var shown = new LinkedBlockingQueue<String>();
        // Whatever FUSION causes to be shown hangs; what JP causes does not.
        world.feed.watch(notice -> {
            if (notice.team().equals(ChannelWorld.FUSION)) {
                hanging.countDown();
                await(release);
            }
            return shown.add(notice.attempt());
        });
        Attempts attempts = attempts(terminal());
        attempts.make(attempt(ChannelWorld.FUSION, "flood-0"));
        await(hanging);
        for (int i = 1; i < 10_000; i++) {
            attempts.make(attempt(ChannelWorld.FUSION, "flood-" + i));
        }
        attempts.make(attempt(ChannelWorld.JP, "single"));
        assertEquals("single", shown.poll(90, TimeUnit.SECONDS));
        release.countDown();
        List<Done> told = new ArrayList<>();
        while (told.size() < 10_001) {
            told.add(take());
        }
        long crowded = told.stream().filter(AttemptsTest::isCrowded).count();
        assertEquals(10_000 - Attempts.LINE_MAX - 1, crowded);
    }

    @Test
    void attemptsOfOnePartnerOnOneChannelKeepTheirOrder() throws Exception {
        world.feed.watch(notice -> true);
        Attempts attempts = attempts(terminal());
        for (int i = 0; i < 50; i++) {
            attempts.make(attempt(ChannelWorld.JP, "attempt-" + i));
        }
        for (int i = 0; i < 50; i++) {
            Done next = take();
            assertEquals("attempt-" + i, next.id());
            assertInstanceOf(Outcome.Delivered.class, next.outcome());
        }
    }

    @Test
    void aChannelThatHangsDelaysNoOtherAndFailsOverInTime() throws Exception {
        try (var hanging = new LoopbackServer(socket -> socket.getInputStream().read())) {
            world.feed.watch(notice -> true);
            var mail = MailChannelTest.mail(
                    new ChannelSettings.MailServer(
                            "127.0.0.1",
                            hanging.port(),
                            ChannelSettings.Security.NONE,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    Duration.ofSeconds(3));
            Attempts attempts = attempts(mail, terminal());
            attempts.make(new Attempts.Attempt(ChannelWorld.JP, mail.name(), ChannelWorld.summons("by-mail")));
            attempts.make(attempt(ChannelWorld.JP, "beside-it"));
            assertEquals("beside-it", take().id());
            Done failed = take();
            assertEquals("by-mail", failed.id());
            assertTrue(failed.took().toMillis() >= 2_990, failed::toString);
            attempts.make(attempt(ChannelWorld.JP, "failed-over"));
            assertEquals("failed-over", take().id());
        }
    }

    @Test
    void aBrokenChannelIsAnAlarmOnceUntilItWorksAgain() throws Exception {
        Path flag = directory.resolve("works");
        var command = new ChannelSettings.Command(
                "pager", List.of("/usr/bin/test", "-e", flag.toString()), ChannelWorld.DEADLINE);
        Attempts attempts = attempts(command);
        for (int i = 0; i < 3; i++) {
            attempts.make(new Attempts.Attempt(ChannelWorld.JP, "pager", ChannelWorld.summons("attempt-" + i)));
            take();
        }
        assertTrue(watch.isBroken("pager"));
        assertEquals(
                Optional.of("broken channels to officers: pager: mend them, then run tocsin duty try-channel"),
                watch.problem());
        Files.createFile(flag);
        attempts.make(new Attempts.Attempt(ChannelWorld.JP, "pager", ChannelWorld.summons("attempt-3")));
        take();
        assertFalse(watch.isBroken("pager"));
        assertEquals(Optional.empty(), watch.problem());
        String audited = Files.readString(directory.resolve("audit.jsonl"));
        assertEquals(2, audited.lines().count(), audited);
        assertTrue(audited.contains("CHANNEL_BROKEN") && audited.contains("CHANNEL_WORKS"), audited);
    }

    @Test
    void aTerminalThatNobodyWatchesIsNoAlarm() throws Exception {
        Attempts attempts = attempts(terminal());
        attempts.make(attempt(ChannelWorld.JP, "attempt-1"));
        assertEquals(
                Outcome.Reason.UNWATCHED,
                assertInstanceOf(Outcome.Failed.class, take().outcome()).reason());
        assertFalse(watch.isBroken("watch"));
    }

    @Test
    void aChannelOfNoNameAndABugInOneAreOutcomes() throws Exception {
        Attempts attempts = attempts(terminal());
        attempts.make(new Attempts.Attempt(ChannelWorld.JP, "no-such", ChannelWorld.summons("attempt-1")));
        assertEquals(
                Outcome.Reason.UNUSABLE,
                assertInstanceOf(Outcome.Failed.class, take().outcome()).reason());
        world.feed.watch(notice -> {
            throw new IllegalStateException("a password of ours");
        });
        attempts.make(attempt(ChannelWorld.JP, "attempt-2"));
        assertEquals(new Outcome.Failed(Outcome.Reason.BROKEN, "java.lang.IllegalStateException"), take().outcome());
    }

    private static boolean isCrowded(Done done) {
        return done.outcome() instanceof Outcome.Failed failed && failed.reason() == Outcome.Reason.CROWDED;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Done take() throws InterruptedException {
        Done next = done.poll(90, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was told");
        }
        return next;
    }

    private Attempts attempts(ChannelSettings... settings) {
        Channels channels = Channels.open(List.of(settings), world.parts());
        return new Attempts(
                channels,
                watch,
                world.tasks,
                System::nanoTime,
                (attempt, outcome, took) -> done.add(new Done(attempt, outcome, took)));
    }

    private static ChannelSettings.Terminal terminal() {
        return new ChannelSettings.Terminal("watch", ChannelWorld.DEADLINE);
    }

    private static Attempts.Attempt attempt(Team partner, String id) {
        Notice summons = ChannelWorld.summons(id);
        return new Attempts.Attempt(
                partner,
                "watch",
                new Notice(
                        id,
                        summons.purpose(),
                        summons.exercise(),
                        summons.precedence(),
                        partner,
                        summons.subject(),
                        summons.lines(),
                        summons.language(),
                        summons.emergency(),
                        summons.at()));
    }

    /// Each partner has one under way and as many waiting as a line takes; none of them ends.
    @Test
    void beyondSoManyOfAllAnAttemptFailsAtOnceWhoeverItIsFor() throws Exception {
        var release = new CountDownLatch(1);
        world.feed.watch(notice -> {
            await(release);
            return true;
        });
        Attempts attempts = attempts(terminal());
        int ofOne = Attempts.LINE_MAX + 1;
        for (int i = 0; i < Attempts.ATTEMPTS_MAX; i++) {
            attempts.make(attempt(new Team("cert-" + i / ofOne + ".example"), "attempt-" + i));
        }
        attempts.make(attempt(ChannelWorld.JP, "one-more"));
        Done crowded = take();
        assertEquals("one-more", crowded.id());
        assertTrue(isCrowded(crowded), crowded::toString);
        release.countDown();
        for (int i = 0; i < Attempts.ATTEMPTS_MAX; i++) {
            assertFalse(isCrowded(take()));
        }
    }
}

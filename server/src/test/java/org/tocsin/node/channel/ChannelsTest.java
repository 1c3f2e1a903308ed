package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.duty.ChannelSettings;

class ChannelsTest {
    private static final String SECRET = "whsec_dGhpcnR5LXR3byBieXRlcyBvZiBhIHNoYXJlZCBrZXk=";

    @TempDir
    private Path directory;

    @Test
    void aChannelThatCannotBeUsedIsNamedAndFailsAtOnceAndTheOthersWork() throws Exception {
        try (var world = new ChannelWorld(directory)) {
            Path open = world.secret("open", SECRET);
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
            world.feed.watch(notice -> true);
            Channels channels = Channels.open(
                    List.of(
                            hook("exposed", open),
                            hook("absent", directory.resolve("none")),
                            hook("short", world.secret("short", "whsec_c2hvcnQ=")),
                            hook("fine", world.secret("fine", SECRET)),
                            new ChannelSettings.Terminal("watch", ChannelWorld.DEADLINE)),
                    world.parts());
            assertEquals(
                    List.of("exposed", "absent", "short"),
                    channels.problems().stream().map(Channels.Problem::channel).toList());
            assertTrue(channels.problems().getFirst().what().contains("chmod 600"));
            Outcome failed = channels.named("exposed").deliver(ChannelWorld.summons("attempt-1"));
            assertEquals(
                    Outcome.Reason.UNUSABLE,
                    assertInstanceOf(Outcome.Failed.class, failed).reason());
            assertEquals(
                    new Outcome.Delivered("shown to 1"),
                    channels.named("watch").deliver(ChannelWorld.summons("attempt-1")));
        }
    }

    @Test
    void aProgramThatIsNotThereIsNamedBeforeItIsNeeded() {
        var there = new ChannelSettings.Command("there", List.of("/usr/bin/test"), ChannelWorld.DEADLINE);
        var gone = new ChannelSettings.Command("gone", List.of("/nonexistent/x"), ChannelWorld.DEADLINE);
        assertEquals(
                List.of("gone"),
                Channels.check(List.of(there, gone), ChannelWorld.OWN).stream()
                        .map(Channels.Problem::channel)
                        .toList());
    }

    @Test
    void noSecretIsInAnythingThatPrints() throws Exception {
        try (var world = new ChannelWorld(directory)) {
            Secret secret = Secret.read(world.secret("token", "a token of ours"));
            assertFalse(secret.toString().contains("token of ours"));
            for (ChannelSettings.Preset preset : ChannelSettings.Preset.values()) {
                var settings = new ChannelSettings.Webhook(
                        "hook",
                        URI.create("https://hooks.example/topic"),
                        preset,
                        Optional.empty(),
                        Optional.empty(),
                        ChannelWorld.DEADLINE);
                String printed = WebhookCall.of(
                                settings,
                                ChannelWorld.OWN,
                                ChannelWorld.summons("attempt-1"),
                                Optional.of(Secret.read(world.secret("path", "key-of-ours"))))
                        .toString();
                assertFalse(printed.contains("key-of-ours"), printed);
            }
            for (Channels.Problem problem : Channels.open(
                            List.of(hook("short", world.secret("short", "whsec_c2hvcnQ="))), world.parts())
                    .problems()) {
                assertFalse(problem.what().contains("c2hvcnQ"), problem.what());
            }
        }
    }

    @Test
    void aWatcherThatLeftIsShownNothing() {
        var feed = new DutyFeed();
        DutyFeed.Watch watch = feed.watch(notice -> true);
        assertEquals(1, feed.show(ChannelWorld.summons("attempt-1")));
        watch.close();
        watch.close();
        assertEquals(0, feed.show(ChannelWorld.summons("attempt-1")));
        for (int i = 0; i < DutyFeed.WATCHERS_MAX; i++) {
            assertTrue(feed.hasRoom());
            feed.watch(notice -> true);
        }
        assertFalse(feed.hasRoom());
    }

    private static ChannelSettings.Webhook hook(String name, Path secret) {
        return new ChannelSettings.Webhook(
                name,
                URI.create("https://hooks.example/"),
                ChannelSettings.Preset.STANDARD,
                Optional.of(secret),
                Optional.empty(),
                ChannelWorld.DEADLINE);
    }
}

package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.node.duty.ChannelSettings.Preset;

/// What is sent to services that are not here: compared with files that were written after the services' documentation.
/// Golden only: none of them was sent to the service itself.
class WebhookGoldenTest {
    @TempDir
    private Path directory;

    @Test
    void whatNtfyIsSent() throws Exception {
        golden(Preset.NTFY, "https://ntfy.cert-es.example/duty-ana");
    }

    @Test
    void whatMatrixIsSent() throws Exception {
        golden(
                Preset.MATRIX,
                "https://matrix.cert-es.example/_matrix/client/v3/rooms/!duty:cert-es.example/send/m.room.message");
    }

    @Test
    void whatMattermostIsSent() throws Exception {
        golden(Preset.MATTERMOST, "https://chat.cert-es.example/hooks");
    }

    @Test
    void whatPagerDutyIsSent() throws Exception {
        golden(Preset.PAGERDUTY, "https://events.pagerduty.com/v2/enqueue");
    }

    private void golden(Preset preset, String address) throws Exception {
        var settings = new ChannelSettings.Webhook(
                "hook", URI.create(address), preset, Optional.empty(), Optional.empty(), ChannelWorld.DEADLINE);
        try (var world = new ChannelWorld(directory)) {
            Secret secret = Secret.read(world.secret("secret", "example-secret"));
            WebhookCall call =
                    WebhookCall.of(settings, ChannelWorld.OWN, ChannelWorld.drill("attempt-1"), Optional.of(secret));
            var text = new StringBuilder(call.method() + " " + call.address() + "\n");
            call.headers().forEach((name, value) -> text.append(name + ": " + value + "\n"));
            text.append('\n').append(call.body().utf8()).append('\n');
            assertEquals(file(preset.name().toLowerCase(Locale.ROOT) + ".http"), text.toString());
        }
    }

    /// Without the lines that say what it is.
    private static String file(String name) throws IOException {
        try (InputStream in = WebhookGoldenTest.class.getResourceAsStream("golden/" + name)) {
            if (in == null) {
                throw new IOException("golden/" + name + " is missing");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).reduce("", (all, line) -> all + line + "\n");
        }
    }
}

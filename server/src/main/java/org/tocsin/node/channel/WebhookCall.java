package org.tocsin.node.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.node.duty.ChannelSettings;

/// What is sent to a webhook's receiver, but for a signature: pure, so that it can be compared byte for byte.
///
/// @param address the configured one, or what the preset makes of it: never another host
/// @param headers in order; secrets among them
record WebhookCall(String method, URI address, Map<String, String> headers, Bytes body) {
    /// Characters of a notice's text that a chat or a telephone is shown.
    static final int TEXT_CHARACTERS_MAX = 3_000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final String PLAIN_JSON = "application/json";

    /// Writes members of a JSON object.
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static WebhookCall of(ChannelSettings.Webhook settings, Team own, Notice notice, Optional<Secret> secret) {
        return switch (settings.preset()) {
            case STANDARD ->
                new WebhookCall(
                        "POST",
                        settings.address(),
                        Map.of("content-type", "application/cloudevents+json; charset=utf-8"),
                        object(json -> cloudEvent(json, own, notice)));
            case NTFY -> ntfy(settings.address(), notice, secret);
            case MATRIX ->
                new WebhookCall(
                        "PUT",
                        // The transaction's id is the attempt's: a homeserver takes the same one once.
                        below(settings.address(), notice.attempt()),
                        bearer(secret),
                        object(json -> {
                            json.writeStringField("msgtype", "m.text");
                            json.writeStringField("body", text(notice));
                        }));
            case MATTERMOST ->
                new WebhookCall(
                        "POST",
                        below(settings.address(), secret.map(Secret::reveal).orElse("")),
                        Map.of("content-type", PLAIN_JSON),
                        object(json -> json.writeStringField("text", fenced(text(notice)))));
            case PAGERDUTY ->
                new WebhookCall(
                        "POST",
                        settings.address(),
                        Map.of("content-type", PLAIN_JSON),
                        object(json -> pagerDuty(json, own, notice, secret)));
        };
    }

    /// CloudEvents 1.0.2, structured mode: `specversion`, `id`, `source` and `type` are what it asks for.
    private static void cloudEvent(JsonGenerator json, Team own, Notice notice) throws IOException {
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", notice.attempt());
        json.writeStringField("source", "//" + own.domain() + "/tocsin");
        json.writeStringField("type", type(notice));
        if (notice.emergency().isPresent()) {
            json.writeStringField("subject", notice.emergency().get());
        }
        json.writeStringField("time", notice.at().toString());
        json.writeBooleanField("exercise", notice.exercise());
        json.writeStringField("precedence", notice.precedence().name());
        json.writeStringField("datacontenttype", PLAIN_JSON);
        json.writeObjectFieldStart("data");
        json.writeStringField("team", notice.team().domain());
        json.writeStringField("language", notice.language());
        json.writeStringField("title", notice.title());
        json.writeArrayFieldStart("lines");
        for (String line : notice.lines()) {
            json.writeString(line);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String type(Notice notice) {
        return switch (notice.purpose()) {
            case SUMMONS -> "org.tocsin.duty.summons.v1";
            case NOTICE -> "org.tocsin.duty.notice.v1";
            case CHECK_IN -> "org.tocsin.duty.check-in.v1";
            case TRIAL -> "org.tocsin.duty.trial.v1";
        };
    }

    /// JSON goes to the server's root (or the path before the topic), and names the topic.
    private static WebhookCall ntfy(URI address, Notice notice, Optional<Secret> secret) {
        String path = String.valueOf(address.getPath());
        int cut = path.lastIndexOf('/') + 1;
        return new WebhookCall(
                "POST", address.resolve(path.substring(0, Math.max(cut, 1))), bearer(secret), object(json -> {
                    json.writeStringField("topic", path.substring(cut));
                    json.writeStringField("title", notice.title());
                    json.writeStringField("message", cut(String.join("\n", notice.lines())));
                    json.writeNumberField(
                            "priority",
                            switch (notice.precedence()) {
                                case FLASH -> 5;
                                case IMMEDIATE -> 4;
                                case PRIORITY -> 3;
                                case ROUTINE -> 2;
                            });
                }));
    }

    /// PagerDuty's Events API version 2. The same attempt made again is folded by `dedup_key`.
    private static void pagerDuty(JsonGenerator json, Team own, Notice notice, Optional<Secret> secret)
            throws IOException {
        json.writeStringField("routing_key", secret.map(Secret::reveal).orElse(""));
        json.writeStringField("event_action", "trigger");
        json.writeStringField("dedup_key", notice.attempt());
        json.writeObjectFieldStart("payload");
        json.writeStringField("summary", notice.title());
        json.writeStringField("source", own.domain());
        json.writeStringField(
                "severity",
                switch (notice.precedence()) {
                    case FLASH -> "critical";
                    case IMMEDIATE -> "error";
                    case PRIORITY -> "warning";
                    case ROUTINE -> "info";
                });
        json.writeStringField("timestamp", notice.at().toString());
        json.writeStringField("group", notice.team().domain());
        json.writeObjectFieldStart("custom_details");
        json.writeStringField("emergency", notice.emergency().orElse(""));
        json.writeBooleanField("exercise", notice.exercise());
        json.writeStringField("text", cut(String.join("\n", notice.lines())));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static Map<String, String> bearer(Optional<Secret> secret) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", PLAIN_JSON);
        secret.ifPresent(token -> headers.put("authorization", "Bearer " + token.reveal()));
        return headers;
    }

    private static URI below(URI address, String name) {
        String base = address.toString();
        return URI.create(base + (base.endsWith("/") ? "" : "/") + name);
    }

    private static String text(Notice notice) {
        return cut(notice.text().strip());
    }

    /// As it stands: Mattermost reads Markdown, and a partner's text shall not be read as such.
    private static String fenced(String text) {
        return "```\n" + text.replace("```", "` ` `") + "\n```";
    }

    private static String cut(String text) {
        if (text.length() <= TEXT_CHARACTERS_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_CHARACTERS_MAX - 1))
                ? TEXT_CHARACTERS_MAX - 1
                : TEXT_CHARACTERS_MAX;
        return text.substring(0, end) + "\n[…]";
    }

    private static Bytes object(Members members) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Bytes.ofUtf8(Escaper.json(text.toString()));
    }

    /// Without headers and body: secrets are in them.
    @Override
    public String toString() {
        return "WebhookCall[" + method + "]";
    }
}

package org.tocsin.node.channel;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.tocsin.model.Team;
import org.tocsin.node.duty.ChannelSettings;

/// One call to the configured address, over a connection of its own an attempt: no redirects, no proxy, no cookies, and
/// of the answer only its status counts; its body is not read (threat S-WEBHOOK).
final class WebhookChannel implements Channel {
    private final ChannelSettings.Webhook settings;
    private final Team own;
    private final Optional<Secret> secret;
    private final Optional<WebhookSignature> signature;
    private final SSLContext tls;
    private final ExecutorService tasks;
    private final InstantSource clock;

    private WebhookChannel(
            ChannelSettings.Webhook settings, Optional<Secret> secret, SSLContext tls, Channels.Parts parts)
            throws UnusableException {
        this.settings = settings;
        this.own = parts.own();
        this.secret = secret;
        this.signature = settings.preset() == ChannelSettings.Preset.STANDARD
                ? Optional.of(WebhookSignature.of(secret.orElseThrow()))
                : Optional.empty();
        this.tls = tls;
        this.tasks = parts.tasks();
        this.clock = parts.clock();
    }

    static WebhookChannel open(ChannelSettings.Webhook settings, Channels.Parts parts) throws UnusableException {
        Optional<Secret> secret = Optional.empty();
        if (settings.secretFile().isPresent()) {
            secret = Optional.of(Secret.read(settings.secretFile().get()));
        }
        return new WebhookChannel(settings, secret, ServerTrust.context(settings.trustFile()), parts);
    }

    @Override
    public Outcome deliver(Notice notice) {
        HttpRequest call = call(notice);
        HttpClient connection = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(tls)
                .sslParameters(ServerTrust.parameters())
                .connectTimeout(settings.deadline())
                .executor(tasks)
                .build();
        try {
            HttpResponse<InputStream> answer = connection.send(call, HttpResponse.BodyHandlers.ofInputStream());
            return outcome(answer.statusCode());
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(Outcome.Reason.DEADLINE, "not done in time");
        } catch (IOException failed) {
            return failure(failed);
        } finally {
            connection.shutdownNow();
        }
    }

    private HttpRequest call(Notice notice) {
        WebhookCall call = WebhookCall.of(settings, own, notice, secret);
        HttpRequest.Builder builder = HttpRequest.newBuilder(call.address())
                .timeout(settings.deadline())
                .method(
                        call.method(),
                        HttpRequest.BodyPublishers.ofByteArray(call.body().array()));
        builder.setHeader("user-agent", "tocsin");
        call.headers().forEach(builder::setHeader);
        signature.ifPresent(key ->
                key.headers(notice.attempt(), clock.instant(), call.body()).forEach(builder::setHeader));
        return builder.build();
    }

    private static Outcome outcome(int status) {
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered("HTTP " + status);
        }
        String more = status >= 300 && status < 400 ? ": redirects are not followed" : "";
        return new Outcome.Failed(Outcome.Reason.REFUSED, "HTTP " + status + more);
    }

    /// In words of our own: a library's text may name the address, which may hold a secret.
    private static Outcome failure(IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return new Outcome.Failed(Outcome.Reason.DEADLINE, "the receiver does not answer");
            }
            if (cause instanceof SSLException) {
                return new Outcome.Failed(
                        Outcome.Reason.UNTRUSTED, "TLS failed: is it the right receiver, and who vouches for it?");
            }
            if (cause instanceof ProtocolException) {
                return new Outcome.Failed(Outcome.Reason.GARBLED, "the receiver speaks no HTTP");
            }
            if (cause instanceof ConnectException) {
                return new Outcome.Failed(Outcome.Reason.UNREACHABLE, "nothing answers at the receiver's address");
            }
        }
        return new Outcome.Failed(Outcome.Reason.UNREACHABLE, "the receiver hung up");
    }
}

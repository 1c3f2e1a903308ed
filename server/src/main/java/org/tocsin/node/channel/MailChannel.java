package org.tocsin.node.channel;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;
import org.tocsin.model.Team;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.node.duty.ChannelSettings.Security;

/// Mail to one address, by one server, over a connection of its own an attempt. The Message-ID is the attempt's: a
/// mailbox that gets the same attempt twice can tell.
final class MailChannel implements Channel {
    private final ChannelSettings.Mail settings;
    private final Team own;
    private final Optional<MailSeal> seal;
    private final Optional<Secret> password;
    private final MailSockets sockets;

    private MailChannel(
            ChannelSettings.Mail settings,
            Team own,
            Optional<MailSeal> seal,
            Optional<Secret> password,
            SSLContext tls) {
        this.settings = settings;
        this.own = own;
        this.seal = seal;
        this.password = password;
        this.sockets = new MailSockets(tls);
    }

    static MailChannel open(ChannelSettings.Mail settings, Team own) throws UnusableException {
        Optional<Secret> password = Optional.empty();
        if (settings.server().passwordFile().isPresent()) {
            password = Optional.of(Secret.read(settings.server().passwordFile().get()));
        }
        Optional<MailSeal> seal = Optional.empty();
        if (settings.openPgp().isPresent()) {
            seal = Optional.of(MailSeal.open(settings.openPgp().get()));
        }
        return new MailChannel(
                settings,
                own,
                seal,
                password,
                ServerTrust.context(settings.server().trustFile()));
    }

    @Override
    public Outcome deliver(Notice notice) {
        Session session = Session.getInstance(properties());
        try {
            Letter letter = Letter.of(session, settings, own, notice, seal);
            try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
                connect(transport);
                return send(transport, letter);
            }
        } catch (MessagingException | IOException failed) {
            return failure(failed);
        }
    }

    /// Once the server took the mail, nothing that happens after counts.
    private Outcome send(SMTPTransport transport, Letter letter) {
        try {
            transport.sendMessage(letter, letter.getAllRecipients());
            return new Outcome.Delivered("the mail server answered " + transport.getLastReturnCode());
        } catch (MessagingException failed) {
            int code = transport.getLastReturnCode();
            return code >= 400
                    ? new Outcome.Failed(Outcome.Reason.REFUSED, "the mail server answered " + code)
                    : failure(failed);
        }
    }

    private void connect(SMTPTransport transport) throws MessagingException {
        ChannelSettings.MailServer server = settings.server();
        transport.connect(
                bare(server.host()),
                server.port(),
                server.user().orElse(null),
                password.map(Secret::reveal).orElse(null));
    }

    private Properties properties() {
        ChannelSettings.MailServer server = settings.server();
        String patience = Long.toString(settings.deadline().toMillis());
        var properties = new Properties();
        properties.put("mail.smtp.socketFactory", MailSockets.plain());
        properties.put("mail.smtp.socketFactory.fallback", "false");
        properties.put("mail.smtp.ssl.socketFactory", sockets);
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.enable", Boolean.toString(server.security() == Security.TLS));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put("mail.smtp.auth", Boolean.toString(server.user().isPresent()));
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.put("mail.smtp.localhost", own.domain());
        properties.put("mail.smtp.from", settings.from());
        properties.put("mail.smtp.connectiontimeout", patience);
        properties.put("mail.smtp.timeout", patience);
        properties.put("mail.smtp.quitwait", "false");
        return properties;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// What went wrong, in words of our own: a server may say anything, even repeat what it was told.
    private static Outcome failure(Exception failed) {
        if (failed instanceof AuthenticationFailedException) {
            return new Outcome.Failed(Outcome.Reason.REFUSED, "the mail server does not take user and password");
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return new Outcome.Failed(
                        Outcome.Reason.UNTRUSTED, "TLS failed: is it the right server, and who vouches for it?");
            }
            if (cause instanceof SocketTimeoutException) {
                return new Outcome.Failed(Outcome.Reason.DEADLINE, "the mail server does not answer");
            }
            if (cause instanceof MailSockets.TooMuchException) {
                return new Outcome.Failed(Outcome.Reason.GARBLED, "the mail server says too much");
            }
        }
        if (failed instanceof MailConnectException) {
            return new Outcome.Failed(Outcome.Reason.UNREACHABLE, "nothing answers at the mail server's address");
        }
        return String.valueOf(failed.getMessage()).startsWith("STARTTLS is required")
                ? new Outcome.Failed(Outcome.Reason.UNTRUSTED, "the mail server offers no TLS")
                : new Outcome.Failed(Outcome.Reason.GARBLED, "the mail server hangs up, or speaks no SMTP");
    }
}

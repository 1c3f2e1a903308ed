package org.tocsin.node.channel;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.duty.ChannelSettings;

/// A notice as a mail: plain text, and with a seal PGP/MIME (RFC 3156, section 6.2), whose subject then says no more
/// than that there is something to read.
final class Letter extends MimeMessage {
    private static final String UTF8 = "utf-8";

    private final String id;

    private Letter(Session session, String id) {
        super(session);
        this.id = id;
    }

    /// @param own whose node writes; its domain makes the Message-ID the world's only
    static Letter of(Session session, ChannelSettings.Mail settings, Team own, Notice notice, Optional<MailSeal> seal)
            throws MessagingException, IOException {
        var letter = new Letter(session, "<" + notice.attempt() + "@" + own.domain() + ">");
        letter.setFrom(new InternetAddress(settings.from(), true));
        letter.setRecipient(RecipientType.TO, new InternetAddress(settings.to(), true));
        letter.setSentDate(Date.from(notice.at()));
        letter.setHeader("Auto-Submitted", "auto-generated");
        letter.setHeader("Importance", isUrgent(notice) ? "high" : "normal");
        if (seal.isPresent()) {
            letter.setSubject(notice.coveredTitle(), UTF8);
            letter.setContent(sealed(notice, seal.get()));
        } else {
            letter.setSubject(notice.title(), UTF8);
            letter.setText(notice.text(), UTF8);
            letter.setContentLanguage(new String[] {notice.language()});
        }
        letter.saveChanges();
        return letter;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    private static boolean isUrgent(Notice notice) {
        return notice.precedence() == Precedence.FLASH || notice.precedence() == Precedence.IMMEDIATE;
    }

    private static MimeMultipart sealed(Notice notice, MailSeal seal) throws MessagingException, IOException {
        var plain = new MimeBodyPart();
        plain.setText(notice.text(), UTF8);
        plain.setHeader("Content-Type", "text/plain; charset=utf-8");
        plain.setHeader("Content-Transfer-Encoding", "base64");
        var bytes = new ByteArrayOutputStream();
        plain.writeTo(bytes);
        var sealed = new MimeMultipart("encrypted; protocol=\"application/pgp-encrypted\"");
        sealed.addBodyPart(part("application/pgp-encrypted", "Version: 1\r\n".getBytes(StandardCharsets.US_ASCII)));
        sealed.addBodyPart(part("application/octet-stream", seal.seal(bytes.toByteArray())));
        return sealed;
    }

    private static MimeBodyPart part(String type, byte[] content) throws MessagingException {
        var part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(content, type)));
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Transfer-Encoding", "7bit");
        part.setDisposition(Part.INLINE);
        return part;
    }
}

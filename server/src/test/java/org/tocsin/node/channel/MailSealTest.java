package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.OpenPGPMessageInputStream;
import org.bouncycastle.openpgp.api.OpenPGPMessageProcessor;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.duty.ChannelSettings;

class MailSealTest {
    private static final Path GPG = Path.of("/usr/bin/gpg");
    private static final String PASSPHRASE = "a passphrase of ours";

    @TempDir
    private Path directory;

    private static OpenPGPKey officer;
    private static OpenPGPKey team;

    private ChannelWorld world;

    @BeforeAll
    static void makeKeys() throws Exception {
        // Version 4 keys, which is what people have.
        officer = new BcOpenPGPApi()
                .generateKey(4)
                .classicKey("ana <ana@cert-es.example>")
                .build();
        team = new BcOpenPGPApi()
                .generateKey(4)
                .classicKey("duty <duty@cert-es.example>")
                .build(PASSPHRASE.toCharArray());
    }

    @BeforeEach
    void open() {
        world = new ChannelWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void onlyTheOfficersKeyOpensAMailAndTheTeamsSignatureIsOnIt() throws Exception {
        MimeMessage mail = mail(settings(Optional.of(PASSPHRASE)));
        String raw = raw(mail);
        assertEquals("EXERCISE EXERCISE EXERCISE: FLASH (encrypted)", mail.getSubject());
        assertFalse(raw.contains("block a host") || raw.contains("cert-jp"), raw);
        assertTrue(mail.getContentType().contains("application/pgp-encrypted"), mail.getContentType());
        assertEquals("Version: 1", text(mail, 0).strip());

        var processor = new OpenPGPMessageProcessor()
                .addDecryptionKey(officer)
                .addVerificationCertificate(team.toCertificate());
        OpenPGPMessageInputStream open =
                processor.process(new ByteArrayInputStream(text(mail, 1).getBytes(StandardCharsets.US_ASCII)));
        byte[] plain = open.readAllBytes();
        open.close();
        var part = new MimeBodyPart(new ByteArrayInputStream(plain));
        assertEquals(
                ChannelWorld.drill("attempt-1").text().strip(),
                part.getContent().toString().replace("\r\n", "\n").strip());
        assertEquals(1, open.getResult().getSignatures().size());
        assertTrue(open.getResult().getSignatures().getFirst().isValid());
    }

    @Test
    void aStockOpenPgpProgramReadsIt() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(GPG), "no gpg here");
        Path home = Files.createDirectory(
                directory.resolve("gnupg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            gpg(home, "--quick-gen-key", "ana <ana@cert-es.example>", "default", "default", "never");
            Path key = directory.resolve("ana.asc");
            gpg(home, "--armor", "--output", key.toString(), "--export", "ana@cert-es.example");
            MimeMessage mail = mail(new ChannelSettings.OpenPgp(key, Optional.empty(), Optional.empty()));
            Path sealed = Files.writeString(directory.resolve("mail.asc"), text(mail, 1));
            Path plain = directory.resolve("plain");
            gpg(home, "--output", plain.toString(), "--decrypt", sealed.toString());
            var part = new MimeBodyPart(new ByteArrayInputStream(Files.readAllBytes(plain)));
            assertTrue(part.getContent().toString().startsWith("EXERCISE EXERCISE EXERCISE: FLASH: cert-jp.example"));
        } finally {
            run(List.of(GPG + "conf", "--homedir", home.toString(), "--kill", "gpg-agent"));
        }
    }

    @Test
    void keysThatCannotDoTheirWorkAreFoundWhenTheChannelIsOpened() throws Exception {
        UnusableException other =
                assertThrows(UnusableException.class, () -> MailSeal.open(settings(Optional.of("another passphrase"))));
        assertFalse(other.what().contains("another passphrase"));
        Path garbage = world.secret("garbage", "this is no key");
        assertThrows(
                UnusableException.class,
                () -> MailSeal.open(new ChannelSettings.OpenPgp(garbage, Optional.empty(), Optional.empty())));
    }

    private MimeMessage mail(ChannelSettings.OpenPgp keys) throws Exception {
        var server = new ChannelSettings.MailServer(
                "127.0.0.1", 25, ChannelSettings.Security.NONE, Optional.empty(), Optional.empty(), Optional.empty());
        Session session = Session.getInstance(new Properties());
        Letter letter = Letter.of(
                session,
                MailChannelTest.mail(server, Duration.ofSeconds(1)),
                ChannelWorld.OWN,
                ChannelWorld.drill("attempt-1"),
                Optional.of(MailSeal.open(keys)));
        return new MimeMessage(session, new ByteArrayInputStream(raw(letter).getBytes(StandardCharsets.US_ASCII)));
    }

    private ChannelSettings.OpenPgp settings(Optional<String> passphrase) throws IOException {
        return new ChannelSettings.OpenPgp(
                Files.writeString(
                        directory.resolve("ana.asc"), officer.toCertificate().toAsciiArmoredString()),
                Optional.of(world.secret("team.asc", team.toAsciiArmoredString())),
                passphrase.isPresent() ? Optional.of(world.secret("passphrase", passphrase.get())) : Optional.empty());
    }

    private static String raw(MimeMessage mail) throws Exception {
        var bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    private static String text(MimeMessage mail, int part) throws Exception {
        return new String(
                ((MimeMultipart) mail.getContent())
                        .getBodyPart(part)
                        .getInputStream()
                        .readAllBytes(),
                StandardCharsets.US_ASCII);
    }

    private static void gpg(Path home, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(GPG.toString(), "--homedir", home.toString(), "--batch"));
        all.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", ""));
        all.addAll(List.of(words));
        run(all);
    }

    private static void run(List<String> words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
    }
}

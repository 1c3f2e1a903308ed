package org.tocsin.node.channel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.Credentials;

/// What tests of channels share: teams, a notice, an authority with a certificate for this machine, secret files.
final class ChannelWorld implements AutoCloseable {
    static final Team OWN = new Team("cert-es.example");
    static final Team JP = new Team("cert-jp.example");
    static final Team FUSION = new Team("fusion.example");
    static final Instant AT = Instant.parse("2026-11-22T03:14:15Z");
    static final String EMERGENCY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static final char[] PASSWORD = "changeit".toCharArray();
    static final Duration DEADLINE = Duration.ofSeconds(60);

    final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
    final DutyFeed feed = new DutyFeed();
    private final Path directory;
    private final CertificateIssuer issuer = new CertificateIssuer(new SecureRandom());
    private final Credentials authority;

    ChannelWorld(Path directory) {
        this.directory = directory;
        Instant now = Instant.now();
        this.authority = issuer.authority("Test authority", now.minusSeconds(60), now.plusSeconds(3600));
    }

    Channels.Parts parts() {
        return new Channels.Parts(OWN, feed, tasks, () -> AT);
    }

    /// One channel of these settings.
    Channel open(ChannelSettings settings) {
        Channels channels = Channels.open(List.of(settings), parts());
        if (!channels.problems().isEmpty()) {
            throw new AssertionError(channels.problems());
        }
        return channels.named(settings.name());
    }

    static Notice summons(String attempt) {
        return new Notice(
                attempt,
                Notice.Purpose.SUMMONS,
                false,
                Precedence.FLASH,
                JP,
                "FLASH: cert-jp.example asks you to block a host",
                List.of("intrusions/system-compromise", "Servidor de correo en 2001:db8::7 está comprometido.", "東京"),
                "es",
                Optional.of(EMERGENCY),
                AT);
    }

    static Notice drill(String attempt) {
        Notice real = summons(attempt);
        return new Notice(
                attempt,
                real.purpose(),
                true,
                real.precedence(),
                real.team(),
                real.subject(),
                real.lines(),
                real.language(),
                real.emergency(),
                real.at());
    }

    /// The same notice with one text in each field that a partner fills.
    static Notice with(String attempt, String text) {
        return new Notice(
                attempt,
                Notice.Purpose.SUMMONS,
                false,
                Precedence.FLASH,
                JP,
                text,
                List.of(text, "behind it", text + text),
                "en",
                Optional.of(EMERGENCY),
                AT);
    }

    /// A file for its owner only.
    Path secret(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /// The authority's certificate, as a trust file.
    Path trustFile() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("trust.pem");
        Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(authority.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        return file;
    }

    /// A key store with a certificate for a host.
    Path keyStoreFile(String host) throws IOException, GeneralSecurityException {
        Path file = directory.resolve(host + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            keyStore(host).store(out, PASSWORD);
        }
        return file;
    }

    SSLContext serverContext(String host) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(host), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore keyStore(String host) throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        Credentials server = issuer.issue(
                authority,
                new CertificateIssuer.Subject(
                        host,
                        List.of(),
                        List.of(host),
                        Set.of(CertificateIssuer.Purpose.SERVER),
                        now.minusSeconds(60),
                        now.plusSeconds(3600)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", server.key(), PASSWORD, new java.security.cert.Certificate[] {
            server.certificate(), authority.certificate()
        });
        return store;
    }

    @Override
    public void close() {
        tasks.shutdownNow();
    }
}

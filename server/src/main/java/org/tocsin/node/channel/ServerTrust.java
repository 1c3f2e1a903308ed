package org.tocsin.node.channel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/// Who may vouch for a mail server or a webhook's receiver: a file's certificates, or whom the Java runtime trusts.
/// These are the team's own services; nothing of what partners are trusted with is here.
final class ServerTrust {
    private static final int CERTIFICATES_MAX = 64;

    private ServerTrust() {}

    static SSLContext context(Optional<Path> trustFile) throws UnusableException {
        try {
            KeyStore anchors = trustFile.isPresent() ? anchors(trustFile.get()) : null;
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new UnusableException(
                    trustFile.map(Path::toString).orElse("the Java runtime's trust store") + " holds no certificates");
        }
    }

    /// TLS 1.2 or newer, and the certificate must name the host that was asked for.
    static SSLParameters parameters() {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    private static KeyStore anchors(Path file) throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty() || certificates.size() > CERTIFICATES_MAX) {
                throw new IOException("no certificates, or too many");
            }
            int count = 0;
            for (Certificate certificate : List.copyOf(certificates)) {
                anchors.setCertificateEntry("anchor-" + count++, certificate);
            }
        }
        return anchors;
    }
}

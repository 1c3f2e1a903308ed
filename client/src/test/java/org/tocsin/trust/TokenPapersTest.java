package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.NettyServerBuilder;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslAsyncPrivateKeyMethod;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.secret.KeyFault;
import org.tocsin.secret.KeyProtection;
import org.tocsin.secret.SecretPlace;
import org.tocsin.testing.SoftHsm;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.token.TokenKey;
import org.tocsin.trust.token.TokenPlace;

/// A node whose TLS key is in a token, and its certificates in files. Threats S-TOKEN-GONE and S-READABLE-KEY.
class TokenPapersTest {
    private static final String PIN = "4711-tocsin";
    private static final byte[] WORDS = "a handshake".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final TeamPapers made = Papers.of(Papers.ES);
    private SoftHsm tokens;
    private TokenKey key;
    private PapersDirectory papers;

    @BeforeEach
    void moveKeyIntoToken() throws IOException {
        // Its constants are the library's.
        OpenSsl.ensureAvailability();
        tokens = SoftHsm.in(directory);
        tokens.use();
        made.save(directory);
        Path file = directory.resolve("keys").resolve("node.key");
        tokens.makeToken("tocsin", PIN);
        tokens.importKey("tocsin", PIN, file, "node", "a1");
        Files.delete(file);
        Path pin = directory.resolve("pin");
        Files.writeString(pin, PIN);
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        key = TokenKey.at(
                new TokenPlace(tokens.library(), "tocsin", "node", SecretPlace.of(pin.toString(), directory)));
        papers = new PapersDirectory(directory, KeyProtection.none(), Optional.of(key));
    }

    @Test
    void theCertificateInTheFileIsOfTheKeyInTheToken() throws IOException {
        Credentials node = papers.node();
        assertEquals(key, node.key());
        assertEquals(made.node().chain(), node.chain());
        assertTrue(node.belongTogether());
        assertEquals(Optional.of(key), papers.token());
        assertEquals(Optional.empty(), papers.nextNode());
    }

    @Test
    void aCertificateThatWaitsIsOfTheSameKey() throws IOException {
        CertificateIssuer issuer = new CertificateIssuer(Papers.RANDOM);
        Subject subject = Subject.of(Papers.ES, Role.NODE, "node-1", Papers.NOW, Papers.NOW.plus(Duration.ofDays(400)));
        Credentials next = new Credentials(
                key,
                List.of(issuer.certify(
                        made.nodeAuthority(), made.node().certificate().getPublicKey(), subject)));
        papers.saveNextNode(next, false);
        assertEquals(next.chain(), papers.nextNode().map(Credentials::chain).orElseThrow());
    }

    @Test
    void aCertificateOfAnotherKeyIsRefusedAndBothAreNamed() throws IOException {
        Path chain = papers.papers().resolve("node.pem");
        Files.copy(papers.officerCertificateFile(), chain, StandardCopyOption.REPLACE_EXISTING);
        KeyFault refused = assertThrows(KeyFault.class, papers::node);
        assertTrue(refused.what().contains(chain.toString()), refused.getMessage());
        assertTrue(refused.where().contains("tocsin"), refused.getMessage());
    }

    @Test
    void theTokensKeyServesAtThePortsAndForCalls() throws IOException {
        Trust trust =
                new Trust(Papers.ES, List.of(made.pinned(), Papers.of(Papers.JP).pinned()));
        TlsContexts contexts =
                new TlsContexts(trust, papers.node(), TlsContexts.Classical.REFUSE, () -> Papers.NOW, refusal -> {});
        SSLEngine engine = contexts.caller(Papers.JP).newEngine(UnpooledByteBufAllocator.DEFAULT);
        assertTrue(engine.getUseClientMode());
        ReferenceCountUtil.release(engine);
        contexts.guardPeerPort(NettyServerBuilder.forPort(0));
        // Taken anew while it serves: both a server's and a client's credentials.
        contexts.reload(papers.node());
    }

    @Test
    void aHandshakeIsSignedWithTheOneAlgorithmOfTheKey() throws Exception {
        TokenSigning signing = new TokenSigning(key);
        SSLEngine none = SSLContext.getDefault().createSSLEngine();
        byte[] signed = signing.sign(none, OpenSslAsyncPrivateKeyMethod.SSL_SIGN_ECDSA_SECP256R1_SHA256, WORDS)
                .get();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(made.node().certificate().getPublicKey());
        signature.update(WORDS);
        assertTrue(signature.verify(signed));
        var other = signing.sign(none, OpenSslAsyncPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA256, WORDS);
        assertInstanceOf(SignatureException.class, other.cause());
        assertInstanceOf(SignatureException.class, signing.decrypt(none, WORDS).cause());
    }

    @Test
    void aHandshakeFailsWithTheFaultOfATokenThatIsGone() throws Exception {
        Files.move(tokens.tokens(), directory.resolve("gone"));
        SSLEngine none = SSLContext.getDefault().createSSLEngine();
        var failed = new TokenSigning(key)
                .sign(none, OpenSslAsyncPrivateKeyMethod.SSL_SIGN_ECDSA_SECP256R1_SHA256, WORDS)
                .await();
        assertFalse(failed.isSuccess());
        assertInstanceOf(KeyFault.class, failed.cause());
    }
}

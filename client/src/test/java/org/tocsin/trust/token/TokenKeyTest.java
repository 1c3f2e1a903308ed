package org.tocsin.trust.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.secret.KeyFault;
import org.tocsin.secret.SecretPlace;
import org.tocsin.testing.SoftHsm;

/// A key in a token, which SoftHSM keeps in files: threats S-TOKEN-GONE and S-PIN-LOCKED.
class TokenKeyTest {
    private static final byte[] WORDS = "signed in a token".getBytes(StandardCharsets.US_ASCII);
    private static final String PIN = "4711-tocsin";

    @TempDir
    private Path directory;

    private SoftHsm tokens;
    private Path pin;

    @BeforeEach
    void makeToken() throws IOException {
        tokens = SoftHsm.in(directory);
        tokens.use();
        tokens.makeToken("tocsin", PIN);
        tokens.makeKey("tocsin", PIN, "prime256v1", "node", "a1");
        pin = directory.resolve("pin");
        Files.writeString(pin, PIN + "\n");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
    }

    private TokenKey key(Path library, String token, String key) {
        return TokenKey.at(new TokenPlace(library, token, key, SecretPlace.of(pin.toString(), directory)));
    }

    private TokenKey key() {
        return key(tokens.library(), "tocsin", "node");
    }

    private void assertSigns(TokenKey key) throws IOException, GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(tokens.publicKey("tocsin", PIN, "node"))));
        signature.update(WORDS);
        assertTrue(signature.verify(key.sign(WORDS)));
    }

    private static void assertFault(KeyFault fault, String where, String what) {
        assertTrue(fault.what().contains(what), fault.getMessage());
        assertTrue(fault.where().contains(where), fault.getMessage());
        assertFalse(fault.remedy().isEmpty());
        assertFalse(String.valueOf(fault.getMessage()).contains(PIN), "a PIN in a message");
    }

    @Test
    void theTokenSignsAndTheKeyIsNeverSeen() throws IOException, GeneralSecurityException {
        TokenKey key = key();
        assertSigns(key);
        assertNull(key.getEncoded());
        assertNull(key.getFormat());
        assertFalse(key.toString().contains(pin.toString()));
    }

    @Test
    void manyAskAtOnceAndAllAreAnswered() throws IOException, GeneralSecurityException {
        TokenKey key = key();
        var asked = IntStream.range(0, 100).mapToObj(i -> key.signSoon(WORDS)).toList();
        for (var one : asked) {
            assertTrue(one.join().length > 60);
        }
        assertSigns(key);
    }

    @Test
    void moreThanTheTokenCanBearIsRefusedAtOnce() throws Exception {
        Files.delete(pin);
        // Whoever opens it to read waits for whoever writes: the token's thread hangs.
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", "-m", "600", pin.toString())
                        .start()
                        .waitFor());
        TokenKey key = key();
        List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
        CompletableFuture<byte[]> last = key.signSoon(WORDS);
        while (!last.isCompletedExceptionally()) {
            waiting.add(last);
            last = key.signSoon(WORDS);
        }
        var fault = assertInstanceOf(
                KeyFault.class,
                assertThrows(CompletionException.class, last::join).getCause());
        assertTrue(fault.what().contains("signatures waiting"), fault.what());
        // One is under way, unless the thread had not begun.
        assertTrue(waiting.size() - TokenKey.WAITING_MAX <= 1, "waiting: " + waiting.size());
        assertFalse(waiting.getFirst().isDone());
        Files.writeString(pin, PIN + "\n", StandardOpenOption.WRITE);
        for (var one : waiting) {
            assertTrue(one.join().length > 60);
        }
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path gone = directory.resolve("libgone.so");
        assertFault(
                assertThrows(KeyFault.class, () -> key(gone, "tocsin", "node").sign(WORDS)),
                gone.toString(),
                "no PKCS#11 library here");
        assertFault(
                assertThrows(
                        KeyFault.class,
                        () -> key(tokens.configuration(), "tocsin", "node").sign(WORDS)),
                tokens.configuration().toString(),
                "is no PKCS#11 library");
        assertFault(
                assertThrows(
                        KeyFault.class,
                        () -> key(tokens.library(), "other", "node").sign(WORDS)),
                tokens.library().toString(),
                "no token \"other\" is there; there are \"tocsin\"");
        assertFault(
                assertThrows(
                        KeyFault.class,
                        () -> key(tokens.library(), "tocsin", "nobody").sign(WORDS)),
                "nobody",
                "there is no private EC key with this label");
        tokens.makeKey("tocsin", PIN, "prime256v1", "twice", "a2");
        tokens.makeKey("tocsin", PIN, "prime256v1", "twice", "a3");
        assertFault(
                assertThrows(
                        KeyFault.class,
                        () -> key(tokens.library(), "tocsin", "twice").sign(WORDS)),
                "twice",
                "several");
        tokens.makeKey("tocsin", PIN, "secp384r1", "longer", "a4");
        assertFault(
                assertThrows(
                        KeyFault.class,
                        () -> key(tokens.library(), "tocsin", "longer").sign(WORDS)),
                "longer",
                "is not on P-256");
    }

    @Test
    void aPinFileThatOthersMayReadIsRefused() throws IOException {
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r-----"));
        KeyFault fault = assertThrows(KeyFault.class, () -> key().sign(WORDS));
        assertFault(fault, pin.toString(), "can be used by others than its owner");
        assertTrue(fault.remedy().contains("chmod 600 " + pin), fault.remedy());
    }

    @Test
    void aPinThatWasRefusedIsNotTriedAgainUntilItIsAnother() throws IOException, GeneralSecurityException {
        Files.writeString(pin, "0000-wrong\n");
        TokenKey key = key();
        assertFault(assertThrows(KeyFault.class, () -> key.sign(WORDS)), pin.toString(), "is refused by the token");
        for (int i = 0; i < 3; i++) {
            Optional<KeyFault> still = key.check();
            assertTrue(still.orElseThrow().what().contains("is not tried again"), still.toString());
        }
        Files.writeString(pin, PIN + "\n");
        assertEquals(Optional.empty(), key.check());
        assertSigns(key);
    }

    @Test
    void aTokenThatWasGoneIsUsedAgainWhenItIsBack() throws IOException, GeneralSecurityException {
        TokenKey key = key();
        assertSigns(key);
        Path away = directory.resolve("away");
        Files.move(tokens.tokens(), away);
        Files.createDirectory(tokens.tokens());
        assertTrue(key.check().isPresent());
        KeyFault fault = assertThrows(KeyFault.class, () -> key.sign(WORDS));
        assertEquals(
                List.of(),
                Optional.of(fault.remedy()).filter(String::isEmpty).stream().toList());
        Files.delete(tokens.tokens());
        Files.move(away, tokens.tokens());
        assertThrows(KeyFault.class, () -> key.sign(WORDS), "only the check looks for a token that was gone");
        assertEquals(Optional.empty(), key.check());
        assertSigns(key);
    }
}

package org.tocsin.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Private keys at rest: threat S-READABLE-KEY.
class KeyProtectionTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Thrown away as soon as it was made; by openssl genpkey -algorithm ed25519.
    private static final String PLAIN = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIBT5ftyzFKKRCaPm1aqDsDHgMok3dmsef4qr/CCmyaBR
            -----END PRIVATE KEY-----
            """;
    /// The same, by openssl pkcs8 -topk8 -scrypt -v2 aes-256-cbc with the passphrase "correct horse".
    private static final String BY_OPENSSL = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAjljoqT4Pxg4AICQAAC
            AQgCAQEwHQYJYIZIAWUDBAEqBBA4A8SbqZMm8RFtpxajnmeWBEDkP1BabdLM1rkt
            0QBvHYypcA2Bnhqf7ZMF5DbdV2Bx4xI55wFO0Hf/yMkxIFZcvGUox5BjJxNquUej
            KYMr+H9Q
            -----END ENCRYPTED PRIVATE KEY-----
            """;
    /// The same with PBKDF2.
    private static final String WITH_PBKDF2 = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAikzVfu/3FyOwICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFFvYmcSGVf4osa8coJP+AcEQGe6
            x1jhNQ/V9o5dfj4tsI3KBsCqEBLNcGrIjjUqMsE2S+Vz3hZRWDs1sSxERgAY5XZP
            ZXAgvFyjOYUl3u0SNuE=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    @TempDir
    private Path directory;

    private Path passphrase;
    private Path file;
    private KeyProtection protection;

    @BeforeEach
    void writePassphrase() throws IOException {
        passphrase = directory.resolve("passphrase");
        Files.writeString(passphrase, "correct horse\n");
        mode(passphrase, "rw-------");
        file = directory.resolve("ledger.key");
        protection = KeyProtection.by(SecretPlace.of("passphrase", directory), RANDOM);
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private String refused(KeyProtection by, String pem) {
        KeyFault fault = assertThrows(KeyFault.class, () -> by.reveal(file, pem));
        assertFalse(String.valueOf(fault.getMessage()).contains("correct horse"), "a passphrase in a message");
        assertFalse(fault.remedy().isEmpty());
        return fault.where() + " " + fault.what();
    }

    @Test
    void aKeyIsEncryptedAndComesBackAsItWas() throws IOException {
        String covered = protection.cover(PLAIN + PLAIN);
        assertEquals(2, covered.split("BEGIN ENCRYPTED PRIVATE KEY", -1).length - 1);
        assertFalse(covered.contains("BEGIN PRIVATE KEY"));
        assertEquals(PLAIN + PLAIN, protection.reveal(file, covered));
        assertFalse(protection.cover(PLAIN).equals(protection.cover(PLAIN)), "a salt of its own each time");
    }

    @Test
    void whatOpensslWroteIsRead() throws IOException {
        assertEquals(PLAIN, protection.reveal(file, BY_OPENSSL));
        assertTrue(refused(protection, WITH_PBKDF2).contains("is not encrypted with scrypt"));
    }

    @Test
    void plainFilesAreReadWithAndWithoutAPassphrase() throws IOException {
        assertEquals(PLAIN, protection.reveal(file, PLAIN));
        assertEquals(PLAIN, KeyProtection.none().reveal(file, PLAIN));
        assertEquals(PLAIN, KeyProtection.none().cover(PLAIN));
    }

    @Test
    void aWrongPassphraseIsToldWithBothFiles() throws IOException {
        String covered = protection.cover(PLAIN);
        Files.writeString(passphrase, "wrong horse\n");
        String said = refused(protection, covered);
        assertTrue(said.contains(file.toString()) && said.contains(passphrase.toString()), said);
        assertTrue(refused(KeyProtection.none(), covered).contains("is encrypted, and no passphrase is named"));
    }

    @Test
    void noFlippedByteOfAnEncryptedKeyGivesThatKey() throws IOException {
        String covered = protection.cover(PLAIN);
        byte[] encoded = Base64.getMimeDecoder()
                .decode(covered.replaceAll("-----[A-Z ]+-----", "").strip());
        // Those of the header are the numbers of scrypt among others: refused before memory is taken, or another key.
        for (int place = 0; place < encoded.length; place += 29) {
            byte[] flipped = encoded.clone();
            flipped[place] ^= 1;
            String damaged = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(flipped)
                    + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
            String came;
            try {
                came = protection.reveal(file, damaged);
            } catch (KeyFault refused) {
                came = "";
            }
            assertFalse(came.equals(PLAIN), "flipped at " + place);
        }
    }

    @Test
    void scryptThatTakesTooMuchIsRefusedBeforeItBegins() throws Exception {
        for (String numbers : List.of("16777216 8 1", "16384 65536 1", "16384 8 17", "16383 8 1", "1 8 1", "0 8 1")) {
            String[] parts = numbers.split(" ", -1);
            byte[] greedy = ScryptForgery.info(
                    Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            assertThrows(
                    ScryptCipher.UnreadableException.class,
                    () -> ScryptCipher.decrypt(greedy, new byte[] {1}),
                    numbers);
        }
    }

    @Test
    void aPassphraseIsOneLineInAFileOfItsOwnerAlone() throws IOException {
        SecretPlace place = SecretPlace.of("passphrase", directory);
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-")) {
            mode(passphrase, mode);
            KeyFault fault = assertThrows(KeyFault.class, place::read);
            assertTrue(fault.remedy().startsWith("run: chmod 600 " + passphrase), fault.remedy());
        }
        mode(passphrase, "r--------");
        assertEquals("correct horse", new String(place.read(), StandardCharsets.UTF_8));
        mode(passphrase, "rw-------");
        for (String unfit : List.of("", "\n", "two\nlines\n", "a\tb", "x".repeat(SecretPlace.BYTES_MAX + 1))) {
            Files.writeString(passphrase, unfit);
            assertEquals(
                    "is not one line of text",
                    assertThrows(KeyFault.class, place::read).what());
        }
        Files.delete(passphrase);
        assertEquals("is not there", assertThrows(KeyFault.class, place::read).what());
    }

    @Test
    void aCredentialOfSystemdIsReadInItsDirectoryOnly() throws IOException {
        SecretPlace given = SecretPlace.of("credential:passphrase", directory, Optional.of(directory));
        // systemd lets the service's user in by an access list, whose mask stands where the group's bits do.
        mode(passphrase, "r--r-----");
        assertEquals("correct horse", new String(given.read(), StandardCharsets.UTF_8));
        mode(passphrase, "r--r--r--");
        assertThrows(KeyFault.class, given::read);
        KeyFault none = assertThrows(
                KeyFault.class,
                () -> SecretPlace.of("credential:passphrase", directory, Optional.empty())
                        .read());
        assertEquals("this process was given no credentials", none.what());
        for (String name : List.of("", "..", "../passphrase", "a/b", ".hidden")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> SecretPlace.of("credential:" + name, directory, Optional.of(directory)),
                    name);
        }
    }

    @Test
    void filesAreEncryptedWholeAndForTheirOwnerOnly() throws IOException {
        Files.writeString(file, PLAIN);
        KeyFiles.encrypt(file, protection);
        assertTrue(KeyFiles.isEncrypted(file));
        assertFalse(FileModes.isExposed(file));
        assertEquals(List.of(file), KeyFiles.in(directory));
        Files.writeString(passphrase, "wrong horse\n");
        assertThrows(KeyFault.class, () -> KeyFiles.decrypt(file, protection));
        assertTrue(KeyFiles.isEncrypted(file));
        Files.writeString(passphrase, "correct horse\n");
        KeyFiles.decrypt(file, protection);
        assertEquals(PLAIN, Files.readString(file));
        Files.writeString(file, "no key\n");
        assertThrows(KeyFault.class, () -> KeyFiles.encrypt(file, protection));
        assertEquals("no key\n", Files.readString(file));
    }
}

package org.tocsin.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the private keys in files are protected: not at all, or encrypted with a passphrase. The one place where a key
/// file's text becomes a key's, and back. Files that are not encrypted are read in either case. Threat S-READABLE-KEY.
///
/// Source: RFC 7468, sections 10 and 11.
public final class KeyProtection {
    private static final KeyProtection NONE = new KeyProtection(Optional.empty(), Optional.empty());

    private static final Pattern PLAIN = block("PRIVATE KEY");
    private static final Pattern ENCRYPTED = block("ENCRYPTED PRIVATE KEY");

    private final Optional<SecretPlace> place;
    private final Optional<SecureRandom> random;

    private KeyProtection(Optional<SecretPlace> place, Optional<SecureRandom> random) {
        this.place = place;
        this.random = random;
    }

    /// Plain files are written, and no encrypted one can be read.
    public static KeyProtection none() {
        return NONE;
    }

    /// Encrypted files are written, with the passphrase that is there when it is needed.
    public static KeyProtection by(SecretPlace passphrase) {
        return new KeyProtection(Optional.of(passphrase), Optional.empty());
    }

    /// As above, for writing keys that bring no randomness of their own.
    public static KeyProtection by(SecretPlace passphrase, SecureRandom random) {
        return new KeyProtection(Optional.of(passphrase), Optional.of(random));
    }

    /// The same, for writing keys too.
    public KeyProtection writing(SecureRandom own) {
        return new KeyProtection(place, Optional.of(own));
    }

    /// Where the passphrase is, if there is one.
    public Optional<SecretPlace> passphrase() {
        return place;
    }

    /// The line of a configuration that names the passphrase; as a comment, if there is none.
    public String setting() {
        return place.map(file -> "passphrase_file = \""
                        + file.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .orElse("# passphrase_file = \"/etc/tocsin/passphrase\"");
    }

    /// Whether a key file's text holds an encrypted key.
    public static boolean isEncrypted(String pem) {
        return ENCRYPTED.matcher(pem).find();
    }

    /// The text of a key file with each encrypted key replaced by the key; other text as it is.
    ///
    /// @throws KeyFault if a key is encrypted and there is no passphrase, or it does not open it
    public String reveal(Path file, String pem) throws IOException {
        if (!isEncrypted(pem)) {
            return pem;
        }
        byte[] passphrase = place.orElseThrow(
                        () -> new KeyFault(
                                "is encrypted, and no passphrase is named",
                                file.toString(),
                                "name the passphrase's file: passphrase_file in node.toml, [keys], or in officer.toml; or --passphrase-file"))
                .read();
        try {
            return replace(pem, ENCRYPTED, "PRIVATE KEY", encrypted -> open(file, encrypted, passphrase));
        } finally {
            Arrays.fill(passphrase, (byte) 0);
        }
    }

    private byte[] open(Path file, byte[] encrypted, byte[] passphrase) throws KeyFault {
        try {
            return ScryptCipher.decrypt(encrypted, passphrase)
                    .orElseThrow(() -> new KeyFault(
                            "does not open with the passphrase in "
                                    + place.map(SecretPlace::toString).orElse(""),
                            file.toString(),
                            "put the right passphrase there; if it is right, the file is damaged: put a copy back"));
        } catch (ScryptCipher.UnreadableException otherwise) {
            throw new KeyFault(
                    "is not encrypted with scrypt and AES-256-CBC",
                    file.toString(),
                    "write it so: openssl pkcs8 -topk8 -scrypt -v2 aes-256-cbc, or tocsin node keys encrypt");
        }
    }

    /// A new key file's text as it is to be written.
    ///
    /// @throws IllegalStateException if there is a passphrase, and this was made for reading
    public String cover(String pem) throws IOException {
        return place.isEmpty()
                ? pem
                : cover(pem, random.orElseThrow(() -> new IllegalStateException("a protection for reading")));
    }

    /// As above, with randomness of whoever writes.
    public String cover(String pem, SecureRandom random) throws IOException {
        if (place.isEmpty()) {
            return pem;
        }
        byte[] passphrase = place.get().read();
        try {
            return replace(
                    pem, PLAIN, "ENCRYPTED PRIVATE KEY", plain -> ScryptCipher.encrypt(plain, passphrase, random));
        } finally {
            Arrays.fill(passphrase, (byte) 0);
        }
    }

    /// What one block becomes.
    private interface Turning {
        byte[] turn(byte[] content) throws IOException;
    }

    private static String replace(String pem, Pattern pattern, String name, Turning turning) throws IOException {
        StringBuilder text = new StringBuilder();
        Matcher blocks = pattern.matcher(pem);
        int end = 0;
        while (blocks.find()) {
            text.append(pem, end, blocks.start()).append(block(name, turning.turn(decoded(blocks.group(1)))));
            end = blocks.end();
        }
        return text.append(pem, end, pem.length()).toString();
    }

    /// What is not Base 64 is no key either: the reader of keys says so, by the file's name.
    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException damaged) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static String block(String name, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + name + "-----\n" + text + "\n-----END " + name + "-----\n";
    }

    private static Pattern block(String name) {
        return Pattern.compile("-----BEGIN " + name + "-----([A-Za-z0-9+/=\\s]*+)-----END " + name + "-----\\s*+");
    }
}

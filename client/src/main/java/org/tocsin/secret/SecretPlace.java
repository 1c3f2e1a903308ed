package org.tocsin.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a passphrase or a PIN is read: a file of its owner alone, or a credential that systemd hands to the service
/// (`credential:NAME`, a file in `CREDENTIALS_DIRECTORY`). Never an argument, a variable or a key of a configuration:
/// those
/// are shown to others. Threat S-READABLE-KEY.
///
/// @param file nothing if it is a credential, and this process was given none
/// @param credential its name; nothing if it is a file
public record SecretPlace(Optional<Path> file, Optional<String> credential) {
    /// Far more than anybody types.
    public static final int BYTES_MAX = 1_024;

    private static final String PREFIX = "credential:";
    private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,126}");

    /// @param text as it stands in a configuration: a path, or `credential:NAME`
    /// @param base what a path is relative to
    /// @throws IllegalArgumentException if it is neither
    public static SecretPlace of(String text, Path base) {
        return of(text, base, Optional.ofNullable(System.getenv(DIRECTORY)).map(Path::of));
    }

    static SecretPlace of(String text, Path base, Optional<Path> credentials) {
        if (!text.startsWith(PREFIX)) {
            return new SecretPlace(Optional.of(base.resolve(text).normalize()), Optional.empty());
        }
        String name = text.substring(PREFIX.length());
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a credential's name: " + name);
        }
        return new SecretPlace(credentials.map(directory -> directory.resolve(name)), Optional.of(name));
    }

    /// What is there, one line of text, without the line's end.
    ///
    /// @throws KeyFault if it cannot be read, others may read it, or it is no single line
    public byte[] read() throws KeyFault {
        Path place = file.orElseThrow(() -> new KeyFault(
                "this process was given no credentials",
                this.toString(),
                "name a file, or start it as a systemd service with LoadCredential= or LoadCredentialEncrypted="));
        try {
            // systemd's directory is the service's alone; the group's bits there are the mask of an access list.
            if (credential.isPresent() ? FileModes.isOpenToOthers(place) : FileModes.isExposed(place)) {
                throw FileModes.exposed(place);
            }
            if (Files.size(place) > BYTES_MAX) {
                throw unfit(place);
            }
            String text = Files.readString(place, StandardCharsets.UTF_8).strip();
            if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
                throw unfit(place);
            }
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (KeyFault fault) {
            throw fault;
        } catch (IOException unreadable) {
            throw new KeyFault(
                    Files.exists(place) ? "cannot be read" : "is not there",
                    place.toString(),
                    "write the passphrase or PIN into it, for its owner only (mode 0600)");
        }
    }

    private static KeyFault unfit(Path place) {
        return new KeyFault(
                "is not one line of text", place.toString(), "write the passphrase or PIN into it, and nothing else");
    }

    /// The place, and nothing of what is there.
    @Override
    public String toString() {
        return credential
                .map(name -> PREFIX + name)
                .orElseGet(() -> file.map(Path::toString).orElse(""));
    }
}

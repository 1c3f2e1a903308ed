package org.tocsin.node.channel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// A password, token or key from a file that is its owner's alone. It does not print (threat S-READABLE-KEY).
final class Secret {
    private static final int BYTES_MAX = 64 * 1024;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /// The file's text, without the line's end.
    static Secret read(Path file) throws UnusableException {
        String text = new String(bytes(file), StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || text.chars().anyMatch(letter -> letter < ' ' || letter == 0x7f)) {
            throw new UnusableException(file + " is not one line of text");
        }
        return new Secret(text);
    }

    /// A file of keys: for its owner only, and not large.
    static byte[] bytes(Path file) throws UnusableException {
        try {
            Set<PosixFilePermission> modes = EnumSet.noneOf(PosixFilePermission.class);
            modes.addAll(Files.getPosixFilePermissions(file));
            modes.retainAll(OTHERS);
            if (!modes.isEmpty()) {
                throw new UnusableException(file + " can be used by others than its owner: run chmod 600 on it");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new UnusableException(file + " is too large for a secret");
            }
            return Files.readAllBytes(file);
        } catch (IOException | UnsupportedOperationException unreadable) {
            throw new UnusableException(file + " cannot be read");
        }
    }

    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "Secret[not shown]";
    }
}

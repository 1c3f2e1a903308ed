package org.tocsin.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Who else than its owner may use a file. Threat S-READABLE-KEY.
public final class FileModes {
    private static final Set<PosixFilePermission> GROUP = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private FileModes() {}

    /// Whether a file or directory is open to anybody but its owner: to its group, or to others.
    public static boolean isExposed(Path file) throws IOException {
        return has(file, GROUP) || has(file, OTHERS);
    }

    /// Whether anybody but its owner may write a file.
    public static boolean mayBeChangedByOthers(Path file) throws IOException {
        return has(file, EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
    }

    static boolean isOpenToOthers(Path file) throws IOException {
        return has(file, OTHERS);
    }

    /// The fault of a file or directory that is exposed.
    public static KeyFault exposed(Path file) {
        return new KeyFault(
                "can be used by others than its owner",
                file.toString(),
                "run: chmod " + (Files.isDirectory(file) ? "700 " : "600 ") + file
                        + " ; if others may have read it, it is no secret any more");
    }

    private static boolean has(Path file, Set<PosixFilePermission> some) throws IOException {
        Set<PosixFilePermission> modes = EnumSet.noneOf(PosixFilePermission.class);
        modes.addAll(Files.getPosixFilePermissions(file));
        modes.retainAll(some);
        return !modes.isEmpty();
    }
}

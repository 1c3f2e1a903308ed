package org.tocsin.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tocsin.model.Bytes;

/// Pieces of something that must not be left anywhere, and the search for them in raw bytes: of files, or of what went
/// over a line. A long piece is looked for window by window, so that whoever keeps two windows of it in a row is found.
final class Traces {
    /// Bytes of a window.
    static final int WINDOW = 64;

    private static final int START = Long.BYTES;
    private static final int GATES = 1 << 16;

    private final Map<Long, List<Piece>> byStart = new HashMap<>();
    /// Whether any piece's first eight bytes end in these two.
    private final boolean[] gates = new boolean[GATES];

    private record Piece(String form, Bytes bytes) {}

    /// Adds every window of a content in one of its forms, one behind the other.
    void windows(String form, byte[] content) {
        for (int at = 0; at + WINDOW <= content.length; at += WINDOW) {
            whole(form, Arrays.copyOfRange(content, at, at + WINDOW));
        }
    }

    /// Adds a piece as it is.
    void whole(String form, byte[] piece) {
        long start = ByteBuffer.wrap(piece).getLong();
        byStart.computeIfAbsent(start, first -> new ArrayList<>()).add(new Piece(form, Bytes.wrap(piece.clone())));
        gates[(int) start & (GATES - 1)] = true;
    }

    void whole(String form, String piece) {
        whole(form, piece.getBytes(StandardCharsets.UTF_8));
    }

    /// Drops the pieces that something else has too: finding them says nothing.
    void except(byte[] other) {
        Set<Piece> common = new java.util.HashSet<>();
        scan(other, common);
        byStart.values().forEach(pieces -> pieces.removeAll(common));
    }

    /// The forms of which something is found in these bytes.
    Set<String> in(byte[] bytes) {
        Set<Piece> found = new java.util.HashSet<>();
        scan(bytes, found);
        Set<String> forms = new TreeSet<>();
        found.forEach(piece -> forms.add(piece.form()));
        return forms;
    }

    /// What is found in the files under a directory: each form, and where.
    Set<String> under(Path directory) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                for (String form : in(read(path))) {
                    found.add(form + " in " + directory.relativize(path));
                }
            }
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
        return found;
    }

    private static byte[] read(Path path) throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException gone) {
            // A running node takes its write-ahead log away when it has no more use for it.
            return new byte[0];
        }
    }

    private void scan(byte[] bytes, Set<Piece> found) {
        long last = 0;
        for (int i = 0; i < bytes.length; i++) {
            last = (last << Byte.SIZE) | (bytes[i] & 0xff);
            if (i >= START - 1 && gates[(int) last & (GATES - 1)]) {
                int from = i - START + 1;
                for (Piece piece : byStart.getOrDefault(last, List.of())) {
                    byte[] sought = piece.bytes().array();
                    int to = from + sought.length;
                    if (to <= bytes.length && Arrays.equals(bytes, from, to, sought, 0, sought.length)) {
                        found.add(piece);
                    }
                }
            }
        }
    }
}

package org.tocsin.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;

/// A text and the signature lines under it. Parsing proves nothing: the text must be ignored until a line of a known
/// key
/// verifies.
///
/// Source: C2SP signed-note, "Format".
public record SignedNote(Bytes text, List<Line> lines) {
    public static final int LINES_MAX = 16;
    public static final int BYTES_MAX = 131_072;

    private static final int KEY_ID_BYTES = 4;
    private static final String LINE_START = "\u2014 ";
    private static final String BETWEEN = "\n\n";

    /// A signature line: the key's name and its four-byte id, which are only hints, and the signature.
    public record Line(String keyName, int keyId, Bytes signature) {}

    public SignedNote {
        lines = List.copyOf(lines);
    }

    /// Reads a note; empty if it breaks the format or a limit.
    public static Optional<SignedNote> parse(Bytes note) {
        if (note.length() > BYTES_MAX) {
            return Optional.empty();
        }
        return StrictUtf8.decode(note).flatMap(SignedNote::parse);
    }

    private static Optional<SignedNote> parse(String note) {
        // The text is separated from the signatures by the last empty line in the note.
        int between = note.lastIndexOf(BETWEEN);
        if (between < 0 || !note.endsWith("\n") || !isClean(note)) {
            return Optional.empty();
        }
        String signatures = note.substring(between + BETWEEN.length());
        if (signatures.isEmpty()) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>();
        for (String text : signatures.substring(0, signatures.length() - 1).split("\n", -1)) {
            Optional<Line> line = parseLine(text);
            if (line.isEmpty() || lines.size() == LINES_MAX) {
                return Optional.empty();
            }
            lines.add(line.get());
        }
        return Optional.of(new SignedNote(Bytes.ofUtf8(note.substring(0, between + 1)), lines));
    }

    private static Optional<Line> parseLine(String text) {
        if (!text.startsWith(LINE_START)) {
            return Optional.empty();
        }
        int space = text.indexOf(' ', LINE_START.length());
        if (space < 0) {
            return Optional.empty();
        }
        String name = text.substring(LINE_START.length(), space);
        Optional<Bytes> bytes = Base64Text.decode(text.substring(space + 1));
        if (!isKeyName(name) || bytes.isEmpty() || bytes.get().length() <= KEY_ID_BYTES) {
            return Optional.empty();
        }
        Bytes all = bytes.get();
        byte[] array = all.array();
        int id = (array[0] & 0xff) << 24 | (array[1] & 0xff) << 16 | (array[2] & 0xff) << 8 | (array[3] & 0xff);
        return Optional.of(new Line(name, id, all.slice(KEY_ID_BYTES, all.length())));
    }

    /// The note's exact bytes.
    public Bytes bytes() {
        StringBuilder note = new StringBuilder(text.utf8()).append('\n');
        for (Line line : lines) {
            byte[] all = new byte[KEY_ID_BYTES + line.signature().length()];
            for (int i = 0; i < KEY_ID_BYTES; i++) {
                all[i] = (byte) (line.keyId() >>> (24 - 8 * i));
            }
            System.arraycopy(
                    line.signature().array(),
                    0,
                    all,
                    KEY_ID_BYTES,
                    line.signature().length());
            note.append(LINE_START)
                    .append(line.keyName())
                    .append(' ')
                    .append(Base64Text.encode(Bytes.wrap(all)))
                    .append('\n');
        }
        return Bytes.ofUtf8(note.toString());
    }

    /// Whether a text can name a key: not empty, no spaces, no plus, nothing unprintable.
    public static boolean isKeyName(String text) {
        return !text.isEmpty()
                && text.codePoints()
                        .noneMatch(c -> c == '+'
                                || c == 0x85
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c)
                                || !Character.isDefined(c));
    }

    /// No control character below U+0020 but newline.
    private static boolean isClean(String note) {
        for (int i = 0; i < note.length(); i++) {
            if (note.charAt(i) < ' ' && note.charAt(i) != '\n') {
                return false;
            }
        }
        return true;
    }
}

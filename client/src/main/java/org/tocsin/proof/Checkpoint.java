package org.tocsin.proof;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.TreeHead;

/// What a ledger signs of itself: its origin, its size and its root, in one spelling and without extension lines. Two
/// checkpoints are equal exactly when their texts are. Rule R-LED-2.
///
/// Source: C2SP tlog-checkpoint, "Note text".
public record Checkpoint(String origin, long size, Digest root) {
    public static final int ORIGIN_BYTES_MAX = 300;

    private static final int SIZE_DIGITS_MAX = 19;

    public Checkpoint {
        if (!isOrigin(origin)) {
            throw new IllegalArgumentException("not the origin of a checkpoint");
        }
        if (size < 0) {
            throw new IllegalArgumentException("a tree has no negative size: " + size);
        }
        if (size == 0 && !root.equals(TreeDomain.LEDGER.empty())) {
            throw new IllegalArgumentException("the root of an empty tree is the hash of nothing");
        }
    }

    public Checkpoint(Origin origin, TreeHead head) {
        this(origin.toString(), head.size(), head.root());
    }

    public TreeHead head() {
        return new TreeHead(size, root);
    }

    /// The note text: three lines, each with its newline.
    public Bytes text() {
        return Bytes.ofUtf8(origin + "\n" + size + "\n" + Base64Text.encode(root.bytes()) + "\n");
    }

    /// Reads a note text; empty if it is not one in its one spelling.
    public static Optional<Checkpoint> parse(Bytes text) {
        return StrictUtf8.decode(text).flatMap(Checkpoint::parse);
    }

    private static Optional<Checkpoint> parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty() || !isOrigin(lines[0]) || !isDecimal(lines[1])) {
            return Optional.empty();
        }
        Optional<Bytes> root = Base64Text.decode(lines[2]);
        if (root.isEmpty() || root.get().length() != Digest.LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Checkpoint(
                    lines[0], Long.parseLong(lines[1]), Digest.wrap(root.get().array())));
        } catch (IllegalArgumentException e) {
            // Beyond 2^63-1, or an empty tree with a root that is not its own.
            return Optional.empty();
        }
    }

    /// Printable, without spaces or plus: what the specification recommends, we require.
    private static boolean isOrigin(String text) {
        return text.length() <= ORIGIN_BYTES_MAX && SignedNote.isKeyName(text);
    }

    private static boolean isDecimal(String text) {
        if (text.isEmpty() || text.length() > SIZE_DIGITS_MAX || (text.length() > 1 && text.charAt(0) == '0')) {
            return false;
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}

package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Item;

/// Puts the items of one lane in their order and big ones together. Pure; not thread-safe.
///
/// The rules of order (R-LAN-2): sequences follow one another without a gap; what was processed already is skipped; the
/// parts of an item follow one another with nothing in between.
final class ItemAssembly {
    /// The largest fragment set that is taken in: a record of 16 MiB with its salts, headers and hidden hashes.
    public static final int FRAGMENT_SET_BYTES_MAX = 20 * 1024 * 1024;

    /// What came of a frame's items.
    public sealed interface Outcome {
        /// These sequences are whole now, ascending without a gap.
        record Whole(List<Arrival> arrivals) implements Outcome {
            public Whole {
                arrivals = List.copyOf(arrivals);
            }
        }

        /// The items break the rules of order.
        record Broken(String rule) implements Outcome {}
    }

    /// An item of which parts are still missing. `parts` is null once it passed the limit, or if it is only skipped.
    private static final class Partial {
        final long sequence;
        final ProvenFrame frame;
        final int place;
        final boolean skipped;

        @Nullable
        List<Bytes> parts = new ArrayList<>();

        int bytes;

        Partial(long sequence, ProvenFrame frame, int place, boolean skipped) {
            this.sequence = sequence;
            this.frame = frame;
            this.place = place;
            this.skipped = skipped;
        }
    }

    private final int bytesMax;
    private long through;
    private @Nullable Partial partial;

    /// @param through the last sequence processed
    public ItemAssembly(long through, int bytesMax) {
        this.through = through;
        this.bytesMax = bytesMax;
    }

    /// Bytes held of an item that is not whole.
    public int heldBytes() {
        return partial == null ? 0 : partial.bytes;
    }

    /// The last sequence that is whole.
    public long through() {
        return through;
    }

    /// Takes the items of the next frame; `frame.entries` are those of its `Stated` items, in their order.
    public Outcome take(ProvenFrame frame, List<Item> items) {
        List<Arrival> whole = new ArrayList<>();
        int place = 0;
        for (Item item : items) {
            @Nullable
            String broken = switch (item) {
                case Item.Stated stated -> begin(stated, frame, place++, whole);
                case Item.More more -> proceed(more, whole);
                case Item.Voided voided -> skip(voided, whole);
            };
            if (broken != null) {
                return new Outcome.Broken(broken);
            }
        }
        return new Outcome.Whole(whole);
    }

    private @Nullable String begin(Item.Stated stated, ProvenFrame frame, int place, List<Arrival> whole) {
        @Nullable String broken = outOfOrder(stated.sequence());
        if (broken != null) {
            return broken;
        }
        Partial begun = new Partial(stated.sequence(), frame, place, stated.sequence() <= through);
        partial = begun;
        append(begun, stated.fragments());
        if (!stated.continues()) {
            finish(begun, whole);
        }
        return null;
    }

    private @Nullable String proceed(Item.More more, List<Arrival> whole) {
        Partial begun = partial;
        if (begun == null || begun.sequence != more.sequence()) {
            return "a further part without its first one";
        }
        append(begun, more.fragments());
        if (!more.continues()) {
            finish(begun, whole);
        }
        return null;
    }

    private @Nullable String skip(Item.Voided voided, List<Arrival> whole) {
        @Nullable String broken = outOfOrder(voided.sequence());
        if (broken == null && voided.sequence() == through + 1) {
            through = voided.sequence();
            whole.add(new Arrival.Voided(voided.sequence(), voided.leafHash(), voided.reason()));
        }
        return broken;
    }

    private @Nullable String outOfOrder(long sequence) {
        if (partial != null) {
            return "an item before the one in front of it was whole";
        }
        if (sequence > through + 1) {
            return "a gap: " + sequence + " after " + through;
        }
        return sequence < 1 ? "sequences count from 1" : null;
    }

    private void append(Partial begun, Bytes part) {
        if (begun.parts == null) {
            return;
        }
        if (begun.skipped || (long) begun.bytes + part.length() > bytesMax) {
            begun.parts = null;
            begun.bytes = 0;
            return;
        }
        begun.parts.add(part);
        begun.bytes += part.length();
    }

    private void finish(Partial begun, List<Arrival> whole) {
        partial = null;
        if (begun.skipped) {
            return;
        }
        through = begun.sequence;
        whole.add(
                begun.parts == null
                        ? new Arrival.Oversize(begun.sequence, begun.frame, begun.place)
                        : new Arrival.Stated(
                                begun.sequence, begun.frame, begun.place, joined(begun.parts, begun.bytes)));
    }

    private static Bytes joined(List<Bytes> parts, int bytes) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        byte[] whole = new byte[bytes];
        int at = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.array(), 0, whole, at, part.length());
            at += part.length();
        }
        return Bytes.wrap(whole);
    }
}

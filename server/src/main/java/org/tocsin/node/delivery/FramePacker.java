package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Item;

/// Packs parcels into frames: many small ones into one, a big one over several. Pure.
///
/// A frame has one checkpoint, so it never mixes epochs. Content is cut anywhere; statements are never cut. Not
/// thread-safe.
public final class FramePacker {
    /// What an item costs beyond its statement and content: sequence, index, tags and lengths.
    static final int ITEM_OVERHEAD_BYTES = 32;

    /// When a frame is full. The checkpoint and the proof come on top, which is why this stays well below the 1 MiB of
    /// a
    /// message (R-LIM-1).
    public record Limits(int bytesMax, int itemsMax) {
        public static final Limits STANDARD = new Limits(512 * 1024, 256);
        /// On the emergency lane, whose frames are at most 16 KiB with checkpoint and proofs (R-LAN-11): a hybrid
        /// checkpoint takes 5 KiB, the proofs of four items and of consistency 4 KiB in a ledger of any size that one
        /// will have.
        public static final Limits EMERGENCY = new Limits(6 * 1024, 4);

        public Limits {
            if (bytesMax < 4 * 1024 || itemsMax < 1) {
                throw new IllegalArgumentException("a frame holds at least one statement");
            }
        }
    }

    /// The items of one frame, before its checkpoint and proof are known. `epoch` is 0 if none of them carries a
    /// statement; `indices` are those that the proof must cover, in the order of the items; `last` is the
    /// last sequence of which the frame has at least a part.
    public record Draft(int epoch, List<Item> items, List<Long> indices, long last, int bytes) {
        public Draft {
            items = List.copyOf(items);
            indices = List.copyOf(indices);
        }

        /// The first sequence of which the frame has at least a part.
        public long first() {
            return items.getFirst().sequence();
        }
    }

    private final Limits limits;
    private List<Item> items = new ArrayList<>();
    private List<Long> indices = new ArrayList<>();
    private int epoch;
    private int bytes;
    private long through;

    /// @param through the last sequence that was packed before, on this stream
    public FramePacker(Limits limits, long through) {
        this.limits = limits;
        this.through = through;
    }

    /// Takes the next parcel and gives back the frames that it filled.
    ///
    /// @throws IllegalArgumentException if its sequence is not the next one
    public List<Draft> add(Parcel parcel) {
        if (parcel.sequence() != through + 1) {
            throw new IllegalArgumentException("sequence " + parcel.sequence() + " does not follow " + through);
        }
        List<Draft> filled = new ArrayList<>();
        switch (parcel) {
            case Parcel.Voided voided -> {
                if (!fits(ITEM_OVERHEAD_BYTES)) {
                    flush().ifPresent(filled::add);
                }
                items.add(new Item.Voided(voided.sequence(), voided.leaf(), voided.reason()));
                bytes += ITEM_OVERHEAD_BYTES;
            }
            case Parcel.Stated stated -> addStated(stated, filled);
        }
        through = parcel.sequence();
        return filled;
    }

    /// Gives back what waits, as a frame that need not be full.
    public Optional<Draft> flush() {
        if (items.isEmpty()) {
            return Optional.empty();
        }
        Draft draft = new Draft(epoch, items, indices, items.getLast().sequence(), bytes);
        items = new ArrayList<>();
        indices = new ArrayList<>();
        epoch = 0;
        bytes = 0;
        return Optional.of(draft);
    }

    /// Gives back what waits, if it finishes an item that an earlier frame began: the receipt comes only when it is
    /// whole, and until then there may be no room for anything behind it.
    public Optional<Draft> rest() {
        return !items.isEmpty() && items.getFirst() instanceof Item.More ? flush() : Optional.empty();
    }

    private void addStated(Parcel.Stated stated, List<Draft> filled) {
        int head = stated.statement().length() + ITEM_OVERHEAD_BYTES;
        int whole = head + stated.fragments().length();
        boolean otherEpoch = epoch != 0 && epoch != stated.epoch();
        if (otherEpoch || !fits(whole)) {
            flush().ifPresent(filled::add);
        }
        epoch = stated.epoch();
        indices.add(stated.index());
        Bytes content = stated.fragments();
        int cut = Math.min(content.length(), limits.bytesMax() - head);
        boolean continues = cut < content.length();
        items.add(new Item.Stated(
                stated.sequence(), stated.index(), stated.statement(), content.slice(0, cut), continues));
        bytes += head + cut;
        while (continues) {
            flush().ifPresent(filled::add);
            int from = cut;
            cut = Math.min(content.length(), from + limits.bytesMax() - ITEM_OVERHEAD_BYTES);
            continues = cut < content.length();
            items.add(new Item.More(stated.sequence(), content.slice(from, cut), continues));
            bytes += ITEM_OVERHEAD_BYTES + cut - from;
        }
    }

    private boolean fits(int more) {
        return items.isEmpty() || (items.size() < limits.itemsMax() && bytes + more <= limits.bytesMax());
    }
}

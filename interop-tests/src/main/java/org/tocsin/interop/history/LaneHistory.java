package org.tocsin.interop.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.tocsin.interop.history.Act.Fate;
import org.tocsin.interop.history.Act.Given;
import org.tocsin.interop.history.Act.Listed;
import org.tocsin.interop.history.Act.Listing;
import org.tocsin.interop.history.Violation.Kind;

/// What a history says of one lane. The receiver's listing that counts is the last one: it stands behind the last thing
/// that is said of the lane.
final class LaneHistory {
    private final String name;
    private final String author;
    private final String receiver;
    private final BiConsumer<Kind, String> found;
    private final TreeMap<Long, Given> given = new TreeMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private List<Listed> listed = List.of();
    private long receipted;
    private long processed;
    private boolean settled;

    LaneHistory(String name, String author, String receiver, BiConsumer<Kind, String> found) {
        this.name = name;
        this.author = author;
        this.receiver = receiver;
        this.found = found;
    }

    void give(Given more) {
        Given before = given.put(more.sequence(), more);
        if (before != null && !before.leaf().equals(more.leaf())) {
            found.accept(Kind.ALTERED, name + ": " + more + " was " + before.leaf() + " before");
        }
        if (before != null && before.fate() != Fate.OWED && before.fate() != more.fate()) {
            found.accept(Kind.LOST, name + ": " + more + " was " + before.fate() + " before");
        }
        Long other = sequences.put(more.leaf(), more.sequence());
        if (other != null && other != more.sequence()) {
            found.accept(Kind.DOUBLED, name + ": " + more + " has sequence " + other + " too");
        }
    }

    void receipt(long through) {
        if (through < receipted) {
            found.accept(Kind.LOST, name + ": acknowledged up to " + through + ", and before up to " + receipted);
        }
        receipted = Math.max(receipted, through);
    }

    /// What was acknowledged before this was seen is processed, now and ever after.
    void process(long through) {
        if (through < Math.max(receipted, processed)) {
            found.accept(
                    Kind.LOST,
                    name + ": processed up to " + through + ", and acknowledged up to " + receipted
                            + ", processed before up to " + processed);
        }
        processed = Math.max(processed, through);
    }

    void settle() {
        settled = true;
    }

    void list(Listing listing) {
        if (isBetween(listing.author(), listing.holder())) {
            listed = listing.entries();
        }
    }

    boolean isBetween(String from, String to) {
        return author.equals(from) && receiver.equals(to);
    }

    boolean gave(String leaf) {
        return sequences.containsKey(leaf);
    }

    void end() {
        long next = 1;
        for (long sequence : given.keySet()) {
            if (sequence != next) {
                found.accept(Kind.LOST, name + ": sequence " + next + " is missing in front of " + sequence);
            }
            next = sequence + 1;
        }
        if (receipted >= next) {
            found.accept(
                    Kind.PHANTOM, name + ": acknowledged up to " + receipted + ", and " + (next - 1) + " were given");
        }
        held();
        order();
    }

    private void held() {
        Set<String> leaves = new HashSet<>();
        listed.forEach(entry -> leaves.add(entry.leaf()));
        for (Given one : given.values()) {
            boolean owed = one.fate() == Fate.OWED || one.fate() == Fate.PROCESSED;
            boolean acknowledged = one.fate() == Fate.PROCESSED || one.sequence() <= receipted || settled;
            if (owed && acknowledged && !leaves.contains(one.leaf())) {
                found.accept(Kind.LOST, name + ": " + one + " is acknowledged and not held");
            }
            if (!owed && leaves.contains(one.leaf())) {
                found.accept(Kind.PHANTOM, name + ": " + one + " is held");
            }
        }
        if (settled && receipted < given.size()) {
            found.accept(
                    Kind.LOST, name + ": settled at " + receipted + " of " + given.size() + " sequences acknowledged");
        }
    }

    private void order() {
        long last = 0;
        for (Listed entry : listed) {
            Long sequence = sequences.get(entry.leaf());
            if (sequence != null && sequence <= last) {
                found.accept(Kind.REORDERED, name + ": sequence " + sequence + " is stored behind " + last);
            }
            last = sequence == null ? last : sequence;
        }
    }
}

package org.tocsin.node.intake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.node.store.Session;

/// Which contents may be which versions of which records, in memory: 40 bytes a version. What is not in it is not held;
/// what is in it is looked up, since two names may look alike here. It is what keeps a version from being stored twice
/// (R-ADM-5), made from `record_pack` at the start: on disk it would be the one index whose entries come in no order,
/// and
/// cost more than all the rest of a record. Safe for all threads.
final class RecordIndex {
    private static final int FIRST_ROOM = 1_024;

    /// What a version has here, each under the number of its entry: what its record's id is hashed to; its number; its
    /// content's number; the entry of the next lower version of the same record, plus one; the start of the local id.
    private long[] tags = new long[FIRST_ROOM];

    private int[] versions = new int[FIRST_ROOM];
    private int[] contents = new int[FIRST_ROOM];
    private int[] lower = new int[FIRST_ROOM];
    private int[] starts = new int[FIRST_ROOM];
    private int count;
    /// The entry of the highest version of a record, plus one, by its tag and open addressing.
    private int[] slots = new int[4 * FIRST_ROOM];

    private int records;
    /// Unknown outside, so that nobody can choose ids that fall together.
    private final long seed =
            (long) System.identityHashCode(new Object()) << 33 | System.identityHashCode(new Object()) << 1 | 1;

    /// The index of a session's database.
    static RecordIndex of(Session session) {
        return session.companion(RecordIndex.class, first -> {
            RecordIndex index = new RecordIndex();
            RecordTable.eachName(first, index::add);
            return index;
        });
    }

    /// Adds a version that is durable, or about to be read from where it is durable.
    synchronized void add(RecordVersion version, long contentId) {
        int entry = count++;
        if (entry == tags.length) {
            grow();
        }
        long tag = tag(version.record());
        tags[entry] = tag;
        versions[entry] = version.version();
        contents[entry] = Math.toIntExact(contentId);
        starts[entry] = start(version.record().localId());
        int slot = slot(tag);
        int before = 0;
        int next = slots[slot];
        while (next != 0 && versions[next - 1] > version.version()) {
            before = next;
            next = lower[next - 1];
        }
        lower[entry] = next;
        if (before != 0) {
            lower[before - 1] = entry + 1;
            return;
        }
        if (slots[slot] == 0 && ++records > slots.length / 2) {
            widen();
            slot = slot(tag);
        }
        slots[slot] = entry + 1;
    }

    /// The contents that may be this version, most often none or one.
    synchronized List<Long> find(RecordVersion version) {
        List<Long> found = List.of();
        int next = slots[slot(tag(version.record()))];
        while (next != 0 && versions[next - 1] >= version.version()) {
            if (versions[next - 1] == version.version()) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add((long) contents[next - 1]);
            }
            next = lower[next - 1];
        }
        return found;
    }

    /// The contents that may be versions of a record, the highest version first.
    synchronized List<Long> find(RecordId record) {
        List<Long> found = new ArrayList<>();
        for (int next = slots[slot(tag(record))]; next != 0; next = lower[next - 1]) {
            found.add((long) contents[next - 1]);
        }
        return found;
    }

    /// The contents that may be highest versions of records whose local id starts with these 4 bytes.
    synchronized Set<Long> startingWith(Bytes localId) {
        int wanted = start(localId);
        Set<Long> found = new LinkedHashSet<>();
        for (int entry = 0; entry < count; entry++) {
            if (starts[entry] == wanted) {
                found.add((long) contents[slots[slot(tags[entry])] - 1]);
            }
        }
        return found;
    }

    /// Where a record's highest version stands, or would stand.
    private int slot(long tag) {
        int slot = (int) tag & (slots.length - 1);
        while (slots[slot] != 0 && tags[slots[slot] - 1] != tag) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        int room = Math.multiplyExact(tags.length, 2);
        tags = Arrays.copyOf(tags, room);
        versions = Arrays.copyOf(versions, room);
        contents = Arrays.copyOf(contents, room);
        lower = Arrays.copyOf(lower, room);
        starts = Arrays.copyOf(starts, room);
    }

    private void widen() {
        int[] highest = slots;
        slots = new int[Math.multiplyExact(highest.length, 2)];
        for (int entry : highest) {
            if (entry != 0) {
                slots[slot(tags[entry - 1])] = entry;
            }
        }
    }

    private long tag(RecordId record) {
        ByteBuffer localId = ByteBuffer.wrap(record.localId().array());
        long id = fold(localId.getLong() ^ seed, localId.getLong() ^ ~seed);
        return fold(id ^ record.team().hashCode(), seed + record.epoch());
    }

    /// Both halves of the product, one over the other.
    private static long fold(long one, long other) {
        return Math.multiplyHigh(one, other) ^ (one * other);
    }

    private static int start(Bytes localId) {
        return ByteBuffer.wrap(localId.array()).getInt();
    }
}

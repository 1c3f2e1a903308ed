package org.tocsin.node.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.node.store.Session;

/// The tables `content` and `content_segment`: the contents of a commit are two rows, under the number of the first
/// one.
final class ContentTable {
    static final int SLOT_BYTES = 3 * Integer.BYTES + ContentCipher.SECRET_BYTES;

    private static final int SECRET_AT = 3 * Integer.BYTES;

    private ContentTable() {}

    /// The number of the last content; 0 if there is none.
    static long lastId(Session session) {
        return session.first(
                        "select id, slots from content order by id desc limit 1",
                        row -> new Slots(row.number(1), row.array(2)).endId() - 1)
                .orElse(0L);
    }

    /// Stores the contents of a commit under successive numbers.
    static void insert(Session session, long firstId, List<SealedContent> contents) {
        int length = 0;
        for (SealedContent content : contents) {
            length = Math.addExact(length, content.body().length());
        }
        byte[] body = new byte[length];
        ByteBuffer slots = ByteBuffer.allocate(contents.size() * SLOT_BYTES);
        int place = 0;
        for (SealedContent content : contents) {
            byte[] sealed = content.body().array();
            System.arraycopy(sealed, 0, body, place, sealed.length);
            slots.putInt(place)
                    .putInt(sealed.length)
                    .putInt(content.plainLength())
                    .put(content.secret().array());
            place += sealed.length;
        }
        session.enqueue("insert into content (id, slots) values (?, ?)", firstId, slots.array());
        session.enqueue("insert into content_segment (id, body) values (?, ?)", firstId, body);
    }

    /// Where a content is, and what it is encrypted under.
    record Place(long segment, int place, int length, int plainLength, Bytes secret) {
        boolean isErased() {
            return secret.equals(SealedContent.ERASED.secret());
        }
    }

    /// The slots of one commit's contents.
    static final class Slots {
        private final long firstId;
        private final byte[] packed;

        private Slots(long firstId, byte[] packed) {
            this.firstId = firstId;
            this.packed = packed;
        }

        boolean holds(long id) {
            return id >= firstId && id < endId();
        }

        /// The number behind the last one.
        long endId() {
            return firstId + packed.length / SLOT_BYTES;
        }

        Place place(long id) {
            ByteBuffer slot = ByteBuffer.wrap(packed, offset(id), SLOT_BYTES);
            int place = slot.getInt();
            int length = slot.getInt();
            int plainLength = slot.getInt();
            byte[] secret = new byte[ContentCipher.SECRET_BYTES];
            slot.get(secret);
            return new Place(firstId, place, length, plainLength, Bytes.wrap(secret));
        }

        private int offset(long id) {
            return Math.toIntExact((id - firstId) * SLOT_BYTES);
        }
    }

    /// The slots among which a content's is; null if there is no such content.
    static @Nullable Slots slots(Session session, long id) {
        return session.first(
                        "select id, slots from content where id <= ? order by id desc limit 1",
                        row -> new Slots(row.number(1), row.array(2)),
                        id)
                .filter(found -> found.holds(id))
                .orElse(null);
    }

    static Optional<Bytes> segment(Session session, long id) {
        return session.first("select body from content_segment where id = ?", row -> row.bytes(1), id);
    }

    /// A segment that no content is in; 0 if there is none.
    static long straySegment(Session session) {
        return session.number("select min(s.id) from content_segment s where not exists"
                + " (select 1 from content c where c.id = s.id)");
    }

    /// Numbers of all contents, ascending.
    ///
    /// @throws IllegalArgumentException if a row has not the shape of slots
    static void eachId(Session session, LongConsumer visitor) {
        session.each("select id, slots from content order by id", row -> {
            Slots slots = new Slots(row.number(1), row.array(2));
            if (slots.packed.length == 0 || slots.packed.length % SLOT_BYTES != 0) {
                throw new IllegalArgumentException("the slots from content " + slots.firstId + " are cut short");
            }
            for (long id = slots.firstId; id < slots.endId(); id++) {
                visitor.accept(id);
            }
        });
    }

    /// A segment that holds other bytes than its contents': more, or less, or something where one was erased.
    record Odd(long segment, int offset, String what) {}

    static Optional<Odd> odd(Session session) {
        List<Odd> odd = new ArrayList<>();
        session.each(
                "select c.id, c.slots, length(s.body) from content c join content_segment s on s.id = c.id order by c.id",
                row -> {
                    Slots slots = new Slots(row.number(1), row.array(2));
                    long end = 0;
                    boolean isErased = false;
                    for (long id = slots.firstId; id < slots.endId(); id++) {
                        Place place = slots.place(id);
                        end = Math.max(end, (long) place.place() + place.length());
                        isErased |= place.isErased();
                    }
                    if (odd.isEmpty() && end != row.number(3)) {
                        odd.add(new Odd(slots.firstId, 0, "has " + row.number(3) + " bytes, not " + end));
                    } else if (odd.isEmpty() && isErased) {
                        unerased(session, slots).ifPresent(odd::add);
                    }
                });
        return odd.stream().findFirst();
    }

    private static Optional<Odd> unerased(Session session, Slots slots) {
        byte[] body = segment(session, slots.firstId).map(Bytes::array).orElse(new byte[0]);
        for (long id = slots.firstId; id < slots.endId(); id++) {
            Place place = slots.place(id);
            for (int at = place.place(); place.isErased() && at < place.place() + place.length(); at++) {
                if (body[at] != 0) {
                    return Optional.of(new Odd(slots.firstId, at, "holds something where a content was erased"));
                }
            }
        }
        return Optional.empty();
    }

    /// Overwrites a content's secret. Its bytes are for `blank` to overwrite.
    ///
    /// @return where the bytes are; empty if there is no such content, or it was erased before
    static Optional<Place> erase(Session session, long id) {
        Slots found = slots(session, id);
        if (found == null || found.place(id).isErased()) {
            return Optional.empty();
        }
        byte[] erased = found.packed.clone();
        int secret = found.offset(id) + SECRET_AT;
        Arrays.fill(erased, secret, secret + ContentCipher.SECRET_BYTES, (byte) 0);
        Place place = found.place(id);
        session.update("update content set slots = ? where id = ?", erased, found.firstId);
        return Optional.of(place);
    }

    /// Overwrites the encrypted bytes of contents of one segment. As many bytes stay, so only the pages that hold them
    /// are written.
    static void blank(Session session, long segment, Collection<Place> places) {
        segment(session, segment).ifPresent(held -> {
            byte[] body = held.array().clone();
            for (Place place : places) {
                int from = Math.clamp(place.place(), 0, body.length);
                int to = Math.clamp((long) from + place.length(), from, body.length);
                Arrays.fill(body, from, to, (byte) 0);
            }
            session.update("update content_segment set body = ? where id = ?", body, segment);
        });
    }
}

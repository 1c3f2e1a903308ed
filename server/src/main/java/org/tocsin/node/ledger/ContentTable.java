package org.tocsin.node.ledger;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.tocsin.model.Bytes;
import org.tocsin.node.store.Session;

/// The tables `content` and `content_segment`.
final class ContentTable {
    private static final Bytes ERASED = Bytes.wrap(new byte[ContentCipher.SECRET_BYTES]);

    private ContentTable() {}

    static long lastId(Session session) {
        return session.number("select max(id) from content");
    }

    static long lastSegment(Session session) {
        return session.number("select max(id) from content_segment");
    }

    /// Stores the contents of a commit under successive numbers.
    ///
    /// @return the body of their segment
    static Bytes insert(Session session, long segment, long firstId, List<SealedContent> contents) {
        int length = 0;
        for (SealedContent content : contents) {
            length = Math.addExact(length, content.body().length());
        }
        byte[] body = new byte[length];
        int place = 0;
        for (int i = 0; i < contents.size(); i++) {
            SealedContent content = contents.get(i);
            byte[] sealed = content.body().array();
            System.arraycopy(sealed, 0, body, place, sealed.length);
            session.enqueue(
                    "insert into content (id, segment, place, length, plain_length, secret) values (?, ?, ?, ?, ?, ?)",
                    firstId + i,
                    segment,
                    place,
                    sealed.length,
                    content.plainLength(),
                    content.secret());
            place += sealed.length;
        }
        session.enqueue("insert into content_segment (id, body) values (?, ?)", segment, body);
        return Bytes.wrap(body);
    }

    /// Where a content is, and what it is encrypted under.
    record Place(long segment, int place, int length, int plainLength, Bytes secret) {}

    static Optional<Place> place(Session session, long id) {
        return session.first(
                "select segment, place, length, plain_length, secret from content where id = ?",
                row -> new Place(row.number(1), row.count(2), row.count(3), row.count(4), row.bytes(5)),
                id);
    }

    static Optional<Bytes> segment(Session session, long id) {
        return session.first("select body from content_segment where id = ?", row -> row.bytes(1), id);
    }

    static long count(Session session) {
        return session.number("select count(*) from content");
    }

    /// A segment that no content is in; 0 if there is none.
    static long straySegment(Session session) {
        return session.number("select min(s.id) from content_segment s where not exists"
                + " (select 1 from content c where c.segment = s.id)");
    }

    /// Numbers of all contents, ascending.
    static void eachId(Session session, LongConsumer visitor) {
        session.each("select id from content order by id", row -> visitor.accept(row.number(1)));
    }

    static boolean erase(Session session, long id) {
        return session.update("update content set secret = ? where id = ? and secret <> ?", ERASED, id, ERASED) == 1;
    }

    static boolean isErased(Bytes secret) {
        return secret.equals(ERASED);
    }
}

package org.tocsin.node.ledger;

import java.util.List;
import java.util.Optional;
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
    static void insert(Session session, long segment, long firstId, List<SealedContent> contents) {
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
    }

    static Optional<SealedContent> sealed(Session session, long id) {
        return session.first(
                "select substr(s.body, c.place + 1, c.length), c.secret, c.plain_length"
                        + " from content c join content_segment s on s.id = c.segment where c.id = ?",
                row -> new SealedContent(row.bytes(1), row.bytes(2), row.count(3)),
                id);
    }

    static boolean erase(Session session, long id) {
        return session.update("update content set secret = ? where id = ? and secret <> ?", ERASED, id, ERASED) == 1;
    }

    static boolean isErased(Bytes secret) {
        return secret.equals(ERASED);
    }
}

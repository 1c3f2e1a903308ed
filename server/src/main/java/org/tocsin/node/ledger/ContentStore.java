package org.tocsin.node.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;

/// Contents of own and received statements, by the number under which a `Batch` stored them. What it gives is what was
/// sealed, or nothing: a flipped bit is found here, not by the reader.
public final class ContentStore {
    /// Bytes of segments kept in memory: contents are read in the order in which they were stored.
    public static final long CACHE_BYTES_MAX = 32L << 20;

    /// Bytes of contents kept in the clear: what was just stated goes to every partner, and is opened for none of them.
    public static final long PLAIN_BYTES_MAX = 32L << 20;

    /// What the list of a commit takes for each of its contents, about.
    private static final int PLACE_BYTES = 8;

    private final Transactions transactions;
    /// Contents of one commit, by the number of its first: what is null is to be opened. Asked only for what is not
    /// erased.
    private final RecentCommits<List<SealedContent.@Nullable Plain>> plains = new RecentCommits<>(PLAIN_BYTES_MAX);

    private final RecentCommits<Bytes> segments = new RecentCommits<>(CACHE_BYTES_MAX);

    public ContentStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /// What is known of a content.
    public sealed interface Content {
        /// The exact bytes of its `FragmentSet`.
        record Held(Bytes fragments) implements Content {}

        /// It was overwritten, and its secret with it: nobody can read it any more.
        record Erased() implements Content {}

        /// It is not what was stored; the operator must know.
        record Damaged(String what) implements Content {}
    }

    /// Reads contents in one transaction. Contents that were stored together are found together, so reading them in
    /// order is cheap. Not thread-safe.
    public final class Reader {
        private final Session session;
        private ContentTable.@Nullable Slots last;
        private @Nullable List<SealedContent.@Nullable Plain> plain;
        private @Nullable Bytes body;

        private Reader(Session session) {
            this.session = session;
        }

        /// @param leafHash of the statement it belongs to
        public Content get(long contentId, Digest leafHash) {
            ContentTable.Slots slots = last;
            if (slots == null || !slots.holds(contentId)) {
                slots = ContentTable.slots(session, contentId);
                last = slots;
                plain = null;
                body = null;
            }
            return slots == null ? new Content.Damaged("no content " + contentId) : get(slots, contentId, leafHash);
        }

        private Content get(ContentTable.Slots slots, long contentId, Digest leafHash) {
            ContentTable.Place place = slots.place(contentId);
            if (place.isErased()) {
                return new Content.Erased();
            }
            if (plain == null) {
                plain = plains.get(place.segment());
            }
            SealedContent.Plain known = plain == null ? null : plain.get(Math.toIntExact(contentId - place.segment()));
            if (known != null && known.leafHash().equals(leafHash)) {
                return new Content.Held(known.content());
            }
            if (body == null) {
                body = segment(session, place.segment());
            }
            return body == null
                    ? new Content.Damaged("the segment of content " + contentId + " is missing")
                    : opened(body, contentId, place, leafHash);
        }
    }

    /// For the contents that one transaction reads.
    public Reader reader(Session session) {
        return new Reader(session);
    }

    /// @param leafHash of the statement it belongs to
    public Content get(Session session, long contentId, Digest leafHash) {
        return reader(session).get(contentId, leafHash);
    }

    private static Content opened(Bytes segment, long contentId, ContentTable.Place place, Digest leafHash) {
        int end = place.place() + place.length();
        if (place.place() < 0 || end < place.place() || end > segment.length()) {
            return new Content.Damaged("content " + contentId + " is outside its segment");
        }
        Bytes body = segment.slice(place.place(), end);
        return ContentCipher.open(leafHash, new SealedContent(body, place.secret(), place.plainLength()))
                .<Content>map(Content.Held::new)
                .orElseGet(() -> new Content.Damaged("content " + contentId + " does not decrypt under its leaf"));
    }

    private @Nullable Bytes segment(Session session, long id) {
        Bytes kept = segments.get(id);
        if (kept != null) {
            return kept;
        }
        Bytes read = ContentTable.segment(session, id).orElse(null);
        if (read != null) {
            segments.put(id, read, read.length());
        }
        return read;
    }

    /// Keeps at hand what was just committed and is going to be read soon. What was received is not: kept by the
    /// megabyte, it would only grow old in the heap.
    void remember(long segment, List<SealedContent> contents) {
        List<SealedContent.@Nullable Plain> commit = new ArrayList<>(contents.size());
        long plainBytes = 0;
        for (SealedContent content : contents) {
            SealedContent.Plain plain = content.plain().orElse(null);
            commit.add(plain);
            plainBytes += plain == null ? 0 : plain.content().length();
        }
        if (plainBytes > 0) {
            plains.put(segment, commit, plainBytes + (long) contents.size() * PLACE_BYTES);
        }
    }

    /// Something was erased: nothing of it stays in memory.
    void forget() {
        plains.clear();
        segments.clear();
    }

    /// As above, in a reading transaction of its own.
    public Content get(long contentId, Digest leafHash) {
        return transactions.read(session -> get(session, contentId, leafHash));
    }

    /// Overwrites a content and its secret, and makes what stood there leave the database's files.
    ///
    /// @return false if there is no such content, or it was erased before
    public boolean erase(long contentId) {
        boolean erased = transactions.write(session -> {
            Optional<ContentTable.Place> place = ContentTable.erase(session, contentId);
            place.ifPresent(found -> ContentTable.blank(session, found.segment(), List.of(found)));
            return place.isPresent();
        });
        if (erased) {
            forget();
            transactions.scrub(Commits.READERS_WAITED_FOR);
        }
        return erased;
    }
}

package org.tocsin.node.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
    /// Bytes of segments kept in memory: contents are read in the order in which they were stored, and soon after.
    public static final long CACHE_BYTES_MAX = 32L << 20;

    /// Bytes of contents kept in the clear: what was just stated goes to every partner, and is opened for none of them.
    public static final long PLAIN_BYTES_MAX = 32L << 20;

    private final Transactions transactions;
    /// Contents of one commit, by the number of its first: what is null is to be opened. Asked only for what is not
    /// erased.
    private final Cache<Long, List<SealedContent.@Nullable Plain>> plains = Caffeine.newBuilder()
            .maximumWeight(PLAIN_BYTES_MAX)
            .weigher((Long id, List<SealedContent.@Nullable Plain> commit) -> weight(commit))
            .executor(Runnable::run)
            .build();
    private final Cache<Long, Bytes> segments = Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES_MAX)
            .weigher((Long id, Bytes body) -> body.length())
            .executor(Runnable::run)
            .build();

    public ContentStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /// What is known of a content.
    public sealed interface Content {
        /// The exact bytes of its `FragmentSet`.
        record Held(Bytes fragments) implements Content {}

        /// Its secret was overwritten: nobody can read it any more.
        record Erased() implements Content {}

        /// It is not what was stored; the operator must know.
        record Damaged(String what) implements Content {}
    }

    /// Reads contents in one transaction. Contents that were stored together are found together, so reading them in
    /// order is cheap. Not thread-safe.
    public final class Reader {
        private final Session session;
        private ContentTable.@Nullable Slots last;

        private Reader(Session session) {
            this.session = session;
        }

        /// @param leafHash of the statement it belongs to
        public Content get(long contentId, Digest leafHash) {
            ContentTable.Slots slots = last;
            if (slots == null || !slots.holds(contentId)) {
                slots = ContentTable.slots(session, contentId);
                last = slots;
            }
            return slots == null
                    ? new Content.Damaged("no content " + contentId)
                    : opened(session, contentId, slots.place(contentId), leafHash);
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

    private Content opened(Session session, long contentId, ContentTable.Place place, Digest leafHash) {
        if (place.isErased()) {
            return new Content.Erased();
        }
        Optional<Bytes> plain = plain(contentId, place.segment(), leafHash);
        if (plain.isPresent()) {
            return new Content.Held(plain.get());
        }
        Optional<Bytes> segment = segment(session, place.segment());
        int end = place.place() + place.length();
        if (segment.isEmpty()
                || place.place() < 0
                || end < place.place()
                || end > segment.get().length()) {
            return new Content.Damaged("content " + contentId + " is outside its segment");
        }
        Bytes body = segment.get().slice(place.place(), end);
        return ContentCipher.open(leafHash, new SealedContent(body, place.secret(), place.plainLength()))
                .<Content>map(Content.Held::new)
                .orElseGet(() -> new Content.Damaged("content " + contentId + " does not decrypt under its leaf"));
    }

    private Optional<Bytes> segment(Session session, long id) {
        Bytes cached = segments.getIfPresent(id);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Bytes> read = ContentTable.segment(session, id);
        read.ifPresent(body -> segments.put(id, body));
        return read;
    }

    private Optional<Bytes> plain(long contentId, long first, Digest leafHash) {
        List<SealedContent.@Nullable Plain> commit = plains.getIfPresent(first);
        SealedContent.Plain plain = commit == null ? null : commit.get(Math.toIntExact(contentId - first));
        return plain != null && plain.leafHash().equals(leafHash) ? Optional.of(plain.content()) : Optional.empty();
    }

    private static int weight(List<SealedContent.@Nullable Plain> commit) {
        int bytes = 0;
        for (SealedContent.Plain plain : commit) {
            bytes += plain == null ? 0 : plain.content().length();
        }
        return bytes;
    }

    /// Keeps at hand what was just committed.
    ///
    /// @param body the bytes of the contents as stored, one after the other
    void remember(long segment, Bytes body, List<SealedContent> contents) {
        segments.put(segment, body);
        List<SealedContent.@Nullable Plain> commit = new ArrayList<>(contents.size());
        boolean any = false;
        for (SealedContent content : contents) {
            commit.add(content.plain().orElse(null));
            any |= content.plain().isPresent();
        }
        if (any) {
            plains.put(segment, commit);
        }
    }

    /// Something was erased: nothing of it stays in memory.
    void forget() {
        plains.invalidateAll();
    }

    /// As above, in a reading transaction of its own.
    public Content get(long contentId, Digest leafHash) {
        return transactions.read(session -> get(session, contentId, leafHash));
    }

    /// Overwrites the secret of a content and makes the old one leave the database's files.
    ///
    /// @return false if there is no such content, or it was erased before
    public boolean erase(long contentId) {
        boolean erased = transactions.write(session -> ContentTable.erase(session, contentId));
        if (erased) {
            forget();
            transactions.scrub();
        }
        return erased;
    }
}

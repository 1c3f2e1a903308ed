package org.tocsin.node.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tocsin.model.Origin;
import org.tocsin.node.store.Session;

/// One commit in the making: what its works write, append and store. Used by one thread.
public final class Batch {
    private final Session session;
    private final Origin origin;
    private final Instant now;
    private final long firstIndex;
    private final long firstContentId;
    private final boolean signing;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Long> contentIds = new ArrayList<>();
    private final List<SealedContent> contents = new ArrayList<>();
    private final Map<Object, Closing> closings = new LinkedHashMap<>();
    /// Where the contents are that were erased, by segment: overwritten at the end, each segment once.
    private final Map<Long, List<ContentTable.Place>> erased = new TreeMap<>();

    private boolean erasing;

    Batch(Session session, Origin origin, Instant now, long firstIndex, long firstContentId, boolean signing) {
        this.session = session;
        this.origin = origin;
        this.now = now;
        this.firstIndex = firstIndex;
        this.firstContentId = firstContentId;
        this.signing = signing;
    }

    /// What several works of one batch gather to write once: the cumulative receipt of a lane.
    public interface Closing {
        /// Runs after all works of the batch, in the order in which the closings were first asked for. Like a work, it
        /// may
        /// run again, as another object, after a rollback.
        void close(Batch batch);

        /// As `Work.committed`: what was closed is durable and published. Called before the works' own.
        default void committed(Head head) {}

        /// As `committed`, of what is in no hurry: called when the works and whoever waits for heads were told.
        default void afterwards(Head head) {}
    }

    /// Where a draft will stand.
    ///
    /// @param contentId `Draft.NO_CONTENT` if it has none
    public record Appended(long index, long contentId) {}

    /// The commit's transaction.
    public Session session() {
        return session;
    }

    /// The instant of the commit, the same for all its works.
    public Instant now() {
        return now;
    }

    /// The ledger and epoch that statements must name.
    public Origin origin() {
        return origin;
    }

    /// Whether statements can be appended: the ledger signs.
    public boolean signs() {
        return signing;
    }

    /// Appends a statement.
    ///
    /// @throws LedgerException `NOT_SIGNING` if the ledger may not sign
    public Appended append(Draft draft) {
        if (!signing) {
            throw new LedgerException(LedgerException.Reason.NOT_SIGNING, "the ledger does not sign");
        }
        long index = firstIndex + drafts.size();
        long contentId = draft.content().map(this::store).orElse(Draft.NO_CONTENT);
        drafts.add(draft);
        contentIds.add(contentId);
        return new Appended(index, contentId);
    }

    /// The index that the next statement is going to get.
    public long nextIndex() {
        return firstIndex + drafts.size();
    }

    /// Stores a content that belongs to no statement of this ledger: one that was received.
    ///
    /// @return its number in the `ContentStore`
    public long store(SealedContent content) {
        contents.add(content);
        return firstContentId + contents.size() - 1;
    }

    /// Overwrites a content and its secret, of this batch or an earlier one. What stood there leaves the database's
    /// files once the commit is durable.
    ///
    /// @return false if there is no such content, or it was erased before
    public boolean erase(long contentId) {
        boolean done;
        if (contentId >= firstContentId && contentId < nextContentId()) {
            int place = Math.toIntExact(contentId - firstContentId);
            done = !contents.get(place).isErased();
            contents.set(place, SealedContent.ERASED);
        } else {
            Optional<ContentTable.Place> place = ContentTable.erase(session, contentId);
            place.ifPresent(found -> erased.computeIfAbsent(found.segment(), first -> new ArrayList<>())
                    .add(found));
            done = place.isPresent();
        }
        erasing |= done;
        return done;
    }

    /// The number that the next content is going to get.
    public long nextContentId() {
        return firstContentId + contents.size();
    }

    /// What the works of this batch share under a key: made by the first one that asks, closed once after all works.
    ///
    /// @throws ClassCastException if another kind of closing has the key
    public <C extends Closing> C closing(Object key, Class<C> kind, Supplier<C> first) {
        return kind.cast(closings.computeIfAbsent(key, absent -> first.get()));
    }

    List<Draft> drafts() {
        return drafts;
    }

    List<Long> contentIds() {
        return contentIds;
    }

    List<SealedContent> contents() {
        return contents;
    }

    long firstContentId() {
        return firstContentId;
    }

    boolean isErasing() {
        return erasing;
    }

    /// Overwrites the bytes of what was erased.
    void blank() {
        erased.forEach((segment, places) -> ContentTable.blank(session, segment, places));
    }

    Iterable<Closing> closings() {
        return closings.values();
    }

    /// Closings that were asked for, those asked for by closings included.
    void close() {
        List<Object> closed = new ArrayList<>();
        while (closed.size() < closings.size()) {
            for (Object key : List.copyOf(closings.keySet())) {
                Closing closing = closings.get(key);
                if (!closed.contains(key) && closing != null) {
                    closed.add(key);
                    closing.close(this);
                }
            }
        }
    }
}

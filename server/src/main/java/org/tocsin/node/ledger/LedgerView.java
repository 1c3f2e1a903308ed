package org.tocsin.node.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.EpochTable.EpochRow;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.TreeDomain;

/// The ledger to read from: its head, its entries and proofs of them, in the current epoch and the closed ones. Shows
/// only
/// what is durable and released: an entry that is committed but whose high-water mark is not yet written is not there.
/// Safe for all threads.
public final class LedgerView {
    /// Entries of an old epoch cost 64 bytes a leaf in memory once they are proven; there are few epochs.
    private static final int HOT_SEGMENTS = 16;

    private final Transactions transactions;
    private final ContentStore contents;
    private final Map<Integer, EpochRow> closed;
    private final MerkleTree tree;
    private final Map<Integer, MerkleTree> closedTrees = new ConcurrentHashMap<>();
    private volatile Head head;
    /// The last segments committed, oldest first; replaced as a whole by the committer.
    private volatile List<Segment> hot = List.of();

    private LedgerView(Transactions transactions, Map<Integer, EpochRow> closed, Head head, MerkleTree tree) {
        this.transactions = transactions;
        this.contents = new ContentStore(transactions);
        this.closed = closed;
        this.head = head;
        this.tree = tree;
    }

    /// Loads a team's ledger, making its first epoch if there is none: every leaf is computed again from the stored
    /// bytes,
    /// and the root and the signature of the stored checkpoint are compared.
    ///
    /// @param key what signs the current epoch
    /// @throws LedgerDamaged if anything is not as it was stored
    public static LedgerView load(Transactions transactions, Team team, SuiteKey key) {
        return load(
                transactions,
                team,
                head -> CheckpointVerifier.verify(head.checkpoint(), head.origin(), key)
                        instanceof CheckpointVerdict.Verified);
    }

    /// As above, where a key may have taken another one's place.
    ///
    /// @param isSigned whether a key of the team signed a head
    public static LedgerView load(Transactions transactions, Team team, Predicate<Head> isSigned) {
        List<EpochRow> rows = transactions.read(EpochTable::all);
        if (rows.isEmpty()) {
            Head first = new Head(new Origin(team, 1), new TreeHead(0, TreeDomain.LEDGER.empty()), Bytes.EMPTY);
            transactions.writing(session -> EpochTable.insert(session, first));
            return load(transactions, team, isSigned);
        }
        LedgerView view = loadUnsigned(transactions, team);
        Head head = view.head();
        if (head.tree().size() > 0 && !isSigned.test(head)) {
            throw new LedgerDamaged(
                    "the stored checkpoint of " + head.origin() + " is not signed by the key given for it");
        }
        return view;
    }

    /// As `load`, without a key: the checkpoint's text is compared, its signature is not.
    static LedgerView loadUnsigned(Transactions transactions, Team team) {
        return transactions.read(session -> {
            Map<Integer, EpochRow> closed = new TreeMap<>();
            List<EpochRow> rows = EpochTable.all(session);
            for (EpochRow row : rows) {
                if (!row.head().origin().team().equals(team)) {
                    throw new LedgerDamaged("the database holds the ledger of "
                            + row.head().origin().team() + ", not of " + team);
                }
                closed.put(row.head().origin().epoch(), row);
            }
            if (rows.isEmpty()) {
                throw new LedgerDamaged("the database holds no ledger");
            }
            EpochRow current = rows.getLast();
            closed.remove(current.head().origin().epoch());
            MerkleTree tree = tree(session, current.head());
            return new LedgerView(transactions, closed, current.head(), tree);
        });
    }

    /// Marks the database as a copy of another one that may go on: its node will not sign in this epoch before it is
    /// known
    /// that nothing was released beyond the copy. Rule R-LED-7.
    public void markAsCopy(Instant madeAt) {
        transactions.writing(session -> CopyMarkTable.put(session, new CopyMark(madeAt)));
    }

    /// Marks the database as older than what its node had seen of partners, in a transaction that mends what it can:
    /// its
    /// node signs no more in this epoch. Rule R-LED-7.
    public static void markAsOutdated(Session session) {
        CopyMarkTable.put(session, CopyMark.OUTDATED);
    }

    /// The contents of own and received statements.
    public ContentStore contents() {
        return contents;
    }

    /// The current epoch's durable head.
    public Head head() {
        return head;
    }

    /// All epochs that this database holds, ascending.
    public List<Integer> epochs() {
        List<Integer> epochs = new ArrayList<>(closed.keySet());
        epochs.add(head.origin().epoch());
        return epochs;
    }

    /// The last stored head of an epoch, with the checkpoint under which its entries are proven.
    public Optional<Head> head(int epoch) {
        Head current = head;
        if (epoch == current.origin().epoch()) {
            return Optional.of(current);
        }
        return Optional.ofNullable(closed.get(epoch)).map(EpochRow::head);
    }

    /// Where a former epoch was closed: its highest size that anyone is known to hold. May be above the stored head.
    public Optional<TreeHead> closedAt(int epoch) {
        return Optional.ofNullable(closed.get(epoch)).flatMap(EpochRow::closed);
    }

    /// The root at a size up to the epoch's head.
    public Digest root(int epoch, long size) {
        return tree(epoch, size).root(size);
    }

    /// The shared proof of some entries, by ascending index, at a size up to the epoch's head. Rule R-LED-4.
    public List<Digest> shared(int epoch, long[] indices, long size) {
        return tree(epoch, size).shared(indices, size);
    }

    /// Proof that the epoch's tree at `from` is a prefix of the one at `to`, which is at most the head's.
    public List<Digest> consistency(int epoch, long from, long to) {
        return tree(epoch, to).consistency(from, to);
    }

    /// One entry with its proof under its epoch's head, disclosing these fragments (which may be empty).
    public Optional<Evidence> evidence(int epoch, long index, Bytes fragments) {
        Optional<Head> under = head(epoch);
        Optional<Entry> entry = entry(epoch, index);
        if (under.isEmpty() || entry.isEmpty()) {
            return Optional.empty();
        }
        List<Digest> proof =
                shared(epoch, new long[] {index}, under.get().tree().size());
        return Optional.of(
                new Evidence(under.get().checkpoint(), index, proof, entry.get().statement(), fragments));
    }

    public Optional<Entry> entry(int epoch, long index) {
        List<Entry> found = entries(epoch, index, 1);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /// Entries from an index on, ascending, at most so many.
    public List<Entry> entries(int epoch, long from, int limit) {
        long end = Math.min(released(epoch), Math.addExact(from, limit));
        if (from < 0 || from >= end) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>((int) (end - from));
        segments(epoch, from, segment -> {
            segment.walk((place, offset, length, kind, contentId, leafHash) -> {
                long index = segment.firstIndex() + place;
                if (index >= from && index < end) {
                    entries.add(segment.entry(place, offset, length, kind, contentId, leafHash));
                }
                return index + 1 < end;
            });
            return segment.endIndex() < end ? segment.endIndex() : -1;
        });
        return entries;
    }

    private long released(int epoch) {
        return head(epoch).map(of -> of.tree().size()).orElse(0L);
    }

    /// Hands the segment in which an index stands to a visitor, which says the next index to find, or -1.
    private void segments(int epoch, long from, ToLongFunction<Segment> visitor) {
        long next = from;
        List<Segment> recent = hot;
        if (!recent.isEmpty()
                && recent.getFirst().epoch() == epoch
                && recent.getFirst().firstIndex() <= from) {
            for (Segment segment : recent) {
                if (next >= 0 && next < segment.endIndex()) {
                    next = visitor.applyAsLong(segment);
                }
            }
            return;
        }
        transactions.read(session -> {
            long wanted = from;
            while (wanted >= 0) {
                Segment segment =
                        SegmentTable.containing(session, epoch, wanted).orElse(null);
                if (segment == null || segment.endIndex() <= wanted) {
                    throw new LedgerDamaged("entry " + wanted + " of epoch " + epoch + " is missing");
                }
                wanted = visitor.applyAsLong(segment);
            }
            return true;
        });
    }

    public Transactions transactions() {
        return transactions;
    }

    /// The current epoch's tree: the committer writes it, nobody else does.
    MerkleTree tree() {
        return tree;
    }

    /// Shows what was committed.
    void publish(Head next, Segment segment) {
        List<Segment> segments = new ArrayList<>(hot);
        if (segments.size() == HOT_SEGMENTS) {
            segments.removeFirst();
        }
        segments.add(segment);
        hot = List.copyOf(segments);
        head = next;
    }

    private MerkleTree tree(int epoch, long size) {
        Head of = head(epoch).orElseThrow(() -> new IllegalArgumentException("no epoch " + epoch));
        if (size > of.tree().size()) {
            throw new IllegalArgumentException(of.origin() + " has " + of.tree().size() + " entries, not " + size);
        }
        if (epoch == head.origin().epoch()) {
            return tree;
        }
        return closedTrees.computeIfAbsent(epoch, absent -> transactions.read(session -> tree(session, of)));
    }

    private static MerkleTree tree(Session session, Head head) {
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        try {
            int epoch = head.origin().epoch();
            Optional<SegmentTable.Numbered> next = SegmentTable.next(session, epoch, 0);
            while (next.isPresent()) {
                grow(tree, next.get().segment());
                next = SegmentTable.next(session, epoch, tree.size());
            }
        } catch (IllegalArgumentException e) {
            throw new LedgerDamaged("a segment of " + head.origin() + " is damaged: " + e.getMessage());
        }
        if (!tree.head().equals(head.tree())) {
            throw new LedgerDamaged(
                    "the entries of " + head.origin() + " make another tree than the stored one of size "
                            + head.tree().size());
        }
        boolean signed = CheckpointVerifier.claimed(head.checkpoint())
                .filter(new Checkpoint(head.origin(), head.tree())::equals)
                .isPresent();
        if (!signed && head.tree().size() > 0) {
            throw new LedgerDamaged("the stored checkpoint of " + head.origin() + " is not of its head");
        }
        return tree;
    }

    private static void grow(MerkleTree tree, Segment segment) {
        if (segment.firstIndex() != tree.size() || !segment.isSealed()) {
            throw new IllegalArgumentException("the one from entry " + segment.firstIndex());
        }
        segment.walk((place, offset, length, kind, contentId, leafHash) -> {
            Bytes statement = segment.statements().slice(offset, offset + length);
            if (!TreeDomain.LEDGER.leaf(statement).equals(leafHash)) {
                throw new IllegalArgumentException("entry " + (segment.firstIndex() + place));
            }
            tree.append(leafHash);
            return true;
        });
    }
}

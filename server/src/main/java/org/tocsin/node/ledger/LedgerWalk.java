package org.tocsin.node.ledger;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.EpochTable.EpochRow;
import org.tocsin.node.ledger.LedgerVerifier.BadFinding;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.ledger.StartGate.PartnerHead;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// One walk of `LedgerVerifier` over one snapshot.
final class LedgerWalk implements Inspector.Report {
    private final Session session;
    private final ContentStore.Reader contents;
    private final Team team;
    private final Progress progress;
    private final BitSet claimed = new BitSet();
    private List<EpochRow> rows = List.of();
    private String table = "ledger_epoch";
    private long row;
    private long total;
    private long entries;
    private long opened;
    private long erased;
    private long evidence;

    LedgerWalk(Session session, Transactions transactions, Team team, Progress progress) {
        this.session = session;
        this.contents = new ContentStore(transactions).reader(session);
        this.team = team;
        this.progress = progress;
    }

    /// Where the walk is.
    String table() {
        return table;
    }

    long row() {
        return row;
    }

    Verdict.Sound sound() {
        progress.at(total, total);
        return new Verdict.Sound(entries, opened, erased, evidence);
    }

    /// All epochs, each from its first entry to its signed head.
    void epochs(Predicate<Head> signed) {
        rows = EpochTable.all(session);
        if (rows.isEmpty()) {
            throw bad("ledger_epoch", 0, "", 0, "there is no epoch");
        }
        total = rows.stream().mapToLong(each -> each.head().tree().size()).sum();
        long segments = 0;
        for (EpochRow each : rows) {
            segments += epoch(each, signed);
        }
        if (SegmentTable.count(session) != segments) {
            throw bad("ledger_segment", 0, "epoch", 0, "there are segments that belong to no epoch, or stand twice");
        }
    }

    private long epoch(EpochRow of, Predicate<Head> signed) {
        Origin origin = of.head().origin();
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        long segments = 0;
        at("ledger_segment", 0);
        Optional<SegmentTable.Numbered> next = SegmentTable.next(session, origin.epoch(), 0);
        while (next.isPresent()) {
            at("ledger_segment", next.get().id());
            segment(origin, tree, next.get().segment());
            progress.at(entries, total);
            segments++;
            next = SegmentTable.next(session, origin.epoch(), tree.size());
        }
        at("ledger_epoch", origin.epoch());
        head(of, tree, signed);
        return segments;
    }

    private void head(EpochRow of, MerkleTree tree, Predicate<Head> signed) {
        Head head = of.head();
        if (!head.origin().team().equals(team)) {
            throw here("team", 0, "is " + head.origin().team() + ", not " + team);
        }
        if (head.tree().size() != tree.size()) {
            throw here("size", 0, "is " + head.tree().size() + ", but the segments hold " + tree.size() + " entries");
        }
        equal(table, row, "root", tree.root().bytes(), head.tree().root().bytes());
        if (head.tree().size() > 0) {
            boolean same = CheckpointVerifier.claimed(head.checkpoint())
                    .filter(new Checkpoint(head.origin(), head.tree())::equals)
                    .isPresent();
            if (!same) {
                throw here("checkpoint", 0, "is not a checkpoint of this head");
            }
            if (!signed.test(head)) {
                throw here("checkpoint", 0, "is not signed by a key of the team");
            }
        }
        if (!of.isSealed()) {
            throw here("closed_size", 0, "the row, or its seal, was changed");
        }
    }

    private void segment(Origin origin, MerkleTree tree, Segment segment) {
        if (segment.firstIndex() != tree.size()) {
            throw here("first_index", 0, "is " + segment.firstIndex() + ", but entry " + tree.size() + " is next");
        }
        boolean sealed = segment.isSealed();
        segment.walk((place, offset, length, kind, contentId, leafHash) -> {
            Entry entry = segment.entry(place, offset, length, kind, contentId, leafHash);
            Digest computed = TreeDomain.LEDGER.leaf(entry.statement());
            if (!computed.equals(leafHash)) {
                if (sealed) {
                    throw here("statements", offset, "entry " + entry.index() + " is not what its leaf was made of");
                }
                long at = (long) place * Segment.PLACE_BYTES + Segment.PLACE_BYTES - Digest.LENGTH;
                throw here("places", at + differs(computed.array(), leafHash.array()), "not the leaf of its entry");
            }
            entry(origin, entry, offset, (long) place * Segment.PLACE_BYTES);
            tree.append(leafHash);
            return true;
        });
        if (!sealed) {
            throw here("places", 0, "the row, or its seal, was changed");
        }
    }

    private void entry(Origin origin, Entry entry, long offset, long placeOffset) {
        Statement statement;
        try {
            statement = StatementCodec.decode(entry.statement());
        } catch (WireException e) {
            throw here("statements", offset, "entry " + entry.index() + ": " + e.getMessage());
        }
        if (!statement.origin().equals(origin)) {
            throw here("statements", offset, "entry " + entry.index() + " is of " + statement.origin());
        }
        if (statement.kind() != entry.kind()) {
            throw here("places", placeOffset, "entry " + entry.index() + " is of kind " + statement.kind());
        }
        entries++;
        if (entry.contentId() != Draft.NO_CONTENT) {
            content(table, row, entry.contentId(), entry.leafHash(), statement.fragmentsRoot());
        }
    }

    /// The database must not be behind what was once released.
    void mark(HighWaterFile.Mark mark) {
        if (mark instanceof HighWaterFile.Mark.At at) {
            Origin origin = at.origin();
            TreeHead head = at.head();
            boolean held = rows.stream()
                    .map(EpochRow::head)
                    .anyMatch(own -> own.origin().equals(origin)
                            && (own.tree().size() > head.size() || own.tree().equals(head)));
            if (!held) {
                throw bad(
                        "ledger_epoch",
                        origin.epoch(),
                        "size",
                        0,
                        "the high-water file has " + head.size() + " entries of " + origin
                                + ": the database was restored from a backup");
            }
        }
    }

    void partnerHeads() {
        at("partner_head", 0);
        for (PartnerHeadTable.Kept kept : PartnerHeadTable.kept(session, team)) {
            PartnerHead head = kept.head();
            boolean same = CheckpointVerifier.claimed(head.checkpoint())
                    .filter(new Checkpoint(head.origin(), head.head())::equals)
                    .isPresent();
            if (!same || !kept.sealed()) {
                throw here("", 0, "the head that " + head.partner() + " held was changed");
            }
        }
    }

    void inspect(Inspector inspector) {
        at(inspector.name(), 0);
        inspector.inspect(session, this);
    }

    /// Every content belongs to a statement, and every segment of contents to a content.
    void strays() {
        at("content", 0);
        ContentTable.eachId(session, id -> {
            if (id < 1 || id > Integer.MAX_VALUE || !claimed.get((int) id)) {
                throw bad("content", id, "id", 0, "belongs to no statement");
            }
        });
        long stray = ContentTable.straySegment(session);
        if (stray != 0) {
            throw bad("content_segment", stray, "id", 0, "holds no content");
        }
        ContentTable.odd(session).ifPresent(odd -> {
            throw bad("content_segment", odd.segment(), "body", odd.offset(), odd.what());
        });
    }

    @Override
    public void checked() {
        evidence++;
    }

    @Override
    public void content(String owner, long ownerRow, long contentId, Digest leafHash, Digest fragmentsRoot) {
        if (contentId < 1 || contentId > Integer.MAX_VALUE) {
            throw bad(owner, ownerRow, "content_id", 0, "no such content: " + contentId);
        }
        claimed.set((int) contentId);
        switch (contents.get(contentId, leafHash)) {
            case ContentStore.Content.Erased gone -> erased++;
            case ContentStore.Content.Damaged damaged -> throw bad("content", contentId, "slots", 0, damaged.what());
            case ContentStore.Content.Held held -> {
                opened++;
                if (!fragmentsRoot.equals(root(contentId, held.fragments()))) {
                    throw bad("content", contentId, "segment", 0, "is not the content of its statement");
                }
            }
        }
    }

    private Digest root(long contentId, Bytes fragments) {
        try {
            FragmentSet set = FragmentCodec.decodeSet(fragments);
            return FragmentTree.root(set)
                    .orElseThrow(() -> bad("content", contentId, "segment", 0, "its hashes do not fit"));
        } catch (WireException e) {
            throw bad("content", contentId, "segment", 0, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void equal(String of, long ofRow, String column, Bytes expected, Bytes found) {
        if (!expected.equals(found)) {
            throw bad(of, ofRow, column, differs(expected.array(), found.array()), "is not what follows from the rest");
        }
    }

    @Override
    public BadFinding bad(String of, long ofRow, String column, long offset, String why) {
        return new BadFinding(new Verdict.Bad(of, ofRow, column, offset, why));
    }

    private BadFinding here(String column, long offset, String why) {
        return bad(table, row, column, offset, why);
    }

    private void at(String of, long ofRow) {
        table = of;
        row = ofRow;
    }

    /// The first byte that differs.
    private static int differs(byte[] one, byte[] other) {
        return Math.max(0, Arrays.mismatch(one, other));
    }
}

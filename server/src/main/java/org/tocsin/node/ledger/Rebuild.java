package org.tocsin.node.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TableDigest;
import org.tocsin.node.store.Transactions;

/// Makes all projections anew from the ledger and other primary data, in one transaction, and says whether they came
/// out
/// as they were (invariant I11). Runs while the node is stopped.
public final class Rebuild {
    private static final int PAGE = 1_024;

    private final LedgerView view;
    private final List<Projection> projections;

    /// One table, before and after.
    public record Table(String name, long rowsBefore, long rowsAfter, boolean same) {}

    /// What a rebuild came to.
    public record Report(long entries, List<Table> tables) {
        public Report {
            tables = List.copyOf(tables);
        }

        public boolean same() {
            return tables.stream().allMatch(Table::same);
        }
    }

    public Rebuild(LedgerView view, List<Projection> projections) {
        this.view = view;
        this.projections = List.copyOf(projections);
    }

    public Report run(Progress progress) {
        return view.transactions().write(session -> run(session, progress));
    }

    /// Makes all projections anew beside the stored ones, which stay as they are, and compares: in one snapshot, also
    /// while a node writes. The database is one that nobody else reads through, since what rooms keep in memory beside
    /// it
    /// is made of what is compared.
    ///
    /// @throws IllegalStateException if what they are made of is damaged
    public static Report compare(Transactions transactions, List<Projection> projections, Progress progress) {
        return transactions.rehearse(session -> {
            List<TableDigest> stored = digests(session, projections);
            projections.forEach(projection -> projection.tables().forEach(session::shadow));
            ContentStore contents = new ContentStore(transactions);
            List<Head> heads = EpochTable.all(session).stream()
                    .map(EpochTable.EpochRow::head)
                    .toList();
            long total = heads.stream().mapToLong(head -> head.tree().size()).sum();
            long done = 0;
            for (Head head : heads) {
                done = replayed(session, head.origin().epoch(), done, projections, contents);
                progress.at(done, total);
            }
            projections.forEach(projection -> projection.finish(session, contents));
            return report(done, stored, digests(session, projections));
        });
    }

    private static long replayed(
            Session session, int epoch, long before, List<Projection> projections, ContentStore contents) {
        long index = 0;
        Optional<SegmentTable.Numbered> next = SegmentTable.next(session, epoch, 0);
        while (next.isPresent()) {
            Segment segment = next.get().segment();
            if (segment.firstIndex() != index) {
                // A damaged index may give the same row again, for ever.
                throw new IllegalStateException("row " + next.get().id() + " of ledger_segment begins at entry "
                        + segment.firstIndex() + ", but entry " + index + " of epoch " + epoch + " is next");
            }
            segment.walk((place, offset, length, kind, contentId, leafHash) -> {
                Entry entry = segment.entry(place, offset, length, kind, contentId, leafHash);
                projections.forEach(projection -> projection.replay(session, entry, contents));
                return true;
            });
            index = segment.endIndex();
            next = SegmentTable.next(session, epoch, index);
        }
        return before + index;
    }

    private Report run(Session session, Progress progress) {
        List<TableDigest> before = digests(session, projections);
        projections.forEach(projection -> projection.tables().forEach(session::empty));
        long entries = replay(session, progress);
        projections.forEach(projection -> projection.finish(session, view.contents()));
        return report(entries, before, digests(session, projections));
    }

    private static Report report(long entries, List<TableDigest> before, List<TableDigest> after) {
        List<Table> report = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            TableDigest was = before.get(i);
            TableDigest is = after.get(i);
            report.add(new Table(was.table(), was.rows(), is.rows(), was.equals(is)));
        }
        return new Report(entries, report);
    }

    private static List<TableDigest> digests(Session session, List<Projection> projections) {
        return projections.stream()
                .flatMap(projection -> projection.digests(session).stream())
                .toList();
    }

    private long replay(Session session, Progress progress) {
        long total = view.epochs().stream()
                .mapToLong(epoch -> view.head(epoch).orElseThrow().tree().size())
                .sum();
        long done = 0;
        for (int epoch : view.epochs()) {
            long next = 0;
            List<Entry> page = view.entries(epoch, next, PAGE);
            while (!page.isEmpty()) {
                for (Entry entry : page) {
                    projections.forEach(projection -> projection.replay(session, entry, view.contents()));
                }
                done += page.size();
                next += page.size();
                progress.at(done, total);
                page = view.entries(epoch, next, PAGE);
            }
        }
        return done;
    }
}

package org.tocsin.node.ledger;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.node.ledger.LedgerVerifier.Progress;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TableDigest;

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

    private Report run(Session session, Progress progress) {
        List<TableDigest> before = digests(session);
        projections.forEach(projection -> projection.tables().forEach(session::empty));
        long entries = replay(session, progress);
        projections.forEach(projection -> projection.finish(session, view.contents()));
        List<TableDigest> after = digests(session);
        List<Table> report = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            TableDigest was = before.get(i);
            TableDigest is = after.get(i);
            report.add(new Table(was.table(), was.rows(), is.rows(), was.equals(is)));
        }
        return new Report(entries, report);
    }

    private List<TableDigest> digests(Session session) {
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

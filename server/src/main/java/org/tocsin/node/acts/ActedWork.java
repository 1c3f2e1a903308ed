package org.tocsin.node.acts;

import org.tocsin.local.LocalEntry;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// A work that an officer's call hands to the ledger: what it does and the entry that says for whom become durable
/// together, or not at all. Threat T40.
final class ActedWork implements Work {
    private final Work work;
    private final Act act;

    ActedWork(Work work, Act act) {
        this.work = work;
        this.act = act;
    }

    @Override
    public int bytes() {
        return work.bytes();
    }

    @Override
    public WorkOrigin origin() {
        return work.origin();
    }

    @Override
    public boolean states() {
        return work.states();
    }

    @Override
    public void run(Batch batch) {
        long before = batch.nextIndex();
        work.run(batch);
        long stated = batch.nextIndex() - before;
        // A work that could have stated something and did not was refused, and says so to its caller.
        if (stated > 0 || !work.states()) {
            batch.closing(act, Stated.class, () -> new Stated(act)).more(before, stated);
        }
    }

    @Override
    public void committed(Head head) {
        work.committed(head);
    }

    @Override
    public void failed(LedgerException cause) {
        work.failed(cause);
    }

    /// The one entry of a commit about all that it holds of an act.
    private static final class Stated implements Batch.Closing {
        private final Act act;
        private long first = -1;
        private long end;
        private long count;
        private long noted;

        Stated(Act act) {
            this.act = act;
        }

        void more(long from, long stated) {
            if (stated > 0) {
                first = first < 0 ? from : first;
                end = from + stated;
                count += stated;
            }
        }

        @Override
        public void close(Batch batch) {
            String what = count == 0
                    ? "rows only"
                    : "statements of " + batch.origin() + ": " + count + " in " + first + " to " + (end - 1);
            noted = LocalTable.append(batch.session(), act.entry(batch.now(), LocalEntry.Kind.STATED, what));
        }

        @Override
        public void committed(Head head) {
            if (!act.hasBegun()) {
                act.begunAt(noted);
            }
        }
    }
}

package org.tocsin.node.witness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;

/// What is to be done as soon as a commit is durable, on the committer's thread.
final class Afterwards implements Batch.Closing {
    private static final Logger log = LoggerFactory.getLogger(Afterwards.class);

    private final List<Runnable> tasks = new ArrayList<>();

    private Afterwards() {}

    /// The task must be short.
    static void of(Batch batch, Runnable task) {
        batch.closing(Afterwards.class, Afterwards.class, Afterwards::new).tasks.add(task);
    }

    @Override
    public void close(Batch batch) {
        // The rows are written already.
    }

    @Override
    public void committed(Head head) {
        for (Runnable task : tasks) {
            try {
                task.run();
            } catch (RejectedExecutionException stopping) {
                log.debug("the node stops: what was to be done behind a commit is done after the next start");
            } catch (RuntimeException bug) {
                log.error("what was to be done behind a commit failed: report this", bug);
            }
        }
    }
}

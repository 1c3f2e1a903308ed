package org.tocsin.node.emergency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;

/// Tells whoever watches what happened about emergencies, as soon as it is durable.
final class EmergencyFeed {
    private static final Logger log = LoggerFactory.getLogger(EmergencyFeed.class);

    private final List<Consumer<Occurrence>> watchers = new CopyOnWriteArrayList<>();

    AutoCloseable watch(Consumer<Occurrence> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    void tell(Occurrence occurrence) {
        for (Consumer<Occurrence> watcher : watchers) {
            try {
                watcher.accept(occurrence);
            } catch (RuntimeException bug) {
                log.error("a watcher of emergencies failed: report this", bug);
            }
        }
    }

    /// The committer goes on, whatever becomes of it.
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException stopping) {
            log.debug("the node stops: what was to be done behind a commit is done after the next start");
        } catch (RuntimeException bug) {
            log.error("what was to be done behind a commit failed: report this", bug);
        }
    }

    /// Has something told when a batch is durable.
    void note(Batch batch, Occurrence occurrence) {
        gathered(batch).occurrences.add(occurrence);
    }

    /// Has something done when a batch is durable, behind what is told. It must be short, and must not throw.
    void after(Batch batch, Runnable task) {
        gathered(batch).tasks.add(task);
    }

    private Gathered gathered(Batch batch) {
        return batch.closing(EmergencyFeed.class, Gathered.class, Gathered::new);
    }

    private final class Gathered implements Batch.Closing {
        private final List<Occurrence> occurrences = new ArrayList<>();
        private final List<Runnable> tasks = new ArrayList<>();

        @Override
        public void close(Batch batch) {
            // The rows are written already.
        }

        // Whoever watches waits for nothing: the lanes go first.
        @Override
        public void afterwards(Head head) {
            occurrences.forEach(EmergencyFeed.this::tell);
            tasks.forEach(EmergencyFeed::run);
        }
    }
}

package org.tocsin.node.directory;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;

/// What one commit changed about agreements: told on the committer's thread as soon as it is durable, before the next
/// commit decides anything.
final class AgreementNews implements Batch.Closing {
    /// Who is told.
    interface Listener {
        /// Something is stored. @param events what the audit is to say of it
        void stored(List<AuditEvent> events);
    }

    private final Listener listener;
    private final List<AuditEvent> events = new ArrayList<>();

    private AgreementNews(Listener listener) {
        this.listener = listener;
    }

    static void note(Batch batch, Listener listener, AuditEvent event) {
        batch.closing(AgreementNews.class, AgreementNews.class, () -> new AgreementNews(listener))
                .events
                .add(event);
    }

    @Override
    public void close(Batch batch) {
        // The rows are written already.
    }

    @Override
    public void committed(Head head) {
        listener.stored(events);
    }
}

package org.tocsin.node.emergency;

import java.time.Duration;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.ledger.Batch;

/// What happens at this team when an emergency is raised, comes, or moves: who is summoned, and what is awaited. In the
/// commit that stores it.
final class DutyDesk {
    /// Within which an agreement's quota and the hard cap count.
    static final Duration WINDOW = Duration.ofHours(24);

    private final EmergencyFeed feed;

    DutyDesk(EmergencyFeed feed) {
        this.feed = feed;
    }

    /// A partner calls us.
    void called(Batch batch, EmergencyTable.Held held, Emergency emergency) {
        feed.due(batch);
    }

    /// Another team stated a step.
    void heard(Batch batch, EmergencyTable.Held held, Team by, Step step) {
        feed.due(batch);
    }

    /// We raised one.
    void raised(Batch batch, EmergencyTable.Held held, Emergency emergency) {
        feed.due(batch);
    }

    /// We stated a step.
    void stated(Batch batch, EmergencyTable.Held held, Step step) {
        feed.due(batch);
    }
}

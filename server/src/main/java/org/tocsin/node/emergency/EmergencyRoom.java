package org.tocsin.node.emergency;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of this room, put together: what officers use, what takes in what partners state, and what is done by
/// itself.
public final class EmergencyRoom {
    private static final Logger log = LoggerFactory.getLogger(EmergencyRoom.class);

    private final EmergencyParts parts;
    private final Emergencies emergencies;
    private final EmergencyIntake intake;
    private final RelayDesk relays;
    private final RecordsAhead ahead;
    private final Summoning summoning;
    private final DutyTimers timers;
    private final CheckInCadence cadence;

    public EmergencyRoom(EmergencyParts parts) {
        this.parts = parts;
        EmergencyFeed feed = new EmergencyFeed();
        relays = new RelayDesk(parts, feed);
        EmergencyStating stating = new EmergencyStating(parts, feed, relays);
        relays.statesBy(stating);
        summoning = new Summoning(parts, feed);
        DutyDesk desk = new DutyDesk(parts, feed, stating, summoning);
        var ways = new OtherWays(parts, feed, relays, summoning);
        ahead = new RecordsAhead(parts, feed);
        RaisedDesk raised = new RaisedDesk(parts, feed, stating, summoning, ways, ahead);
        timers = new DutyTimers(parts, stating, desk, raised);
        emergencies = new Emergencies(parts, feed, stating, desk, raised);
        intake = new EmergencyIntake(parts, feed, desk, raised, new RelayIntake(parts, feed, stating));
        cadence = new CheckInCadence(parts, emergencies);
        parts.scan().onReceipted(partner -> later(() -> raised.receipted(partner)));
        parts.duty().listen(summoning::done);
    }

    public Emergencies emergencies() {
        return emergencies;
    }

    public EmergencyIntake intake() {
        return intake;
    }

    /// Goes on where the last process ended: attempts without an outcome are made once more, and what came due
    /// meanwhile
    /// is done by the next `tick`.
    public void resume() {
        later(summoning::resume);
    }

    /// Does what is due. To be called several times a second; does not block.
    public void tick() {
        later(timers::tick);
        later(relays::tick);
        later(ahead::tick);
        later(cadence::tick);
    }

    private void later(Runnable task) {
        try {
            parts.tasks().execute(() -> unharmed(task));
        } catch (RejectedExecutionException stopping) {
            log.debug("the node stops: what is due is done after the next start");
        }
    }

    /// A store or a ledger that fails now may do it at the next look.
    private static void unharmed(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) {
            log.error("what is due about emergencies failed, and is tried again", failed);
        }
    }
}

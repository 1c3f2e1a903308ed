package org.tocsin.node.emergency;

/// The parts of this room, put together: what officers use, what takes in what partners state, and what is done by
/// itself.
public final class EmergencyRoom {
    private final EmergencyParts parts;
    private final Emergencies emergencies;
    private final EmergencyIntake intake;
    private final Summoning summoning;
    private final DutyTimers timers;

    public EmergencyRoom(EmergencyParts parts) {
        this.parts = parts;
        EmergencyFeed feed = new EmergencyFeed();
        EmergencyStating stating = new EmergencyStating(parts, feed);
        summoning = new Summoning(parts, feed);
        DutyDesk desk = new DutyDesk(parts, feed, stating, summoning);
        RaisedDesk raised = new RaisedDesk(parts, feed, stating, summoning);
        timers = new DutyTimers(parts, desk, raised);
        emergencies = new Emergencies(parts, feed, stating, desk, raised);
        intake = new EmergencyIntake(parts, feed, desk, raised);
        parts.scan().onReceipted(partner -> parts.tasks().execute(() -> raised.receipted(partner)));
        parts.duty().listen(summoning::done);
    }

    public Emergencies emergencies() {
        return emergencies;
    }

    public EmergencyIntake intake() {
        return intake;
    }

    /// Goes on where the last process ended: attempts without an outcome are made once more, and what came due meanwhile
    /// is done by the next `tick`.
    public void resume() {
        parts.tasks().execute(summoning::resume);
    }

    /// Does what is due. To be called several times a second; does not block.
    public void tick() {
        parts.tasks().execute(timers::tick);
    }
}

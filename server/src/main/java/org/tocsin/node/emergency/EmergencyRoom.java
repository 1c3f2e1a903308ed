package org.tocsin.node.emergency;


/// The parts of this room, put together: what officers use, what takes in what partners state, and what is done by
/// itself.
public final class EmergencyRoom {
    private final Emergencies emergencies;
    private final EmergencyIntake intake;

    public EmergencyRoom(EmergencyParts parts) {
        EmergencyFeed feed = new EmergencyFeed();
        EmergencyStating stating = new EmergencyStating(parts, feed);
        DutyDesk desk = new DutyDesk(feed);
        emergencies = new Emergencies(parts, feed, stating, desk);
        intake = new EmergencyIntake(parts, feed, desk);
    }

    public Emergencies emergencies() {
        return emergencies;
    }

    public EmergencyIntake intake() {
        return intake;
    }
}

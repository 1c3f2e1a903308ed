package org.tocsin.node.intake;

import org.tocsin.model.Lane;
import org.tocsin.model.Statement;

/// What a lane from a partner carries, and how much of it may be under way. Rule R-LAN-11.
final class LaneRules {
    /// Messages of a lane that were asked for and are not done with.
    static final int MESSAGES_IN_FLIGHT_MAX = 16;
    /// As above, of history: it may wait.
    static final int BULK_MESSAGES_IN_FLIGHT_MAX = 8;
    /// As above, of lanes whose statements are small and few.
    static final int SMALL_MESSAGES_IN_FLIGHT_MAX = 4;
    /// A message of any lane.
    static final int MESSAGE_BYTES_MAX = 1024 * 1024;
    /// A message of the emergency lane.
    static final int EMERGENCY_MESSAGE_BYTES_MAX = 16 * 1024;

    /// A fragment set on the emergency lane: that of a relay, the largest there, has less. Rule R-EMG-13.
    static final int EMERGENCY_SET_BYTES_MAX = 256 * 1024;

    private LaneRules() {}

    /// Bytes of one item's fragment set, at most.
    static int setBytesMax(Lane lane) {
        return lane == Lane.EMERGENCY ? EMERGENCY_SET_BYTES_MAX : ItemAssembly.FRAGMENT_SET_BYTES_MAX;
    }

    static int messagesInFlightMax(Lane lane) {
        return switch (lane) {
            case ROUTINE -> MESSAGES_IN_FLIGHT_MAX;
            case BULK -> BULK_MESSAGES_IN_FLIGHT_MAX;
            case CONTROL, EMERGENCY -> SMALL_MESSAGES_IN_FLIGHT_MAX;
        };
    }

    static int messageBytesMax(Lane lane) {
        return lane == Lane.EMERGENCY ? EMERGENCY_MESSAGE_BYTES_MAX : MESSAGE_BYTES_MAX;
    }

    /// Whether statements of a kind belong on a lane, whatever was agreed. What a relay holds its reader checks.
    static boolean carries(Lane lane, Statement.Kind kind) {
        return switch (lane) {
            case ROUTINE -> kind == Statement.Kind.RECORD || kind == Statement.Kind.RELAY;
            case BULK -> kind == Statement.Kind.RECORD;
            case CONTROL ->
                kind == Statement.Kind.RECORD_RECEIPT
                        || kind == Statement.Kind.WITHDRAW
                        || kind == Statement.Kind.AGREEMENT
                        || kind == Statement.Kind.AGREEMENT_ACT
                        || kind == Statement.Kind.NARROW
                        || kind == Statement.Kind.TEAM_PROFILE
                        || kind == Statement.Kind.MANIFEST
                        || kind == Statement.Kind.SEEN
                        || kind == Statement.Kind.EVIDENCE
                        || kind == Statement.Kind.INTRODUCTION
                        || kind == Statement.Kind.RELAY;
            case EMERGENCY ->
                kind == Statement.Kind.CHECK_IN
                        || kind == Statement.Kind.EMERGENCY
                        || kind == Statement.Kind.EMERGENCY_STEP
                        || kind == Statement.Kind.EMERGENCY_RELAY;
        };
    }
}

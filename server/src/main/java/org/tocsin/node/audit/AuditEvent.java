package org.tocsin.node.audit;

import java.util.Map;
import java.util.TreeMap;

/// Something that happened and that somebody will ask about. Details are names, counts and reasons: never content,
/// never keys.
public record AuditEvent(Kind kind, String actor, Map<String, String> details) {
    /// What happened.
    public enum Kind {
        NODE_STARTED,
        NODE_STOPPED,
        CONFIG_RELOADED,
        SIGNING_STARTED,
        SIGNING_REFUSED,
        LEDGER_REOPENED,
        LEDGER_FAILED,
        TOKEN_FAILED,
        TOKEN_WORKS,
        CLOCK_LEAPT,
        BACKUP_MADE,
        BACKUP_RESTORED,
        DOOR_REFUSED,
        CALL_REFUSED,
        OFFICER_ACTED,
        PEER_PINNED,
        PEER_CUT,
        PEER_RESTORED,
        PEER_INTRODUCED,
        INTRODUCTION_TAKEN,
        INTRODUCTION_CONTRADICTS,
        MANIFEST_ACCEPTED,
        MANIFEST_REFUSED,
        LEDGER_KEY_REPLACED,
        NODE_CERTIFICATE_REPLACED,
        RENEWAL_DUE,
        RETIRED_KEY_REFUSED,
        AGREEMENT_SIGNED,
        AGREEMENT_IN_FORCE,
        AGREEMENT_REFUSED,
        AGREEMENT_ACTED,
        AGREEMENT_REMINDER,
        PROFILE_STATED,
        PROFILE_TAKEN,
        PROFILE_REFUSED,
        PROFILE_STALE,
        ITEM_REFUSED,
        LANE_STOPPED,
        LANE_RESTARTED,
        LANE_OUT_OF_STEP,
        LANE_IN_STEP,
        EMERGENCY_RAISED,
        EMERGENCY_TAKEN,
        EMERGENCY_STEPPED,
        EMERGENCY_UNANSWERED,
        EMERGENCY_RELAYED,
        DUTY_UNCOVERED,
        CHANNEL_TRIED,
        CHANNEL_BROKEN,
        CHANNEL_WORKS,
        RECEIPT_REFUSED,
        EQUIVOCATION_PROVEN,
        CONSISTENCY_NOT_SHOWN,
        DOUBT_DECIDED
    }

    /// Who did it when nobody else did.
    public static final String NODE = "node";

    public AuditEvent {
        details = Map.copyOf(details);
    }

    public static AuditEvent of(Kind kind, String actor) {
        return new AuditEvent(kind, actor, Map.of());
    }

    public AuditEvent with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(details);
        more.put(name, String.valueOf(value));
        return new AuditEvent(kind, actor, more);
    }
}

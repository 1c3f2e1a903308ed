package org.tocsin.wire;

import org.tocsin.exchange.v1.DeclineReason;
import org.tocsin.exchange.v1.EmergencyKind;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;

/// Enums of emergencies, both ways. What is not known is refused.
final class EmergencyEnums {
    private EmergencyEnums() {}

    static EmergencyKind kind(Emergency.Kind kind) {
        return switch (kind) {
            case REAL -> EmergencyKind.EMERGENCY_KIND_REAL;
            case EXERCISE -> EmergencyKind.EMERGENCY_KIND_EXERCISE;
            case CHECK_IN -> EmergencyKind.EMERGENCY_KIND_CHECK_IN;
        };
    }

    static Emergency.Kind kind(EmergencyKind kind) throws WireException {
        return switch (kind) {
            case EMERGENCY_KIND_REAL -> Emergency.Kind.REAL;
            case EMERGENCY_KIND_EXERCISE -> Emergency.Kind.EXERCISE;
            case EMERGENCY_KIND_CHECK_IN -> Emergency.Kind.CHECK_IN;
            case EMERGENCY_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of emergency unknown to this version");
        };
    }

    static org.tocsin.exchange.v1.Precedence precedence(Precedence precedence) {
        return switch (precedence) {
            case FLASH -> org.tocsin.exchange.v1.Precedence.PRECEDENCE_FLASH;
            case IMMEDIATE -> org.tocsin.exchange.v1.Precedence.PRECEDENCE_IMMEDIATE;
            case PRIORITY -> org.tocsin.exchange.v1.Precedence.PRECEDENCE_PRIORITY;
            case ROUTINE -> org.tocsin.exchange.v1.Precedence.PRECEDENCE_ROUTINE;
        };
    }

    static Precedence precedence(org.tocsin.exchange.v1.Precedence precedence) throws WireException {
        return switch (precedence) {
            case PRECEDENCE_FLASH -> Precedence.FLASH;
            case PRECEDENCE_IMMEDIATE -> Precedence.IMMEDIATE;
            case PRECEDENCE_PRIORITY -> Precedence.PRIORITY;
            case PRECEDENCE_ROUTINE -> Precedence.ROUTINE;
            case PRECEDENCE_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a precedence unknown to this version");
        };
    }

    static DeclineReason reason(Step.DeclineReason reason) {
        return switch (reason) {
            case NOT_OURS -> DeclineReason.DECLINE_REASON_NOT_OURS;
            case KNOWN -> DeclineReason.DECLINE_REASON_KNOWN;
            case NO_EMERGENCY -> DeclineReason.DECLINE_REASON_NO_EMERGENCY;
            case NO_AUTHORITY -> DeclineReason.DECLINE_REASON_NO_AUTHORITY;
            case NO_MEANS -> DeclineReason.DECLINE_REASON_NO_MEANS;
            case OTHER -> DeclineReason.DECLINE_REASON_OTHER;
        };
    }

    static Step.DeclineReason reason(DeclineReason reason) throws WireException {
        return switch (reason) {
            case DECLINE_REASON_NOT_OURS -> Step.DeclineReason.NOT_OURS;
            case DECLINE_REASON_KNOWN -> Step.DeclineReason.KNOWN;
            case DECLINE_REASON_NO_EMERGENCY -> Step.DeclineReason.NO_EMERGENCY;
            case DECLINE_REASON_NO_AUTHORITY -> Step.DeclineReason.NO_AUTHORITY;
            case DECLINE_REASON_NO_MEANS -> Step.DeclineReason.NO_MEANS;
            case DECLINE_REASON_OTHER -> Step.DeclineReason.OTHER;
            case DECLINE_REASON_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a reason to decline unknown to this version");
        };
    }
}

package org.tocsin.wire;

import java.util.Optional;
import org.tocsin.exchange.v1.FacetKind;
import org.tocsin.exchange.v1.HoldReason;
import org.tocsin.exchange.v1.RefusalReason;
import org.tocsin.exchange.v1.StatementKind;
import org.tocsin.exchange.v1.StopReason;
import org.tocsin.exchange.v1.VoidReason;
import org.tocsin.model.Delivery;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Tlp;

/// Enumerations, word for word. What is not said, or not known, is never guessed: it is the strictest reading or a
/// refusal.
final class Enums {
    private Enums() {}

    /// Unspecified and unknown are RED.
    static Tlp tlp(org.tocsin.exchange.v1.Tlp tlp) {
        return switch (tlp) {
            case TLP_CLEAR -> Tlp.CLEAR;
            case TLP_GREEN -> Tlp.GREEN;
            case TLP_AMBER -> Tlp.AMBER;
            case TLP_AMBER_STRICT -> Tlp.AMBER_STRICT;
            case TLP_RED, TLP_UNSPECIFIED, UNRECOGNIZED -> Tlp.RED;
        };
    }

    /// A ceiling: unspecified means that nothing may flow.
    static Optional<Tlp> ceiling(org.tocsin.exchange.v1.Tlp tlp) throws WireException {
        return switch (tlp) {
            case TLP_UNSPECIFIED -> Optional.empty();
            case UNRECOGNIZED -> throw new WireException("a ceiling unknown to this version");
            case TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED -> Optional.of(tlp(tlp));
        };
    }

    static org.tocsin.exchange.v1.Tlp tlp(Tlp tlp) {
        return switch (tlp) {
            case CLEAR -> org.tocsin.exchange.v1.Tlp.TLP_CLEAR;
            case GREEN -> org.tocsin.exchange.v1.Tlp.TLP_GREEN;
            case AMBER -> org.tocsin.exchange.v1.Tlp.TLP_AMBER;
            case AMBER_STRICT -> org.tocsin.exchange.v1.Tlp.TLP_AMBER_STRICT;
            case RED -> org.tocsin.exchange.v1.Tlp.TLP_RED;
        };
    }

    static Statement.Kind kind(StatementKind kind) throws WireException {
        return switch (kind) {
            case STATEMENT_KIND_RECORD -> Statement.Kind.RECORD;
            case STATEMENT_KIND_RECEIPT -> Statement.Kind.RECEIPT;
            case STATEMENT_KIND_AGREEMENT -> Statement.Kind.AGREEMENT;
            case STATEMENT_KIND_EPOCH -> Statement.Kind.EPOCH;
            case STATEMENT_KIND_RECORD_RECEIPT -> Statement.Kind.RECORD_RECEIPT;
            case STATEMENT_KIND_WITHDRAW -> Statement.Kind.WITHDRAW;
            case STATEMENT_KIND_CHECK_IN -> Statement.Kind.CHECK_IN;
            case STATEMENT_KIND_RELAY -> Statement.Kind.RELAY;
            case STATEMENT_KIND_AGREEMENT_ACT -> Statement.Kind.AGREEMENT_ACT;
            case STATEMENT_KIND_NARROW -> Statement.Kind.NARROW;
            case STATEMENT_KIND_TEAM_PROFILE -> Statement.Kind.TEAM_PROFILE;
            case STATEMENT_KIND_EMERGENCY -> Statement.Kind.EMERGENCY;
            case STATEMENT_KIND_EMERGENCY_STEP -> Statement.Kind.EMERGENCY_STEP;
            case STATEMENT_KIND_EMERGENCY_RELAY -> Statement.Kind.EMERGENCY_RELAY;
            case STATEMENT_KIND_MANIFEST -> Statement.Kind.MANIFEST;
            case STATEMENT_KIND_SEEN -> Statement.Kind.SEEN;
            case STATEMENT_KIND_EVIDENCE -> Statement.Kind.EVIDENCE;
            case STATEMENT_KIND_INTRODUCTION -> Statement.Kind.INTRODUCTION;
            case STATEMENT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of statement unknown to this version");
        };
    }

    static StatementKind kind(Statement.Kind kind) {
        return switch (kind) {
            case RECORD -> StatementKind.STATEMENT_KIND_RECORD;
            case RECEIPT -> StatementKind.STATEMENT_KIND_RECEIPT;
            case AGREEMENT -> StatementKind.STATEMENT_KIND_AGREEMENT;
            case EPOCH -> StatementKind.STATEMENT_KIND_EPOCH;
            case RECORD_RECEIPT -> StatementKind.STATEMENT_KIND_RECORD_RECEIPT;
            case WITHDRAW -> StatementKind.STATEMENT_KIND_WITHDRAW;
            case CHECK_IN -> StatementKind.STATEMENT_KIND_CHECK_IN;
            case RELAY -> StatementKind.STATEMENT_KIND_RELAY;
            case AGREEMENT_ACT -> StatementKind.STATEMENT_KIND_AGREEMENT_ACT;
            case NARROW -> StatementKind.STATEMENT_KIND_NARROW;
            case TEAM_PROFILE -> StatementKind.STATEMENT_KIND_TEAM_PROFILE;
            case EMERGENCY -> StatementKind.STATEMENT_KIND_EMERGENCY;
            case EMERGENCY_STEP -> StatementKind.STATEMENT_KIND_EMERGENCY_STEP;
            case EMERGENCY_RELAY -> StatementKind.STATEMENT_KIND_EMERGENCY_RELAY;
            case MANIFEST -> StatementKind.STATEMENT_KIND_MANIFEST;
            case SEEN -> StatementKind.STATEMENT_KIND_SEEN;
            case EVIDENCE -> StatementKind.STATEMENT_KIND_EVIDENCE;
            case INTRODUCTION -> StatementKind.STATEMENT_KIND_INTRODUCTION;
        };
    }

    static Fragment.FacetKind facet(FacetKind facet) throws WireException {
        return switch (facet) {
            case FACET_KIND_MARKING -> Fragment.FacetKind.MARKING;
            case FACET_KIND_TYPES -> Fragment.FacetKind.TYPES;
            case FACET_KIND_RSIT -> Fragment.FacetKind.RSIT;
            case FACET_KIND_SECTORS -> Fragment.FacetKind.SECTORS;
            case FACET_KIND_COUNTRIES -> Fragment.FacetKind.COUNTRIES;
            case FACET_KIND_CONFIDENCE -> Fragment.FacetKind.CONFIDENCE;
            case FACET_KIND_LANGUAGES -> Fragment.FacetKind.LANGUAGES;
            case FACET_KIND_OCCURRED -> Fragment.FacetKind.OCCURRED;
            case FACET_KIND_AUDIENCE -> Fragment.FacetKind.AUDIENCE;
            case FACET_KIND_PAP -> Fragment.FacetKind.PAP;
            case FACET_KIND_IEP -> Fragment.FacetKind.IEP;
            case FACET_KIND_EMBARGO -> Fragment.FacetKind.EMBARGO;
            case FACET_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new WireException("a facet unknown to this version");
        };
    }

    static FacetKind facet(Fragment.FacetKind facet) {
        return switch (facet) {
            case MARKING -> FacetKind.FACET_KIND_MARKING;
            case TYPES -> FacetKind.FACET_KIND_TYPES;
            case RSIT -> FacetKind.FACET_KIND_RSIT;
            case SECTORS -> FacetKind.FACET_KIND_SECTORS;
            case COUNTRIES -> FacetKind.FACET_KIND_COUNTRIES;
            case CONFIDENCE -> FacetKind.FACET_KIND_CONFIDENCE;
            case LANGUAGES -> FacetKind.FACET_KIND_LANGUAGES;
            case OCCURRED -> FacetKind.FACET_KIND_OCCURRED;
            case AUDIENCE -> FacetKind.FACET_KIND_AUDIENCE;
            case PAP -> FacetKind.FACET_KIND_PAP;
            case IEP -> FacetKind.FACET_KIND_IEP;
            case EMBARGO -> FacetKind.FACET_KIND_EMBARGO;
        };
    }

    static Suite suite(org.tocsin.exchange.v1.Suite suite) throws WireException {
        return switch (suite) {
            case SUITE_ED25519 -> Suite.ED25519;
            case SUITE_ED25519_ML_DSA_65 -> Suite.ED25519_ML_DSA_65;
            case SUITE_UNSPECIFIED, UNRECOGNIZED -> throw new WireException("a suite unknown to this version");
        };
    }

    static org.tocsin.exchange.v1.Suite suite(Suite suite) {
        return switch (suite) {
            case ED25519 -> org.tocsin.exchange.v1.Suite.SUITE_ED25519;
            case ED25519_ML_DSA_65 -> org.tocsin.exchange.v1.Suite.SUITE_ED25519_ML_DSA_65;
        };
    }

    static Lane lane(org.tocsin.exchange.v1.Lane lane) throws WireException {
        return switch (lane) {
            case LANE_EMERGENCY -> Lane.EMERGENCY;
            case LANE_ROUTINE -> Lane.ROUTINE;
            case LANE_BULK -> Lane.BULK;
            case LANE_CONTROL -> Lane.CONTROL;
            case LANE_UNSPECIFIED, UNRECOGNIZED -> throw new WireException("a lane unknown to this version");
        };
    }

    static org.tocsin.exchange.v1.Lane lane(Lane lane) {
        return switch (lane) {
            case EMERGENCY -> org.tocsin.exchange.v1.Lane.LANE_EMERGENCY;
            case ROUTINE -> org.tocsin.exchange.v1.Lane.LANE_ROUTINE;
            case BULK -> org.tocsin.exchange.v1.Lane.LANE_BULK;
            case CONTROL -> org.tocsin.exchange.v1.Lane.LANE_CONTROL;
        };
    }

    static Receipt.RefusalReason refusal(RefusalReason reason) {
        return switch (reason) {
            case REFUSAL_REASON_NO_AGREEMENT -> Receipt.RefusalReason.NO_AGREEMENT;
            case REFUSAL_REASON_MARKING_ABOVE_CEILING -> Receipt.RefusalReason.MARKING_ABOVE_CEILING;
            case REFUSAL_REASON_NOT_IN_AUDIENCE -> Receipt.RefusalReason.NOT_IN_AUDIENCE;
            case REFUSAL_REASON_INVALID_CONTENT -> Receipt.RefusalReason.INVALID_CONTENT;
            case REFUSAL_REASON_MARKING_UNDERSTATED -> Receipt.RefusalReason.MARKING_UNDERSTATED;
            case REFUSAL_REASON_VERSION_CONFLICT -> Receipt.RefusalReason.VERSION_CONFLICT;
            case REFUSAL_REASON_TOO_LARGE -> Receipt.RefusalReason.TOO_LARGE;
            case REFUSAL_REASON_KIND_NOT_CARRIED -> Receipt.RefusalReason.KIND_NOT_CARRIED;
            case REFUSAL_REASON_NOT_ENTITLED -> Receipt.RefusalReason.NOT_ENTITLED;
            case REFUSAL_REASON_EVIDENCE_FAILED -> Receipt.RefusalReason.EVIDENCE_FAILED;
            case REFUSAL_REASON_OUT_OF_SCOPE -> Receipt.RefusalReason.OUT_OF_SCOPE;
            case REFUSAL_REASON_PAP_ABOVE_CEILING -> Receipt.RefusalReason.PAP_ABOVE_CEILING;
            case REFUSAL_REASON_IEP_NOT_IN_FORCE -> Receipt.RefusalReason.IEP_NOT_IN_FORCE;
            case REFUSAL_REASON_IEP_CONFLICT -> Receipt.RefusalReason.IEP_CONFLICT;
            case REFUSAL_REASON_NOT_WITHHELD -> Receipt.RefusalReason.NOT_WITHHELD;
            case REFUSAL_REASON_NOT_APPROVED -> Receipt.RefusalReason.NOT_APPROVED;
            case REFUSAL_REASON_EMERGENCY_NOT_AGREED -> Receipt.RefusalReason.EMERGENCY_NOT_AGREED;
            case REFUSAL_REASON_DRILL_OUTSIDE_WINDOW -> Receipt.RefusalReason.DRILL_OUTSIDE_WINDOW;
            case REFUSAL_REASON_QUOTA -> Receipt.RefusalReason.QUOTA;
            case REFUSAL_REASON_EXPIRED -> Receipt.RefusalReason.EXPIRED;
            case REFUSAL_REASON_RELAY_NOT_AGREED -> Receipt.RefusalReason.RELAY_NOT_AGREED;
            case REFUSAL_REASON_MALFORMED, REFUSAL_REASON_UNSPECIFIED, UNRECOGNIZED -> Receipt.RefusalReason.MALFORMED;
        };
    }

    static RefusalReason refusal(Receipt.RefusalReason reason) {
        return switch (reason) {
            case MALFORMED -> RefusalReason.REFUSAL_REASON_MALFORMED;
            case NO_AGREEMENT -> RefusalReason.REFUSAL_REASON_NO_AGREEMENT;
            case MARKING_ABOVE_CEILING -> RefusalReason.REFUSAL_REASON_MARKING_ABOVE_CEILING;
            case NOT_IN_AUDIENCE -> RefusalReason.REFUSAL_REASON_NOT_IN_AUDIENCE;
            case INVALID_CONTENT -> RefusalReason.REFUSAL_REASON_INVALID_CONTENT;
            case MARKING_UNDERSTATED -> RefusalReason.REFUSAL_REASON_MARKING_UNDERSTATED;
            case VERSION_CONFLICT -> RefusalReason.REFUSAL_REASON_VERSION_CONFLICT;
            case TOO_LARGE -> RefusalReason.REFUSAL_REASON_TOO_LARGE;
            case KIND_NOT_CARRIED -> RefusalReason.REFUSAL_REASON_KIND_NOT_CARRIED;
            case NOT_ENTITLED -> RefusalReason.REFUSAL_REASON_NOT_ENTITLED;
            case EVIDENCE_FAILED -> RefusalReason.REFUSAL_REASON_EVIDENCE_FAILED;
            case OUT_OF_SCOPE -> RefusalReason.REFUSAL_REASON_OUT_OF_SCOPE;
            case PAP_ABOVE_CEILING -> RefusalReason.REFUSAL_REASON_PAP_ABOVE_CEILING;
            case IEP_NOT_IN_FORCE -> RefusalReason.REFUSAL_REASON_IEP_NOT_IN_FORCE;
            case IEP_CONFLICT -> RefusalReason.REFUSAL_REASON_IEP_CONFLICT;
            case NOT_WITHHELD -> RefusalReason.REFUSAL_REASON_NOT_WITHHELD;
            case NOT_APPROVED -> RefusalReason.REFUSAL_REASON_NOT_APPROVED;
            case EMERGENCY_NOT_AGREED -> RefusalReason.REFUSAL_REASON_EMERGENCY_NOT_AGREED;
            case DRILL_OUTSIDE_WINDOW -> RefusalReason.REFUSAL_REASON_DRILL_OUTSIDE_WINDOW;
            case QUOTA -> RefusalReason.REFUSAL_REASON_QUOTA;
            case EXPIRED -> RefusalReason.REFUSAL_REASON_EXPIRED;
            case RELAY_NOT_AGREED -> RefusalReason.REFUSAL_REASON_RELAY_NOT_AGREED;
        };
    }

    static Delivery.VoidReason voided(VoidReason reason) {
        return switch (reason) {
            case VOID_REASON_WITHDRAWN -> Delivery.VoidReason.WITHDRAWN;
            case VOID_REASON_UNREADABLE -> Delivery.VoidReason.UNREADABLE;
            case VOID_REASON_AGREEMENT, VOID_REASON_UNSPECIFIED, UNRECOGNIZED -> Delivery.VoidReason.AGREEMENT;
        };
    }

    static VoidReason voided(Delivery.VoidReason reason) {
        return switch (reason) {
            case AGREEMENT -> VoidReason.VOID_REASON_AGREEMENT;
            case WITHDRAWN -> VoidReason.VOID_REASON_WITHDRAWN;
            case UNREADABLE -> VoidReason.VOID_REASON_UNREADABLE;
        };
    }

    static Delivery.HoldReason hold(HoldReason reason) {
        return switch (reason) {
            case HOLD_REASON_NOT_SIGNING -> Delivery.HoldReason.NOT_SIGNING;
            case HOLD_REASON_DRAINING -> Delivery.HoldReason.DRAINING;
            case HOLD_REASON_NO_AGREEMENT -> Delivery.HoldReason.NO_AGREEMENT;
            case HOLD_REASON_STORAGE, HOLD_REASON_UNSPECIFIED, UNRECOGNIZED -> Delivery.HoldReason.STORAGE;
        };
    }

    static HoldReason hold(Delivery.HoldReason reason) {
        return switch (reason) {
            case STORAGE -> HoldReason.HOLD_REASON_STORAGE;
            case NOT_SIGNING -> HoldReason.HOLD_REASON_NOT_SIGNING;
            case DRAINING -> HoldReason.HOLD_REASON_DRAINING;
            case NO_AGREEMENT -> HoldReason.HOLD_REASON_NO_AGREEMENT;
        };
    }

    static Delivery.StopReason stop(StopReason reason) {
        return switch (reason) {
            case STOP_REASON_CHANNEL_DIVERGED -> Delivery.StopReason.CHANNEL_DIVERGED;
            case STOP_REASON_PROOF_FAILED -> Delivery.StopReason.PROOF_FAILED;
            case STOP_REASON_INCONSISTENT -> Delivery.StopReason.INCONSISTENT;
            case STOP_REASON_LANE_EPOCH -> Delivery.StopReason.LANE_EPOCH;
            case STOP_REASON_PROTOCOL, STOP_REASON_UNSPECIFIED, UNRECOGNIZED -> Delivery.StopReason.PROTOCOL;
        };
    }

    static StopReason stop(Delivery.StopReason reason) {
        return switch (reason) {
            case CHANNEL_DIVERGED -> StopReason.STOP_REASON_CHANNEL_DIVERGED;
            case PROOF_FAILED -> StopReason.STOP_REASON_PROOF_FAILED;
            case INCONSISTENT -> StopReason.STOP_REASON_INCONSISTENT;
            case LANE_EPOCH -> StopReason.STOP_REASON_LANE_EPOCH;
            case PROTOCOL -> StopReason.STOP_REASON_PROTOCOL;
        };
    }
}

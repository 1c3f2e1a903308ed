package org.tocsin.wire;

import java.util.Optional;
import org.tocsin.exchange.v1.IepActions;
import org.tocsin.exchange.v1.RecordReceiptKind;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;

/// The enumerations of agreements. What is not said is the strictest reading; what is not known makes the terms
/// unreadable, so that nobody signs what they do not understand.
final class AgreementEnums {
    private AgreementEnums() {}

    static Onward.Reach reach(org.tocsin.exchange.v1.Onward onward) throws WireException {
        return switch (onward) {
            case ONWARD_UNSPECIFIED -> Onward.Reach.NOBODY;
            case ONWARD_AS_MARKED -> Onward.Reach.AS_MARKED;
            case ONWARD_OWN_CONSTITUENTS -> Onward.Reach.OWN_CONSTITUENTS;
            case ONWARD_NAMED_HUBS -> Onward.Reach.NAMED_HUBS;
            case UNRECOGNIZED -> throw unknown("an onward rule");
        };
    }

    static org.tocsin.exchange.v1.Onward reach(Onward.Reach reach) {
        return switch (reach) {
            case NOBODY -> org.tocsin.exchange.v1.Onward.ONWARD_UNSPECIFIED;
            case AS_MARKED -> org.tocsin.exchange.v1.Onward.ONWARD_AS_MARKED;
            case OWN_CONSTITUENTS -> org.tocsin.exchange.v1.Onward.ONWARD_OWN_CONSTITUENTS;
            case NAMED_HUBS -> org.tocsin.exchange.v1.Onward.ONWARD_NAMED_HUBS;
        };
    }

    static Optional<Pap> papCeiling(org.tocsin.exchange.v1.Pap pap) throws WireException {
        return switch (pap) {
            case PAP_UNSPECIFIED -> Optional.empty();
            case PAP_CLEAR -> Optional.of(Pap.CLEAR);
            case PAP_GREEN -> Optional.of(Pap.GREEN);
            case PAP_AMBER -> Optional.of(Pap.AMBER);
            case PAP_RED -> Optional.of(Pap.RED);
            case UNRECOGNIZED -> throw unknown("a PAP marking");
        };
    }

    static org.tocsin.exchange.v1.Pap pap(Pap pap) {
        return switch (pap) {
            case CLEAR -> org.tocsin.exchange.v1.Pap.PAP_CLEAR;
            case GREEN -> org.tocsin.exchange.v1.Pap.PAP_GREEN;
            case AMBER -> org.tocsin.exchange.v1.Pap.PAP_AMBER;
            case RED -> org.tocsin.exchange.v1.Pap.PAP_RED;
        };
    }

    static Iep.Actions actions(IepActions actions) throws WireException {
        return switch (actions) {
            case IEP_ACTIONS_UNSPECIFIED, IEP_ACTIONS_NONE -> Iep.Actions.NONE;
            case IEP_ACTIONS_CONTACT_FOR_INSTRUCTION -> Iep.Actions.CONTACT_FOR_INSTRUCTION;
            case IEP_ACTIONS_INTERNALLY_VISIBLE -> Iep.Actions.INTERNALLY_VISIBLE;
            case IEP_ACTIONS_EXTERNALLY_VISIBLE_INDIRECT -> Iep.Actions.EXTERNALLY_VISIBLE_INDIRECT;
            case IEP_ACTIONS_EXTERNALLY_VISIBLE_DIRECT -> Iep.Actions.EXTERNALLY_VISIBLE_DIRECT;
            case UNRECOGNIZED -> throw unknown("a permitted action");
        };
    }

    static Attribution attribution(org.tocsin.exchange.v1.Attribution attribution) throws WireException {
        return switch (attribution) {
            case ATTRIBUTION_UNSPECIFIED, ATTRIBUTION_MUST_NOT -> Attribution.MUST_NOT;
            case ATTRIBUTION_MAY -> Attribution.MAY;
            case ATTRIBUTION_MUST -> Attribution.MUST;
            case UNRECOGNIZED -> throw unknown("an attribution");
        };
    }

    static org.tocsin.exchange.v1.Attribution attribution(Attribution attribution) {
        return switch (attribution) {
            case MUST_NOT -> org.tocsin.exchange.v1.Attribution.ATTRIBUTION_MUST_NOT;
            case MAY -> org.tocsin.exchange.v1.Attribution.ATTRIBUTION_MAY;
            case MUST -> org.tocsin.exchange.v1.Attribution.ATTRIBUTION_MUST;
        };
    }

    static ReceiptKind receipt(RecordReceiptKind kind) throws WireException {
        return switch (kind) {
            case RECORD_RECEIPT_KIND_READ -> ReceiptKind.READ;
            case RECORD_RECEIPT_KIND_ACCEPTED -> ReceiptKind.ACCEPTED;
            case RECORD_RECEIPT_KIND_REFUSED -> ReceiptKind.REFUSED;
            case RECORD_RECEIPT_KIND_ACTED -> ReceiptKind.ACTED;
            case RECORD_RECEIPT_KIND_DELETED -> ReceiptKind.DELETED;
            case RECORD_RECEIPT_KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknown("a kind of receipt");
        };
    }

    static IepActions actions(Iep.Actions actions) {
        return switch (actions) {
            case NONE -> IepActions.IEP_ACTIONS_NONE;
            case CONTACT_FOR_INSTRUCTION -> IepActions.IEP_ACTIONS_CONTACT_FOR_INSTRUCTION;
            case INTERNALLY_VISIBLE -> IepActions.IEP_ACTIONS_INTERNALLY_VISIBLE;
            case EXTERNALLY_VISIBLE_INDIRECT -> IepActions.IEP_ACTIONS_EXTERNALLY_VISIBLE_INDIRECT;
            case EXTERNALLY_VISIBLE_DIRECT -> IepActions.IEP_ACTIONS_EXTERNALLY_VISIBLE_DIRECT;
        };
    }

    static RecordReceiptKind receipt(ReceiptKind kind) {
        return switch (kind) {
            case READ -> RecordReceiptKind.RECORD_RECEIPT_KIND_READ;
            case ACCEPTED -> RecordReceiptKind.RECORD_RECEIPT_KIND_ACCEPTED;
            case REFUSED -> RecordReceiptKind.RECORD_RECEIPT_KIND_REFUSED;
            case ACTED -> RecordReceiptKind.RECORD_RECEIPT_KIND_ACTED;
            case DELETED -> RecordReceiptKind.RECORD_RECEIPT_KIND_DELETED;
        };
    }

    private static WireException unknown(String what) {
        return new WireException(what + " unknown to this version");
    }
}

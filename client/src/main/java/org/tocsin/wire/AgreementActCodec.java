package org.tocsin.wire;

import java.time.Instant;
import org.tocsin.exchange.v1.AgreementActKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.OfficerApproval;

/// What a party states about an agreement alone, and officers' approvals. Rules R-AGR-6, R-AGR-8.
public final class AgreementActCodec {
    public static final int ACT_BYTES_MAX = 64 * 1024;
    public static final int APPROVAL_BYTES_MAX = 8 * 1024;

    private static final int REASON_BYTES_MAX = 200;

    private AgreementActCodec() {}

    public static Bytes encode(AgreementAct act) {
        var builder = org.tocsin.exchange.v1.AgreementAct.newBuilder()
                .setAgreement(Parsing.string(act.agreement()))
                .setVersion(act.version())
                .setTo(act.to().domain())
                .setNumber(act.number())
                .setReason(act.reason())
                .setAtMs(act.at().toEpochMilli());
        switch (act.act()) {
            case Act.Decline decline -> builder.setKind(AgreementActKind.AGREEMENT_ACT_KIND_DECLINE);
            case Act.Suspend suspend -> builder.setKind(AgreementActKind.AGREEMENT_ACT_KIND_SUSPEND);
            case Act.Resume resume -> builder.setKind(AgreementActKind.AGREEMENT_ACT_KIND_RESUME);
            case Act.Restrict restrict ->
                builder.setKind(AgreementActKind.AGREEMENT_ACT_KIND_RESTRICT)
                        .addRestriction(DirectionCodec.message(restrict.first()))
                        .addRestriction(DirectionCodec.message(restrict.second()));
            case Act.Lift lift ->
                builder.setKind(AgreementActKind.AGREEMENT_ACT_KIND_LIFT).setLifts(lift.restriction());
            case Act.Terminate terminate ->
                builder.setKind(AgreementActKind.AGREEMENT_ACT_KIND_TERMINATE)
                        .setEffectiveMs(terminate.effective().toEpochMilli());
        }
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes break R-AGR-8
    public static AgreementAct decodeAct(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.AgreementAct.parser(), document, ACT_BYTES_MAX, "agreement act");
        Team to = Parsing.team(message.getTo(), "agreement_act.to");
        String reason = Parsing.text(message.getReason(), REASON_BYTES_MAX, "agreement_act.reason");
        Act act = act(message);
        return Parsing.checked(() -> new AgreementAct(
                Parsing.bytes(message.getAgreement()),
                message.getVersion(),
                to,
                message.getNumber(),
                reason,
                Instant.ofEpochMilli(message.getAtMs()),
                act));
    }

    public static Bytes encode(OfficerApproval approval) {
        return Bytes.wrap(org.tocsin.exchange.v1.OfficerApproval.newBuilder()
                .setCertificate(Parsing.string(approval.certificate()))
                .setAtMs(approval.at().toEpochMilli())
                .setSignature(Parsing.string(approval.signature()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes are not an approval
    public static OfficerApproval decodeApproval(Bytes bytes) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.OfficerApproval.parser(), bytes, APPROVAL_BYTES_MAX, "officer approval");
        return new OfficerApproval(
                Parsing.bytes(message.getCertificate()),
                Instant.ofEpochMilli(message.getAtMs()),
                Parsing.bytes(message.getSignature()));
    }

    private static Act act(org.tocsin.exchange.v1.AgreementAct message) throws WireException {
        Act act = switch (message.getKind()) {
            case AGREEMENT_ACT_KIND_DECLINE -> new Act.Decline();
            case AGREEMENT_ACT_KIND_SUSPEND -> new Act.Suspend();
            case AGREEMENT_ACT_KIND_RESUME -> new Act.Resume();
            case AGREEMENT_ACT_KIND_RESTRICT -> restrict(message);
            case AGREEMENT_ACT_KIND_LIFT -> new Act.Lift(Parsing.positive(message.getLifts(), "agreement_act.lifts"));
            case AGREEMENT_ACT_KIND_TERMINATE -> new Act.Terminate(Instant.ofEpochMilli(message.getEffectiveMs()));
            case AGREEMENT_ACT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of agreement act unknown to this version");
        };
        if ((message.getRestrictionCount() > 0 && !(act instanceof Act.Restrict))
                || (message.getLifts() != 0 && !(act instanceof Act.Lift))
                || (message.getEffectiveMs() != 0 && !(act instanceof Act.Terminate))) {
            throw new WireException("an agreement act that says more than its kind has");
        }
        return act;
    }

    private static Act restrict(org.tocsin.exchange.v1.AgreementAct message) throws WireException {
        if (message.getRestrictionCount() != 2) {
            throw new WireException("a restriction has exactly two directions");
        }
        var first = DirectionCodec.model(message.getRestriction(0));
        var second = DirectionCodec.model(message.getRestriction(1));
        if (first.from().compareTo(first.to()) >= 0
                || !second.from().equals(first.to())
                || !second.to().equals(first.from())) {
            throw new WireException("two directions between two teams, the lower team's first");
        }
        return new Act.Restrict(first, second);
    }
}

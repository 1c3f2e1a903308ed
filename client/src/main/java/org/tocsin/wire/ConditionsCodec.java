package org.tocsin.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.RecordPolicy;
import org.tocsin.operator.v1.PublishConditions;

/// How a record is to be handled, as officers tell their own node.
public final class ConditionsCodec {
    /// The first instant of the year 10000: nobody waits longer, and what is later cannot be written.
    private static final long LATEST_MILLIS = 253_402_300_800_000L;

    private ConditionsCodec() {}

    public static PublishConditions message(Conditions conditions) {
        var message = PublishConditions.newBuilder();
        conditions.pap().map(AgreementEnums::pap).ifPresent(message::setPap);
        conditions.embargo().map(Instant::toEpochMilli).ifPresent(message::setEmbargoUntilMs);
        conditions.policy().map(RecordPolicy::values).ifPresent(message::addAllIep);
        return message.build();
    }

    /// Its exact bytes, to be kept at home.
    public static Bytes encode(Conditions conditions) {
        return Bytes.wrap(message(conditions).toByteArray());
    }

    public static Conditions decode(Bytes conditions) throws WireException {
        try {
            return model(PublishConditions.parseFrom(conditions.array()));
        } catch (InvalidProtocolBufferException unreadable) {
            throw new WireException("no conditions: " + unreadable.getMessage());
        }
    }

    public static Conditions model(PublishConditions message) throws WireException {
        long embargo = message.getEmbargoUntilMs();
        if (embargo < 0 || embargo >= LATEST_MILLIS) {
            throw new WireException("an embargo ends after 1970 and before 10000");
        }
        try {
            return new Conditions(
                    AgreementEnums.papCeiling(message.getPap()),
                    embargo == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(embargo)),
                    message.getIepList().isEmpty()
                            ? Optional.empty()
                            : Optional.of(RecordPolicy.of(message.getIepList())));
        } catch (IllegalArgumentException notOfIep) {
            throw new WireException(String.valueOf(notOfIep.getMessage()));
        }
    }
}

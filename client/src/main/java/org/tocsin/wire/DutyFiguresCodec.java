package org.tocsin.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.DutyFigures.Times;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.operator.v1.DutyFigure;
import org.tocsin.operator.v1.DutyTimes;

/// Figures about emergencies to and from the messages of the operator port.
final class DutyFiguresCodec {
    private DutyFiguresCodec() {}

    static DutyFigure message(DutyFigures figures) {
        var builder = DutyFigure.newBuilder()
                .setPartner(figures.partner().domain())
                .setMonth(figures.month().toString())
                .setKind(figures.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .setOurs(figures.ours())
                .setRaised(figures.raised())
                .setReceived(figures.received())
                .setAnswered(figures.answered())
                .setUnanswered(figures.unanswered())
                .setCoalesced(figures.coalesced())
                .setRefused(figures.refused())
                .setDeclined(figures.declined())
                .setNoEmergency(figures.noEmergency())
                .setStoodDownSoon(figures.stoodDownSoon())
                .setFlash(figures.flash());
        figures.receipt().ifPresent(times -> builder.setReceipt(message(times)));
        figures.human().ifPresent(times -> builder.setHuman(message(times)));
        return builder.build();
    }

    /// @throws WireException if the node's answer does not fit this version
    static DutyFigures model(DutyFigure message) throws WireException {
        return new DutyFigures(
                Parsing.team(message.getPartner(), "figure.partner"),
                month(message.getMonth()),
                Parsing.checked(() -> Emergency.Kind.valueOf(
                        message.getKind().toUpperCase(Locale.ROOT).replace('-', '_'))),
                message.getOurs(),
                message.getRaised(),
                message.getReceived(),
                message.getAnswered(),
                message.getUnanswered(),
                message.getCoalesced(),
                message.getRefused(),
                message.hasReceipt() ? Optional.of(model(message.getReceipt())) : Optional.empty(),
                message.hasHuman() ? Optional.of(model(message.getHuman())) : Optional.empty(),
                message.getDeclined(),
                message.getNoEmergency(),
                message.getStoodDownSoon(),
                message.getFlash());
    }

    private static YearMonth month(String text) throws WireException {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException unreadable) {
            throw new WireException("figure.month is not a month");
        }
    }

    private static DutyTimes message(Times times) {
        return DutyTimes.newBuilder()
                .setMedianMs(times.median().toMillis())
                .setP95Ms(times.p95().toMillis())
                .setLongestMs(times.longest().toMillis())
                .build();
    }

    private static Times model(DutyTimes times) {
        return new Times(
                Duration.ofMillis(times.getMedianMs()),
                Duration.ofMillis(times.getP95Ms()),
                Duration.ofMillis(times.getLongestMs()));
    }
}

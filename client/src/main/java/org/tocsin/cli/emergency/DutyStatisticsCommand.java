package org.tocsin.cli.emergency;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.DutyFigures.Times;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.peer.OperatorClient;
import org.tocsin.render.EmergencyWording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin duty statistics`: how long receipts and humans took.
@Command(
        name = "statistics",
        description = {
            "Shows, by partner and month (UTC), how long it took until the other node had it, and until a human answered:",
            "the middle one, the one that 95 of 100 do not exceed, the longest. Drills and check-ins stand apart.",
            "Answered are also those that a human declined. Who called for nothing: see tocsin duty report."
        },
        footer = {"", "  tocsin duty statistics", "  tocsin duty statistics --months 1 --output json"})
final class DutyStatisticsCommand extends EmergencyCommand {
    static final int MONTHS_MAX = 120;

    @Option(
            names = "--months",
            paramLabel = "N",
            defaultValue = "12",
            description = "so many months, this one included (default: 12)")
    private int months = 12;

    DutyStatisticsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return "statistics";
    }

    @Override
    void check() {
        if (months < 1 || months > MONTHS_MAX) {
            throw CommandFault.unusable("not a number of months", "--months " + months, "1 to 120");
        }
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) {
        Instant from = begin(surroundings().clock().instant(), months);
        List<DutyFigures> figures = client.emergencies().statistics(from, Optional.empty()).stream()
                .sorted(Comparator.comparing(DutyFigures::kind))
                .toList();
        var wording = new EmergencyWording(language());
        try (Table table = console()
                .table(
                        "kind",
                        "partner",
                        "month",
                        "way",
                        "raised",
                        "received",
                        "answered",
                        "declined",
                        "unanswered",
                        "coalesced",
                        "refused",
                        "receipt_median",
                        "receipt_p95",
                        "human_median",
                        "human_p95",
                        "human_longest")) {
            figures.forEach(figure -> table.row(row(figure, wording)));
        }
        if (figures.isEmpty()) {
            console().say("There were none.");
        }
        return ExitCode.OK;
    }

    /// The first instant of so many months (UTC), the one of `now` included.
    static Instant begin(Instant now, int months) {
        return YearMonth.from(now.atOffset(ZoneOffset.UTC))
                .minusMonths(months - 1L)
                .atDay(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    private Answer row(DutyFigures figure, EmergencyWording wording) {
        String kind = figure.kind() == Emergency.Kind.EXERCISE ? wording.exercisePhrase() : wording.kind(figure.kind());
        return Answer.of()
                .put("kind", console().isJson() ? EmergencyAnswers.word(figure.kind()) : kind)
                .put("partner", figure.partner().domain())
                .put("month", figure.month().toString())
                .put("way", figure.ours() ? "out" : "in")
                .put("raised", figure.raised())
                .put("received", figure.received())
                .put("answered", figure.answered())
                .put("declined", figure.declined())
                .put("unanswered", figure.unanswered())
                .put("coalesced", figure.coalesced())
                .put("refused", figure.refused())
                .put("receipt_median", figure.receipt().map(Times::median))
                .put("receipt_p95", figure.receipt().map(Times::p95))
                .put("receipt_longest", figure.receipt().map(Times::longest))
                .put("human_median", figure.human().map(Times::median))
                .put("human_p95", figure.human().map(Times::p95))
                .put("human_longest", figure.human().map(Times::longest));
    }
}

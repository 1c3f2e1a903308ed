package org.tocsin.cli.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin duty report`: who cries wolf. Rule R-EMG-7; threat S-CRY-WOLF.
@Command(
        name = "report",
        description = {
            "Shows, by partner and month (UTC), what real emergencies were worth: how many came, how many were FLASH, how",
            "many went beyond the quota (coalesced, refused), and how many woke somebody for nothing: a human declined",
            "them as no emergency, or their originator stood them down within 10 minutes, before anybody had answered. What",
            "was coalesced woke nobody. Way out: what you did to them."
        },
        footer = {"", "  tocsin duty report", "  tocsin duty report --months 3 --output json"})
final class DutyReportCommand extends EmergencyCommand {
    private static final int PERCENT = 100;

    @Option(
            names = "--months",
            paramLabel = "N",
            defaultValue = "12",
            description = "so many months, this one included (default: 12)")
    private int months = 12;

    DutyReportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return "report";
    }

    @Override
    void check() {
        if (months < 1 || months > DutyStatisticsCommand.MONTHS_MAX) {
            throw CommandFault.unusable("not a number of months", "--months " + months, "1 to 120");
        }
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) {
        Instant from = DutyStatisticsCommand.begin(surroundings().clock().instant(), months);
        List<DutyFigures> figures = client.emergencies().statistics(from, Optional.empty()).stream()
                .filter(figure -> figure.kind() == Emergency.Kind.REAL)
                .toList();
        try (Table table = console()
                .table(
                        "partner",
                        "month",
                        "way",
                        "raised",
                        "flash",
                        "flash_percent",
                        "coalesced",
                        "refused",
                        "declined",
                        "no_emergency",
                        "stood_down_soon")) {
            figures.forEach(figure -> table.row(row(figure)));
        }
        if (figures.isEmpty()) {
            console().say("There were none.");
        }
        return ExitCode.OK;
    }

    private static Answer row(DutyFigures figure) {
        return Answer.of()
                .put("partner", figure.partner().domain())
                .put("month", figure.month().toString())
                .put("way", figure.ours() ? "out" : "in")
                .put("raised", figure.raised())
                .put("flash", figure.flash())
                .put("flash_percent", figure.flash() * PERCENT / Math.max(1, figure.raised()))
                .put("coalesced", figure.coalesced())
                .put("refused", figure.refused())
                .put("declined", figure.declined())
                .put("no_emergency", figure.noEmergency())
                .put("stood_down_soon", figure.stoodDownSoon());
    }
}

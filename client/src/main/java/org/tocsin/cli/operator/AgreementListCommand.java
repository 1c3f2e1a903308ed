package org.tocsin.cli.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.AgreementLine;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin agreement list`: how every agreement stands, what is due, and the drafts that wait.
@Command(
        name = "list",
        description = {
            "Lists agreements: how they stand, who signed, when they end, who terminated them (also before that takes",
            "effect), the days until their review, what either party restricted or suspended, and reminders (90, 30 and 7",
            "days before). With --drafts: what waits for officers' approvals."
        })
final class AgreementListCommand extends NodeCommand {
    @Option(names = "--drafts", description = "the drafts that wait, instead")
    private boolean drafts;

    AgreementListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        AgreementLine.Standings all = client.agreementLife().standings();
        if (drafts) {
            drafts(all);
        } else {
            standings(all);
        }
        return ExitCode.OK;
    }

    private void standings(AgreementLine.Standings all) {
        try (Table table = console()
                .table(
                        "partner",
                        "state",
                        "signed_by",
                        "version",
                        "ends_at",
                        "days_left",
                        "terminated_by",
                        "days_to_review",
                        "suspended_by",
                        "restrictions",
                        "reminder",
                        "title",
                        "id")
                .orSay("There is no agreement with anybody yet.")) {
            all.standings().forEach(standing -> table.row(row(standing, all.now())));
        }
    }

    private static Answer row(AgreementLine.Standing standing, Instant now) {
        SharingAgreement terms = AgreementAnswers.terms(standing.terms(), standing.agreement());
        return Answer.of()
                .put("partner", standing.partner())
                .put("state", standing.state())
                .put("signed_by", standing.signedBy())
                .put("version", terms.version())
                .put("ends_at", standing.endsAt())
                .put("days_left", days(now, standing.endsAt()))
                .put("terminated_by", String.join(" ", standing.terminatedBy()))
                .put(
                        "days_to_review",
                        terms.conduct()
                                .review()
                                .map(review -> days(now, review))
                                .orElse(""))
                .put("suspended_by", String.join(" ", standing.suspendedBy()))
                .put(
                        "restrictions",
                        standing.restrictions().stream()
                                .map(restriction -> restriction.by() + " " + restriction.number())
                                .collect(Collectors.joining(", ")))
                .put("reminder", reminder(standing))
                .put("title", terms.title())
                .put("id", standing.agreement());
    }

    private static String reminder(AgreementLine.Standing standing) {
        return switch (standing.reminder()) {
            case "" -> "";
            case "end" -> "ends in " + standing.reminderDays() + " days or less";
            default -> standing.reminder() + " in " + standing.reminderDays() + " days or less";
        };
    }

    /// Whole days that are left; 0 if it is over.
    private static String days(Instant now, Instant until) {
        return Long.toString(Math.max(0, Duration.between(now, until).toDays()));
    }

    private void drafts(AgreementLine.Standings all) {
        try (Table table = console()
                .table("draft", "partner", "says", "approved_by", "approvals_required", "created_at", "created_by")
                .orSay("Nothing waits for an officer.")) {
            all.drafts()
                    .forEach(draft -> table.row(Answer.of()
                            .put("draft", draft.id())
                            .put("partner", draft.partner())
                            .put("says", says(draft))
                            .put("approved_by", String.join(" ", draft.approvedBy()))
                            .put("approvals_required", draft.owed())
                            .put("created_at", draft.createdAt())
                            .put("created_by", draft.createdBy())));
        }
    }

    private static String says(AgreementLine.Draft draft) {
        if (draft.kind().equals("agreement")) {
            SharingAgreement terms = AgreementAnswers.terms(draft.document(), draft.agreement());
            return "version " + terms.version() + " of " + draft.agreement();
        }
        return AgreementSigning.name(AgreementSigning.read(draft).act()) + " " + draft.agreement();
    }
}

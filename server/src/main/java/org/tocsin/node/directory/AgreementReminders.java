package org.tocsin.node.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.policy.Standing;

/// Reminds of agreements that are to be reviewed or that end: 90, 30 and 7 days before. Each reminder goes to the audit
/// once, whatever is restarted; as long as it is due it is shown.
public final class AgreementReminders {
    /// The days before a date on which somebody is reminded of it, the last one first.
    static final List<Integer> DAYS = List.of(7, 30, 90);

    private final AgreementParts parts;

    AgreementReminders(AgreementParts parts) {
        this.parts = parts;
    }

    /// What is due.
    public enum What {
        REVIEW("review"),
        END("end");

        private final String text;

        What(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /// A reminder that is due.
    ///
    /// @param days the reminder's: how many remain at most
    public record Reminder(Team partner, Bytes agreement, int version, What what, int days, Instant date) {
        /// For people.
        public String sentence() {
            String verb = what == What.END ? " ends " : " is to be reviewed ";
            return "agreement " + agreement.hex() + " with " + partner + verb + date + ", in " + days + " days or less";
        }
    }

    /// What is due now, of all agreements whose dates run or will.
    public List<Reminder> due() {
        Instant now = parts.clock().instant();
        DirectoryView view = parts.directory().view();
        List<Reminder> due = new ArrayList<>();
        for (var partner : view.partners()) {
            List<Standing> standings = view.agreementsHeldWith(partner.team());
            for (Standing standing : standings) {
                if (counts(standing, standings)) {
                    due(partner.team(), standing, What.END, Optional.of(standing.end()), now)
                            .ifPresent(due::add);
                    due(
                                    partner.team(),
                                    standing,
                                    What.REVIEW,
                                    standing.agreement().conduct().review(),
                                    now)
                            .ifPresent(due::add);
                }
            }
        }
        return due;
    }

    private static boolean counts(Standing standing, List<Standing> all) {
        SharingAgreement agreement = standing.agreement();
        return all.stream()
                .map(Standing::agreement)
                .noneMatch(other -> other.id().equals(agreement.id()) && other.version() > agreement.version());
    }

    private static Optional<Reminder> due(
            Team partner, Standing standing, What what, Optional<Instant> date, Instant now) {
        if (date.isEmpty() || !now.isBefore(date.get()) || !now.isBefore(standing.end())) {
            return Optional.empty();
        }
        SharingAgreement agreement = standing.agreement();
        return DAYS.stream()
                .filter(days -> !now.isBefore(date.get().minus(Duration.ofDays(days))))
                .findFirst()
                .map(days -> new Reminder(partner, agreement.id(), agreement.version(), what, days, date.get()));
    }

    /// To be called now and then: notes what has become due since, and audits it.
    public void tick() {
        for (Reminder reminder : due()) {
            Instant now = parts.clock().instant();
            boolean isNew = parts.transactions().write(session -> AgreementReminderTable.given(session, reminder, now));
            if (isNew) {
                parts.audit()
                        .record(AuditEvent.of(AuditEvent.Kind.AGREEMENT_REMINDER, AuditEvent.NODE)
                                .with("partner", reminder.partner())
                                .with("agreement", reminder.agreement().hex())
                                .with("version", reminder.version())
                                .with("what", reminder.what().text())
                                .with("date", reminder.date())
                                .with("days", reminder.days()));
            }
        }
    }
}

package org.tocsin.node.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.Profiles.Held;
import org.tocsin.node.policy.Standing;
import org.tocsin.trust.PinnedTeam;

/// Reminds of profiles that are to be reviewed or that end, ours and partners': 30 and 7 days before, and when it is
/// past.
/// Each reminder goes to the audit once, whatever is restarted; as long as it is due it is shown. A telephone number is
/// looked for when there is no time to look for another. Rule R-PRO-5.
public final class ProfileReminders {
    /// The days before a date on which somebody is reminded of it, the last one first; 0: it is past.
    static final List<Integer> DAYS = List.of(0, 7, 30);

    /// How long after teams may call each other a profile may be missing.
    static final Duration MISSING_AFTER = Duration.ofDays(1);

    private final ProfileParts parts;

    ProfileReminders(ProfileParts parts) {
        this.parts = parts;
    }

    /// What is due.
    public enum What {
        REVIEW("review"),
        END("end"),
        /// There is none, and emergencies were agreed on: nobody knows whom to telephone.
        MISSING("missing");

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
    /// @param days the reminder's: how many remain at most; 0: none
    public record Reminder(Team team, boolean isOurs, int version, What what, int days, Instant date) {
        /// For people.
        public String sentence() {
            String whose = isOurs ? "our own profile" : "the profile of " + team;
            if (what == What.MISSING) {
                return whose + " is missing, though emergencies were agreed on from " + date + ": "
                        + (isOurs ? "tocsin team edit, then tocsin team publish" : "ask them to publish one");
            }
            String did = what == What.END
                    ? (days == 0 ? " is not valid any more since " : " ends ")
                    : (days == 0 ? " was to be reviewed " : " is to be reviewed ");
            return whose + did + date + (days == 0 ? "" : ", in " + days + " days or less") + ": " + remedy();
        }

        private String remedy() {
            return isOurs ? "tocsin team edit, then tocsin team publish" : "ask them to publish it again";
        }
    }

    /// What is due now.
    public List<Reminder> due() {
        Instant now = parts.clock().instant();
        List<Reminder> due = new ArrayList<>();
        for (Held held : parts.transactions().read(ProfileTable::all)) {
            TeamProfile profile = held.profile();
            if (isOurs(profile.team())
                    || !parts.directory().view().agreementsWith(profile.team()).isEmpty()) {
                Optional<Reminder> end = due(profile, What.END, profile.validUntil(), now);
                end.ifPresent(due::add);
                // What is past its end needs no review.
                due(profile, What.REVIEW, profile.review(), now)
                        .filter(review ->
                                end.filter(reminder -> reminder.days() == 0).isEmpty())
                        .ifPresent(due::add);
            }
        }
        due.addAll(missing(now));
        return due;
    }

    private List<Reminder> missing(Instant now) {
        List<Reminder> missing = new ArrayList<>();
        Set<Team> held = parts.transactions().read(ProfileTable::all).stream()
                .map(one -> one.profile().team())
                .collect(Collectors.toSet());
        Optional<Instant> ours = Optional.empty();
        for (PinnedTeam pinned : parts.directory().view().partners()) {
            Team partner = pinned.team();
            Optional<Instant> since = parts.directory().view().agreementsWith(partner).stream()
                    .filter(standing -> standing.runsAt(now))
                    .map(Standing::agreement)
                    .filter(agreement -> agreement.conduct().emergency().isPresent())
                    .map(SharingAgreement::from)
                    .min(Instant::compareTo)
                    .filter(from -> !now.isBefore(from.plus(MISSING_AFTER)));
            if (!held.contains(partner)) {
                since.ifPresent(from -> missing.add(new Reminder(partner, false, 0, What.MISSING, 0, from)));
            }
            ours = Stream.concat(ours.stream(), since.stream()).min(Instant::compareTo);
        }
        Team own = parts.directory().view().own();
        if (!held.contains(own)) {
            ours.ifPresent(from -> missing.add(new Reminder(own, true, 0, What.MISSING, 0, from)));
        }
        return missing;
    }

    private boolean isOurs(Team team) {
        return team.equals(parts.directory().view().own());
    }

    private Optional<Reminder> due(TeamProfile profile, What what, Instant date, Instant now) {
        return DAYS.stream()
                .filter(days -> !now.isBefore(date.minus(Duration.ofDays(days))))
                .findFirst()
                .map(days -> new Reminder(profile.team(), isOurs(profile.team()), profile.version(), what, days, date));
    }

    /// To be called now and then: notes what has become due since, and audits it.
    public void tick() {
        for (Reminder reminder : due()) {
            Instant now = parts.clock().instant();
            boolean isNew = parts.transactions().write(session -> ProfileTable.given(session, reminder, now));
            if (isNew) {
                parts.audit()
                        .record(AuditEvent.of(AuditEvent.Kind.PROFILE_STALE, AuditEvent.NODE)
                                .with("team", reminder.team())
                                .with("version", reminder.version())
                                .with("what", reminder.what().text())
                                .with("date", reminder.date())
                                .with("days", reminder.days()));
            }
        }
    }
}

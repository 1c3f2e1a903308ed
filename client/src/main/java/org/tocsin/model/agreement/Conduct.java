package org.tocsin.model.agreement;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// What holds between the parties beside what flows.
///
/// @param review when they mean to look at it again
/// @param noticeDays how many days before the end either party must say so
/// @param approvals how many officers of each party must approve
/// @param languages RFC 5646, in the order of their tags, each once
/// @param checkInDays at most so many days between two check-ins; 0: none agreed
public record Conduct(
        Optional<Instant> review,
        int noticeDays,
        int approvals,
        List<String> languages,
        Optional<Emergency> emergency,
        int checkInDays,
        List<Annex> annexes,
        Optional<Accession> accession) {
    public static final int NOTICE_DAYS_MAX = 3_650;
    public static final int APPROVALS_MAX = 8;
    public static final int LANGUAGES_MAX = 8;
    public static final int CHECK_IN_DAYS_MAX = 366;
    public static final int ANNEXES_MAX = 32;
    public static final Conduct PLAIN =
            new Conduct(Optional.empty(), 0, 0, List.of(), Optional.empty(), 0, List.of(), Optional.empty());

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}");

    /// What holds for emergencies.
    ///
    /// @param relay whether a partner of both parties may hand one over, sealed, when the receiver's node cannot be
    /// reached
    /// @param records whether records that one refers to may be sent ahead, on the emergency lane
    public record Emergency(
            SortedSet<String> precedences,
            int quota,
            int answerMinutes,
            boolean afterLapse,
            String drillWindow,
            boolean relay,
            boolean records) {
        public static final SortedSet<String> PRECEDENCES =
                new TreeSet<>(List.of("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"));
        public static final int QUOTA_MAX = 1_000;
        public static final int ANSWER_MINUTES_MAX = 10_080;

        public Emergency {
            precedences = Collections.unmodifiableSortedSet(new TreeSet<>(precedences));
            if (!PRECEDENCES.containsAll(precedences)) {
                throw new IllegalArgumentException("a precedence is one of " + PRECEDENCES);
            }
            if (quota < 0 || quota > QUOTA_MAX || answerMinutes < 1 || answerMinutes > ANSWER_MINUTES_MAX) {
                throw new IllegalArgumentException("a quota of 0 to 1000, an answer within 1 to 10080 minutes");
            }
        }

        /// No records go ahead.
        public Emergency(
                SortedSet<String> precedences,
                int quota,
                int answerMinutes,
                boolean afterLapse,
                String drillWindow,
                boolean relay) {
            this(precedences, quota, answerMinutes, afterLapse, drillWindow, relay, false);
        }
    }

    /// A project, a delegate or a visit.
    public record Annex(Kind kind, String title, String text) {
        /// What an annex is about.
        public enum Kind {
            PROJECT,
            DELEGATE,
            VISIT
        }
    }

    /// The hub whose general terms are acceded to, and their hash.
    public record Accession(Team hub, Digest generalTerms) {}

    public Conduct {
        languages = languages.stream().sorted().distinct().toList();
        annexes = List.copyOf(annexes);
        check(noticeDays, NOTICE_DAYS_MAX, "days of notice");
        check(approvals, APPROVALS_MAX, "approvals");
        check(languages.size(), LANGUAGES_MAX, "languages");
        if (!languages.stream().allMatch(tag -> LANGUAGE.matcher(tag).matches())) {
            throw new IllegalArgumentException("a language is a tag as in RFC 5646: en, es, pt-BR");
        }
        check(checkInDays, CHECK_IN_DAYS_MAX, "days between check-ins");
        check(annexes.size(), ANNEXES_MAX, "annexes");
    }

    private static void check(int value, int max, String what) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("0 to " + max + " " + what + ", not " + value);
        }
    }
}

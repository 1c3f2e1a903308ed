package org.tocsin.model.emergency;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Rsit;

/// A call for partners' duty officers, as its originator states it. It is known by the leaf hash of its statement. Rule
/// R-EMG-1.
///
/// @param to the teams that are called; every one of them sees all
/// @param situation a type of the RSIT with its class, as `availability/ddos`
/// @param actions values of IODEF's Expectation@action (RFC 7970, section 3.17)
/// @param text what a human has to say, if anything
/// @param raisedAt and `replyBy` by the originator's clock
/// @param replyZone the time zone that the originator thinks in
public record Emergency(
        SortedSet<Team> to,
        Kind kind,
        Precedence precedence,
        String situation,
        SortedSet<String> actions,
        Optional<Words> text,
        List<RecordVersion> records,
        Instant raisedAt,
        Instant replyBy,
        ZoneId replyZone) {
    public static final int TEAMS_MAX = 16;
    public static final int ACTIONS_MAX = 8;
    public static final int RECORDS_MAX = 16;
    public static final int TEXT_BYTES_MAX = 2_000;

    /// The values of Expectation@action that can be asked for: RFC 7970, section 3.17, without `ext-value`.
    public static final Set<String> ACTIONS = Set.of(
            "nothing",
            "contact-source-site",
            "contact-target-site",
            "contact-sender",
            "investigate",
            "block-host",
            "block-network",
            "block-port",
            "rate-limit-host",
            "rate-limit-network",
            "rate-limit-port",
            "redirect-traffic",
            "honeypot",
            "upgrade-software",
            "rebuild-asset",
            "harden-asset",
            "remediate-other",
            "status-triage",
            "status-new-info",
            "watch-and-report",
            "training",
            "defined-coa",
            "other");

    /// What kind of call it is.
    public enum Kind {
        /// It is real.
        REAL,
        /// It is a drill.
        EXERCISE,
        /// Both duty desks confirm that they reach each other.
        CHECK_IN
    }

    /// Words of a human, and the language that they are in.
    ///
    /// @param language a language tag (RFC 5646)
    public record Words(String text, String language) {
        public static final int LANGUAGE_BYTES_MAX = 35;

        private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

        public Words {
            if (text.isBlank()) {
                throw new IllegalArgumentException("words without words");
            }
            if (language.length() > LANGUAGE_BYTES_MAX
                    || !LANGUAGE.matcher(language).matches()) {
                throw new IllegalArgumentException("a language tag of RFC 5646, as en or pt-BR");
            }
        }

        /// The bytes of the text in UTF-8.
        public int bytes() {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    public Emergency {
        to = new TreeSet<>(to);
        actions = new TreeSet<>(actions);
        records = List.copyOf(records);
        if (to.isEmpty() || to.size() > TEAMS_MAX) {
            throw new IllegalArgumentException("an emergency calls 1 to 16 teams, not " + to.size());
        }
        if (!Rsit.has(situation) || situation.indexOf('/') < 0) {
            throw new IllegalArgumentException(
                    "a situation is a type of the RSIT with its class, as availability/ddos");
        }
        if (actions.isEmpty() || actions.size() > ACTIONS_MAX || !ACTIONS.containsAll(actions)) {
            throw new IllegalArgumentException("1 to 8 actions of RFC 7970, section 3.17, as investigate");
        }
        if (text.isPresent() && text.get().bytes() > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("a text has at most 2000 bytes");
        }
        if (records.size() > RECORDS_MAX || new HashSet<>(records).size() != records.size()) {
            throw new IllegalArgumentException("an emergency names at most 16 records, each once");
        }
        if (raisedAt.toEpochMilli() < 0 || !replyBy.isAfter(raisedAt)) {
            throw new IllegalArgumentException("an answer is asked for after the emergency was raised");
        }
    }

    /// Whether it must not be mistaken for a real one.
    public boolean isExercise() {
        return kind == Kind.EXERCISE;
    }
}

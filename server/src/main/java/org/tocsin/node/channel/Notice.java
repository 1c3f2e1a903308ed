package org.tocsin.node.channel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Precedence;

/// What a duty officer is told: rendered already, in the officer's language. Whatever text comes in, what is in here
/// may be shown: forbidden code points are escaped, long lines go on in the next (threat S-SCREEN).
///
/// @param attempt the attempt's id: the same when the same attempt is made again, never the same otherwise
/// @param exercise whether this is a drill; `title()` says so in front
/// @param team whose emergency it is
/// @param subject at most 160 characters are kept
/// @param lines at most 200 lines are kept
/// @param language the tag of the language that subject and lines are in
/// @param emergency the emergency's id in hex, if it is about one
public record Notice(
        String attempt,
        Purpose purpose,
        boolean exercise,
        Precedence precedence,
        Team team,
        String subject,
        List<String> lines,
        String language,
        Optional<String> emergency,
        Instant at) {
    /// Characters of a subject that are kept.
    public static final int SUBJECT_CHARACTERS_MAX = 160;
    /// Lines that are kept; the last says how many were left out.
    public static final int LINES_MAX = 200;
    /// Characters of a line; what is longer goes on in the next, which says so in front.
    public static final int LINE_CHARACTERS_MAX = 400;

    /// In front of every line of what a human wrote.
    private static final String QUOTE = "  > ";
    /// In front of where any other line goes on: what others wrote at its end cannot pass for a line of ours.
    private static final String CONTINUED = "  … ";

    private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9-]{1,35}");
    private static final Pattern EMERGENCY = Pattern.compile("[0-9a-f]{6,64}");
    private static final String EXERCISE = "EXERCISE EXERCISE EXERCISE";
    private static final String TRIAL = "TRIAL";

    /// Why an officer is told.
    public enum Purpose {
        /// Somebody must answer.
        SUMMONS,
        /// Nothing to answer: what has become of something.
        NOTICE,
        /// A check-in is due, or was missed.
        CHECK_IN,
        /// Somebody tries whether the channel works.
        TRIAL
    }

    public Notice {
        if (!ATTEMPT.matcher(attempt).matches()
                || !LANGUAGE.matcher(language).matches()
                || !EMERGENCY.matcher(emergency.orElse("000000")).matches()) {
            throw new IllegalArgumentException("not the names of an attempt, a language, an emergency");
        }
        subject = Escaper.show(cut(subject, SUBJECT_CHARACTERS_MAX));
        lines = shown(lines);
    }

    /// The subject, with what nobody may overlook in front of it.
    public String title() {
        String trial = purpose == Purpose.TRIAL ? TRIAL + ": " + subject : subject;
        return mark(exercise && !trial.startsWith(EXERCISE)) + trial;
    }

    /// What stands in front of whatever is said of a drill, in a log too; nothing, if it is none. Rule R-EMG-5.
    public static String mark(boolean exercise) {
        return exercise ? EXERCISE + ": " : "";
    }

    /// A title that tells whoever may read headers nothing but how urgent it is.
    public String coveredTitle() {
        String covered = precedence + " (encrypted)";
        String trial = purpose == Purpose.TRIAL ? TRIAL + ": " + covered : covered;
        return mark(exercise) + trial;
    }

    /// The whole as one text; lines end in a line feed.
    public String text() {
        var text = new StringBuilder(title()).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static List<String> shown(List<String> lines) {
        List<String> shown = new ArrayList<>();
        for (String line : lines) {
            String front = line.startsWith(QUOTE) ? QUOTE : CONTINUED;
            String rest = line;
            do {
                String begin = words(rest, LINE_CHARACTERS_MAX);
                shown.add(Escaper.show(begin));
                rest = rest.length() == begin.length() ? "" : front + rest.substring(begin.length());
            } while (!rest.isEmpty() && shown.size() <= LINES_MAX);
        }
        if (shown.size() > LINES_MAX) {
            shown = new ArrayList<>(shown.subList(0, LINES_MAX - 1));
            shown.add("[…]");
        }
        return List.copyOf(shown);
    }

    /// The first words of a text, or of a word that is too long for a line its first characters.
    private static String words(String text, int most) {
        String begin = cut(text, most);
        int space = begin.length() == text.length() ? -1 : begin.lastIndexOf(' ');
        return space < most / 2 ? begin : begin.substring(0, space + 1);
    }

    /// The first characters of a text, though no half of one.
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}

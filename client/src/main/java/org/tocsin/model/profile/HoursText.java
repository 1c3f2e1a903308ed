package org.tocsin.model.profile;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Hours of the week as people write them: `Mon-Fri 09:00-17:30; Sat 10:00-14:00`, `24x7`, or nothing. Hours that end
/// before they begin end on the next day.
public final class HoursText {
    public static final String WANTED = "hours: \"Mon-Fri 09:00-17:30; Sat 10:00-14:00\", \"24x7\", or nothing";

    private static final String ALWAYS = "24x7";
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final Pattern SPAN = Pattern.compile("(" + DAY + "(?:-" + DAY + ")?(?:," + DAY + "(?:-" + DAY
            + ")?)*) ([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})");

    private HoursText() {}

    /// Empty if it is not that.
    public static Optional<OpenHours> parse(String text) {
        if (text.isBlank()) {
            return Optional.of(OpenHours.NOT_SAID);
        }
        if (text.strip().toLowerCase(Locale.ROOT).equals(ALWAYS)) {
            return Optional.of(OpenHours.ALWAYS);
        }
        List<OpenHours.Span> spans = new ArrayList<>();
        for (String part : text.split(";", -1)) {
            Matcher span = SPAN.matcher(part.strip());
            if (!span.matches()) {
                return Optional.empty();
            }
            try {
                spans.add(new OpenHours.Span(days(span.group(1)), minute(span, 2), minute(span, 4)));
            } catch (IllegalArgumentException beyondTheDay) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(new OpenHours(false, spans));
        } catch (IllegalArgumentException tooManyOrTwice) {
            return Optional.empty();
        }
    }

    private static int minute(Matcher span, int group) {
        int minutes = Integer.parseInt(span.group(group + 1));
        if (minutes > 59) {
            throw new IllegalArgumentException("an hour has 60 minutes");
        }
        return Integer.parseInt(span.group(group)) * 60 + minutes;
    }

    private static Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            DayOfWeek first = day(part.substring(0, 3));
            DayOfWeek last = day(part.substring(part.length() - 3));
            for (DayOfWeek day = first; ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String word) {
        return DayOfWeek.of(DAYS.indexOf(word) + 1);
    }

    /// As it reads back.
    public static String of(OpenHours hours) {
        if (hours.always()) {
            return ALWAYS;
        }
        return hours.spans().stream()
                .map(span -> days(span.days()) + " " + clock(span.fromMinute()) + "-" + clock(span.toMinute()))
                .collect(Collectors.joining("; "));
    }

    private static String days(Set<DayOfWeek> days) {
        List<String> runs = new ArrayList<>();
        for (int day = 1; day <= DAYS.size(); day++) {
            if (!days.contains(DayOfWeek.of(day))) {
                continue;
            }
            int last = day;
            while (last < DAYS.size() && days.contains(DayOfWeek.of(last + 1))) {
                last++;
            }
            runs.add(last == day ? DAYS.get(day - 1) : DAYS.get(day - 1) + "-" + DAYS.get(last - 1));
            day = last;
        }
        return String.join(",", runs);
    }

    private static String clock(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    }
}

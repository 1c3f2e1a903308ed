package org.tocsin.cli.insight;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How sentences tell the time: in UTC, to the second, so that two teams that compare them read the same.
final class Times {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

    private Times() {}

    static String of(Instant at) {
        return UTC.format(at.atZone(ZoneOffset.UTC));
    }
}

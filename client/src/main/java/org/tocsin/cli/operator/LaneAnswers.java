package org.tocsin.cli.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.peer.Transit;

/// How lanes are shown, and named.
final class LaneAnswers {
    static final String[] COLUMNS = {
        "partner", "lane", "way", "state", "through", "lag", "lag_time", "rate", "window", "receipt", "retry", "note"
    };

    private static final Set<String> NAMES = Set.of("emergency", "routine", "bulk", "control");

    private LaneAnswers() {}

    /// For programs: everything, times as instants.
    static Answer of(Transit.Lane lane, Instant now) {
        return Answer.of()
                .put("partner", lane.partner())
                .put("lane", lane.lane())
                .put("way", way(lane))
                .put("state", lane.state())
                .put("detail", lane.detail())
                .put("released", lane.released())
                .put("through", lane.through())
                .put("lag", lane.lag())
                .put("lag_time", lane.lagTime(now))
                .put("records_per_second", lane.recordsPerSecond())
                .put("window_frames", lane.windowFrames())
                .put("window_frames_max", lane.windowFramesMax())
                .put("last_receipt_at", lane.lastReceiptAt())
                .put("retry_at", lane.retryAt())
                .put("alarm", lane.alarm())
                .put("paused", lane.paused())
                .put("stored", lane.stored())
                .put("duplicates", lane.duplicates())
                .put("refused", lane.refused());
    }

    /// For people: a row in which times count from now.
    static Answer row(Transit.Lane lane, Instant now) {
        Answer row = Answer.of()
                .put("partner", lane.partner())
                .put("lane", lane.lane())
                .put("way", way(lane))
                .put("state", lane.paused() ? lane.state() + ", paused" : lane.state())
                .put("through", lane.through());
        if (!lane.inbound()) {
            row.put("lag", lane.lag())
                    .put("lag_time", lane.lagTime(now))
                    .put("rate", String.format(Locale.ROOT, "%.1f/s", lane.recordsPerSecond()))
                    .put("window", lane.windowFrames() + "/" + lane.windowFramesMax());
        }
        return row.put("receipt", lane.lastReceiptAt().map(at -> between(at, now)))
                .put("retry", lane.retryAt().map(at -> between(now, at)))
                .put("note", lane.alarm().isEmpty() ? lane.detail() : lane.alarm());
    }

    private static Duration between(Instant from, Instant to) {
        return from.isAfter(to) ? Duration.ZERO : Duration.between(from, to);
    }

    private static String way(Transit.Lane lane) {
        return lane.inbound() ? "in" : "out";
    }

    /// A lane as typed.
    static String name(String typed) {
        String name = typed.toLowerCase(Locale.ROOT);
        if (!NAMES.contains(name)) {
            throw CommandFault.unusable(
                    "not a lane", typed, String.join(", ", List.of("emergency", "routine", "bulk", "control")));
        }
        return name;
    }
}

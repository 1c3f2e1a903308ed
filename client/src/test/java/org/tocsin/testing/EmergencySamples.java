package org.tocsin.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;

/// Emergencies of two teams of which every part is filled in, with texts that a test chooses.
public final class EmergencySamples {
    public static final Team ES = new Team("cert-es.example");
    public static final Team JP = new Team("cert-jp.example");
    public static final Instant AT = Instant.parse("2026-03-29T00:59:30Z");
    public static final Digest ID = Digest.ofHex("3f9a1c".repeat(10) + "d00d");

    private EmergencySamples() {}

    public static Emergency emergency(Emergency.Kind kind, String text) {
        return new Emergency(
                new TreeSet<>(List.of(JP)),
                kind,
                Precedence.FLASH,
                "availability/ddos",
                new TreeSet<>(List.of("investigate", "rate-limit-network")),
                Optional.of(new Words(text, "es")),
                List.of(),
                AT,
                AT.plusSeconds(1_800),
                ZoneId.of("Europe/Madrid"));
    }

    public static EmergencyView view(Emergency emergency, Life life) {
        return new EmergencyView(
                ID,
                ES,
                emergency,
                AT.plusMillis(20),
                Optional.of("ana"),
                List.of(new EmergencyView.Called(JP, life, Optional.of(AT.plusMillis(80)), Optional.empty())),
                List.of());
    }

    /// One of each kind; those that a human writes hold the text.
    public static List<What> steps(String text) {
        var words = new Words(text, "ja");
        var owner = new Owner(
                bounded(text, Owner.BYTES_MAX), bounded(text, Owner.BYTES_MAX), Optional.of(ZoneId.of("Asia/Tokyo")));
        return List.of(
                new What.Summoning(1, 1, true),
                new What.Summoning(1, 2, false),
                new What.Coalesced(ID),
                new What.Acknowledged(owner, Optional.of(AT.plusSeconds(600)), false),
                new What.Acknowledged(owner, Optional.empty(), true),
                new What.Resumed(30),
                new What.Declined(Step.DeclineReason.OTHER, Optional.of(words)),
                new What.Update(words),
                new What.HandedOver(owner, Optional.empty()),
                new What.StoodDown(Optional.of(words)),
                new What.Unanswered(2, 5));
    }

    /// A timeline in which every kind of thing happens.
    public static List<Occurrence> timeline(String text) {
        List<Occurrence> timeline = new ArrayList<>();
        timeline.add(new Occurrence(ID, AT, new Detail.Raised()));
        timeline.add(new Occurrence(ID, AT.plusMillis(80), new Detail.Received(JP)));
        timeline.add(new Occurrence(ID, AT.plusMillis(90), new Detail.Refused(JP, text)));
        int seconds = 1;
        for (What what : steps(text)) {
            Instant at = AT.plusSeconds(seconds++);
            Team by = what.side() == Step.Side.ORIGINATOR ? ES : JP;
            Step step = new Step(new TreeSet<>(List.of(by.equals(ES) ? JP : ES)), ID, at, what);
            timeline.add(new Occurrence(ID, at.plusMillis(70), new Detail.Stepped(by, step, Optional.of(text))));
        }
        timeline.add(
                new Occurrence(ID, AT.plusSeconds(100), new Detail.Attempted(text, text, 1, 2, "unreachable", text)));
        timeline.add(new Occurrence(ID, AT.plusSeconds(101), new Detail.Tried(JP, "no-receipt", text)));
        return timeline;
    }

    /// As many whole characters of a text as fit in so many bytes of UTF-8; something, if that is nothing.
    public static String bounded(String text, int bytesMax) {
        StringBuilder bounded = new StringBuilder();
        int bytes = 0;
        for (int point : text.codePoints().toArray()) {
            bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > bytesMax) {
                break;
            }
            bounded.appendCodePoint(point);
        }
        return bounded.toString().isBlank() ? "x" + bounded : bounded.toString();
    }
}

package org.tocsin.cli.emergency;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.cli.Answer;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Called;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step;
import org.tocsin.render.EmergencyWording;

/// Emergencies as answers: codes for programs, words for people. What a person reads of a drill begins with the
/// exercise
/// phrase. Rule R-EMG-5.
final class EmergencyAnswers {
    static final String[] COLUMNS = {"precedence", "way", "partner", "situation", "state", "age", "reply_in", "id"};
    static final String[] TIMELINE = {"at", "there", "by", "what", "signed"};

    private final EmergencyWording wording;
    private final ZoneId here;

    EmergencyAnswers(EmergencyWording wording, ZoneId here) {
        this.wording = wording;
        this.here = here;
    }

    /// For programs: everything.
    static Answer of(EmergencyView view, Team own) {
        Emergency emergency = view.emergency();
        return Answer.of()
                .put("id", view.id())
                .put("kind", word(emergency.kind()))
                .put("exercise", emergency.isExercise())
                .put("way", way(view, own))
                .put("originator", view.originator().domain())
                .put("to", emergency.to().stream().map(Team::domain).toList())
                .put("precedence", emergency.precedence().name())
                .put("situation", emergency.situation())
                .put("actions", List.copyOf(emergency.actions()))
                .put("text", emergency.text().map(Emergency.Words::text))
                .put("language", emergency.text().map(Emergency.Words::language))
                .put(
                        "records",
                        emergency.records().stream().map(EmergencyAnswers::name).toList())
                .put("raised_at", emergency.raisedAt())
                .put("reply_by", emergency.replyBy())
                .put("reply_zone", emergency.replyZone().getId())
                .put("held_at", view.heldAt())
                .put("officer", view.officer())
                .put("open", view.isOpen())
                .put("called", view.called().stream().map(EmergencyAnswers::of).toList())
                .put(
                        "references",
                        view.records().stream().map(EmergencyAnswers::of).toList());
    }

    private static Answer of(EmergencyView.Reference one) {
        return Answer.of()
                .put("team", one.team().domain())
                .put("record", one.name())
                .put("standing", word(one.standing()))
                .put("reason", one.reason())
                .put("title", one.title());
    }

    static Answer of(Called called) {
        Life life = called.life();
        return Answer.of()
                .put("team", called.team().domain())
                .put("state", word(life.state()))
                .put("owner", life.owner().map(Owner::name))
                .put("channel", life.owner().map(Owner::channel).filter(text -> !text.isEmpty()))
                .put("zone", life.owner().flatMap(Owner::zone).map(ZoneId::getId))
                .put("eta", life.eta())
                .put("round", life.round())
                .put("rung", life.rung())
                .put("since", life.since())
                .put("received_at", called.receivedAt())
                .put("refused", called.refused());
    }

    /// For people: a row in which times count from now.
    Answer row(EmergencyView view, Team own, Instant now) {
        Emergency emergency = view.emergency();
        return Answer.of()
                .put("precedence", marked(view, precedence(emergency)))
                .put("way", way(view, own))
                .put("partner", partners(view, own))
                .put("situation", wording.situation(emergency.situation()))
                .put("state", states(view, own))
                .put("age", since(emergency.raisedAt(), now))
                .put("reply_in", replyIn(view, now))
                .put("id", view.shortId());
    }

    /// In front of everything about a drill.
    String marked(EmergencyView view, String text) {
        return view.emergency().isExercise() ? wording.exercisePhrase() + " " + text : text;
    }

    String precedence(Emergency emergency) {
        return emergency.kind() == Emergency.Kind.CHECK_IN
                ? wording.kind(Emergency.Kind.CHECK_IN)
                : emergency.precedence().name();
    }

    static String partners(EmergencyView view, Team own) {
        return view.isFrom(own)
                ? view.emergency().to().stream().map(Team::domain).collect(Collectors.joining(" "))
                : view.originator().domain();
    }

    /// How it stands, at every team that is known.
    String states(EmergencyView view, Team own) {
        boolean several = view.isFrom(own) && view.called().size() > 1;
        return view.called().stream()
                .map(called -> several ? called.team() + " " + state(called) : state(called))
                .collect(Collectors.joining("; "));
    }

    String state(Called called) {
        if (called.refused().isPresent()) {
            return wording.happened(
                    new Detail.Refused(called.team(), called.refused().get()), here);
        }
        Life life = called.life();
        String words = wording.state(life.state());
        return switch (life.state()) {
            case SUMMONING -> words + " (" + life.round() + "." + life.rung() + ")";
            case ACKNOWLEDGED ->
                words + life.owner().map(owner -> ": " + owner.name()).orElse("");
            case RAISED, COALESCED, DECLINED, UNANSWERED, STOOD_DOWN -> words;
        };
    }

    static String way(EmergencyView view, Team own) {
        return view.isFrom(own) ? "out" : "in";
    }

    /// What is left for an answer; empty where nothing is awaited, since it is over, or humans have answered it.
    static String replyIn(EmergencyView view, Instant now) {
        boolean isAwaited = view.isOpen()
                && view.called().stream().anyMatch(called -> !called.life().isAnswered());
        return isAwaited ? left(view.emergency().replyBy(), now) : "";
    }

    private static Duration since(Instant at, Instant now) {
        return at.isAfter(now) ? Duration.ZERO : Duration.between(at, now);
    }

    /// Until a moment, as `-3:07` when it was so long ago.
    static String left(Instant until, Instant now) {
        long seconds = Duration.between(now, until).toSeconds();
        long all = Math.abs(seconds);
        String text = all >= 3_600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", all / 3_600, all % 3_600 / 60, all % 60)
                : String.format(Locale.ROOT, "%d:%02d", all / 60, all % 60);
        return seconds < 0 ? "-" + text : text;
    }

    /// One thing that happened. For people: by the clocks of here, and of whoever stated it.
    ///
    Answer occurrence(Occurrence occurrence, EmergencyView view) {
        Answer answer = Answer.of().put("at", occurrence.at());
        String by = "";
        String signed = "";
        if (occurrence.detail() instanceof Detail.Raised) {
            by = view.originator().domain();
            answer.put(
                    "there",
                    EmergencyWording.time(
                            view.emergency().raisedAt(), view.emergency().replyZone()));
            signed = view.officer()
                    .map(officer -> "node, for officer " + officer)
                    .orElse("node");
        }
        if (occurrence.detail() instanceof Detail.Stepped stepped) {
            Instant stated = stepped.step().at();
            answer.put(
                    "there", EmergencyWording.time(stated, zoneOf(stepped, view).orElse(here)));
            by = stepped.by().domain();
            signed = signed(stepped);
        }
        return answer.put("by", by)
                .put("what", wording.happened(occurrence.detail(), here))
                .put("signed", signed);
    }

    /// Who attests a step, and whether others were told. Rule R-EMG-8.
    static String signed(Detail.Stepped stepped) {
        return stepped.officer().map(officer -> "officer " + officer).orElse("node")
                + (stepped.isStated() ? "" : ", not stated yet");
    }

    /// One thing that happened, for programs.
    static Answer of(Occurrence occurrence, Optional<EmergencyView> view) {
        Answer answer = Answer.of()
                .put("emergency", occurrence.emergency())
                .put(
                        "exercise",
                        view.map(known -> Boolean.toString(known.emergency().isExercise())))
                .put("at", occurrence.at());
        return switch (occurrence.detail()) {
            case Detail.Raised raised -> answer.put("what", "raised");
            case Detail.Received received ->
                answer.put("what", "received").put("team", received.team().domain());
            case Detail.Refused refused ->
                answer.put("what", "refused")
                        .put("team", refused.team().domain())
                        .put("reason", refused.reason());
            case Detail.Stepped stepped -> StepAnswers.of(answer, stepped);
            case Detail.Attempted attempted ->
                answer.put("what", "attempted")
                        .put("officer", attempted.officer())
                        .put("channel", attempted.channel())
                        .put("round", attempted.round())
                        .put("rung", attempted.rung())
                        .put("outcome", attempted.outcome())
                        .put("said", attempted.said());
            case Detail.Tried tried ->
                answer.put("what", tried.what())
                        .put("team", tried.team().domain())
                        .put("said", tried.said());
        };
    }

    /// The zone in which whoever stated a step lives, as far as it was said: an owner's own, else the originator's.
    private static Optional<ZoneId> zoneOf(Detail.Stepped stepped, EmergencyView view) {
        if (stepped.by().equals(view.originator())) {
            return Optional.of(view.emergency().replyZone());
        }
        Optional<ZoneId> said = switch (stepped.step().what()) {
            case Step.What.Acknowledged taken -> taken.owner().zone();
            case Step.What.HandedOver over -> over.owner().zone();
            default -> Optional.empty();
        };
        return said.or(() -> view.called(stepped.by())
                .flatMap(called -> called.life().owner().flatMap(Owner::zone)));
    }

    private static String name(RecordVersion record) {
        return record.record() + ":" + record.version();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package org.tocsin.render;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Reference;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;

/// Emergencies in the words of one language: what an officer is told, and what every coded thing is called. Whatever
/// others wrote is escaped, and stays on its line. Rules R-EMG-1, R-EMG-5; threat S-SCREEN.
public final class EmergencyWording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx '('VV')'", Locale.ROOT);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("HH:mm VV", Locale.ROOT);
    /// In front of every line of a text that a human wrote, so that it cannot pass for a line of ours.
    private static final String QUOTE = "  > ";

    private final Phrases phrases;
    private final StepWording steps;

    public EmergencyWording(Language language) {
        this.phrases = Phrases.of(language);
        this.steps = new StepWording(language);
    }

    /// What is told: one line, and all the lines. Both are safe to show. That of a drill begins with the exercise
    /// phrase.
    public record Told(String subject, List<String> lines) {
        public Told {
            lines = List.copyOf(lines);
        }
    }

    /// The coded phrase that every rendering of a drill begins with.
    public String exercisePhrase() {
        return phrases.phrase("exercise.phrase");
    }

    /// Wakes somebody: what a partner calls for.
    ///
    /// @param here the reader's zone
    public Told summons(EmergencyView view, ZoneId here) {
        Emergency emergency = view.emergency();
        String subject = phrases.phrase(
                "alarm.subject", code(emergency), view.originator(), situation(emergency.situation()), view.shortId());
        List<String> lines = new ArrayList<>(facts(view, here));
        lines.add(labelled("answer", "tocsin emergency ack " + view.shortId() + " --owner …"));
        return told(emergency, subject, lines);
    }

    /// Tells the raising desk that no human answered at a team in time.
    public Told unanswered(EmergencyView view, Team team, ZoneId here) {
        return concern("alarm.subject.unanswered", view, team, here);
    }

    /// Tells the raising desk that a team's node has not receipted.
    public Told noReceipt(EmergencyView view, Team team, ZoneId here) {
        return concern("alarm.subject.no-receipt", view, team, here);
    }

    private Told concern(String key, EmergencyView view, Team team, ZoneId here) {
        Emergency emergency = view.emergency();
        String subject =
                phrases.phrase(key, team, code(emergency) + ", " + situation(emergency.situation()), view.shortId());
        List<String> lines = new ArrayList<>();
        lines.add(phrases.phrase("alarm.ask-card", "tocsin emergency card " + team));
        lines.addAll(facts(view, here));
        return told(emergency, subject, lines);
    }

    /// Tells a team that it is called, by a way that others may read: who calls, how urgently, and how to call back.
    /// Nothing of what it is about.
    ///
    /// @param phones of the team that calls, as it published them
    /// @param there the zone of the team that is called
    public Told contact(EmergencyView view, Team team, List<String> phones, ZoneId there) {
        Emergency emergency = view.emergency();
        List<String> lines = new ArrayList<>();
        lines.add(phrases.phrase("alarm.contact.says", view.originator(), precedence(emergency.precedence())));
        if (!phones.isEmpty()) {
            lines.add(phrases.phrase("alarm.contact.phone", view.originator(), list(phones)));
        }
        lines.add(phrases.phrase("alarm.contact.look", "tocsin emergency show " + view.shortId()));
        lines.add(labelled("raised", both(emergency.raisedAt(), there, emergency.replyZone())));
        return told(
                emergency,
                phrases.phrase("alarm.subject.contact", view.originator(), team, code(emergency), view.shortId()),
                lines);
    }

    /// Tells the liaison that a check-in was not confirmed in time.
    public Told missedCheckIn(EmergencyView view, Team team, ZoneId here) {
        List<String> lines = new ArrayList<>();
        lines.add(phrases.phrase("alarm.ask-card", "tocsin emergency card " + team));
        lines.addAll(facts(view, here));
        return told(view.emergency(), phrases.phrase("alarm.subject.missed", team, view.shortId()), lines);
    }

    /// Tells of something that happened.
    public Told news(EmergencyView view, Detail detail, ZoneId here) {
        String what = happened(detail, here);
        List<String> lines = new ArrayList<>();
        lines.add(labelled("news", what));
        lines.addAll(facts(view, here));
        return told(
                view.emergency(),
                phrases.phrase("alarm.subject.news", code(view.emergency()), what, view.shortId()),
                lines);
    }

    /// Everything that the originator stated, a fact a line.
    public List<String> facts(EmergencyView view, ZoneId here) {
        Emergency emergency = view.emergency();
        List<String> lines = new ArrayList<>();
        lines.add(labelled("kind", kind(emergency.kind())));
        lines.add(labelled("precedence", precedence(emergency.precedence())));
        lines.add(labelled("from", view.originator().domain()));
        lines.add(labelled("to", list(emergency.to().stream().map(Team::domain).toList())));
        lines.add(labelled("situation", coded(situation(emergency.situation()), emergency.situation())));
        lines.add(labelled(
                "actions",
                list(emergency.actions().stream()
                        .map(action -> coded(action(action), action))
                        .toList())));
        emergency.text().ifPresent(words -> {
            lines.add(phrases.phrase("label.value", phrases.phrase("alarm.label.text", words.language()), "")
                    .stripTrailing());
            for (String line : words.text().split("\\R", -1)) {
                lines.add(QUOTE + line);
            }
        });
        if (!emergency.records().isEmpty()) {
            lines.add(labelled(
                    "records",
                    list(emergency.records().stream()
                            .map(record -> record.record() + ":" + record.version())
                            .toList())));
        }
        lines.add(labelled("raised", both(emergency.raisedAt(), here, emergency.replyZone())));
        lines.add(labelled("reply", both(emergency.replyBy(), here, emergency.replyZone())));
        lines.add(labelled("id", view.id().hex()));
        return lines.stream().map(Rendering::escaped).toList();
    }

    /// The records that it is about, one a line: where each is, or why not. Of several teams each line names one.
    public List<String> records(EmergencyView view) {
        boolean isOfSeveral = view.called().size() > 1;
        return view.records().stream()
                .map(one -> (isOfSeveral ? one.team() + ": " : "") + named(one) + ": " + standing(one))
                .map(Rendering::escaped)
                .toList();
    }

    /// How many records go ahead to a team, in one line.
    public String ahead(EmergencyView view, Team team) {
        List<Reference> of =
                view.records().stream().filter(one -> one.team().equals(team)).toList();
        return team + ": "
                + phrases.phrase(
                        "reference.summary",
                        count(of, Reference.Standing.AHEAD, Reference.Standing.PENDING),
                        count(of, Reference.Standing.THERE),
                        count(of, Reference.Standing.LATER, Reference.Standing.REFUSED));
    }

    private static String count(List<Reference> of, Reference.Standing... standings) {
        return String.valueOf(of.stream()
                .filter(one -> List.of(standings).contains(one.standing()))
                .count());
    }

    private String named(Reference one) {
        return one.title().isEmpty() ? one.name() : one.name() + " “" + one.title() + "”";
    }

    private String standing(Reference one) {
        return phrases.phrase("reference." + WayWording.word(one.standing()), why(one));
    }

    private String why(Reference one) {
        return switch (one.reason()) {
            case "" -> "";
            case Reference.NOT_AGREED, Reference.NOT_OURS, Reference.GONE, Reference.TOO_LARGE, Reference.TOO_MANY ->
                one.standing() == Reference.Standing.LATER
                        ? phrases.phrase("reference.why."
                                + one.reason().toLowerCase(Locale.ROOT).replace('_', '-'))
                        : one.reason();
            default ->
                one.standing() == Reference.Standing.LATER
                        ? phrases.phrase(
                                "reference.why.withheld",
                                one.reason(),
                                one.record().record(),
                                one.team())
                        : one.reason();
        };
    }

    public String kind(Emergency.Kind kind) {
        return phrases.phrase("alarm.kind." + WayWording.word(kind));
    }

    /// With its code, which is the same in every language.
    public String precedence(Precedence precedence) {
        return coded(phrases.phrase("precedence." + precedence), precedence.name());
    }

    /// A type of the RSIT.
    public String situation(String rsit) {
        return phrases.phrase("rsit." + rsit);
    }

    /// A value of IODEF's Expectation@action.
    public String action(String action) {
        return phrases.phrase("action." + action);
    }

    public String state(Life.State state) {
        return phrases.phrase("state." + WayWording.word(state));
    }

    public String reason(Step.DeclineReason reason) {
        return steps.reason(reason);
    }

    /// Something that happened, in one line.
    ///
    /// @param here the reader's zone
    public String happened(Detail detail, ZoneId here) {
        return Rendering.escaped(steps.happened(detail, here));
    }

    /// With its offset and zone.
    public static String time(Instant instant, ZoneId zone) {
        return TIME.format(instant.atZone(zone));
    }

    /// Here, and what the clock shows there if that differs.
    public String both(Instant instant, ZoneId here, ZoneId there) {
        String ours = time(instant, here);
        boolean same =
                here.getRules().getOffset(instant).equals(there.getRules().getOffset(instant));
        return same ? ours : phrases.phrase("alarm.time.theirs", ours, SHORT.format(instant.atZone(there)));
    }

    private Told told(Emergency emergency, String subject, List<String> lines) {
        List<String> all = new ArrayList<>();
        if (emergency.isExercise()) {
            all.add(exercisePhrase());
            all.add(phrases.phrase("exercise.says"));
        }
        all.addAll(lines);
        String first = emergency.isExercise() ? exercisePhrase() + ": " + subject : subject;
        return new Told(
                Rendering.escaped(first), all.stream().map(Rendering::escaped).toList());
    }

    private String code(Emergency emergency) {
        return emergency.kind() == Emergency.Kind.CHECK_IN
                ? kind(Emergency.Kind.CHECK_IN)
                : emergency.precedence().name();
    }

    private String labelled(String label, String value) {
        return phrases.phrase("label.value", phrases.phrase("alarm.label." + label), value);
    }

    private String coded(String words, String code) {
        return phrases.phrase("value.coded", words, code);
    }

    private String list(List<String> values) {
        return String.join(phrases.phrase("list.separator"), values);
    }
}

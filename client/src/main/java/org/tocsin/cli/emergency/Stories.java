package org.tocsin.cli.emergency;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.Console;
import org.tocsin.cli.Table;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Called;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.render.EmergencyWording;
import org.tocsin.render.Language;

/// Shows emergencies, and what happens about them: for programs one object a line, for people lines of words.
final class Stories {
    private final Console console;
    private final EmergencyWording wording;
    private final EmergencyAnswers answers;

    Stories(Console console, Language language) {
        this.console = console;
        this.wording = new EmergencyWording(language);
        this.answers = new EmergencyAnswers(wording, console.zone());
    }

    /// Everything that was stated of it, and how it stands.
    void emergency(EmergencyView view, Team own) {
        if (console.isJson()) {
            console.answer(EmergencyAnswers.of(view, own));
            return;
        }
        if (view.emergency().isExercise()) {
            console.say(wording.exercisePhrase());
        }
        wording.facts(view, console.zone()).forEach(console::say);
        for (Called called : view.called()) {
            console.say(called.team() + ": " + answers.state(called));
        }
        if (view.isFrom(own) && !view.records().isEmpty()) {
            view.called().forEach(called -> console.say(wording.ahead(view, called.team())));
        }
        wording.records(view).forEach(console::say);
    }

    /// In one line: what is open when somebody begins to look.
    void open(EmergencyView view, EmergencyLine.Listed listed) {
        if (console.isJson()) {
            console.answer(EmergencyAnswers.of(view, listed.own()));
            return;
        }
        Emergency emergency = view.emergency();
        console.say(answers.marked(
                view,
                String.join(
                        "  ",
                        answers.precedence(emergency),
                        EmergencyAnswers.way(view, listed.own()),
                        EmergencyAnswers.partners(view, listed.own()),
                        wording.situation(emergency.situation()),
                        answers.states(view, listed.own()),
                        EmergencyAnswers.left(emergency.replyBy(), listed.now()),
                        view.shortId())));
    }

    /// With its timeline.
    void story(EmergencyLine.Story story) {
        EmergencyView view = story.view();
        if (console.isJson()) {
            console.answer(EmergencyAnswers.of(view, story.own())
                    .put(
                            "timeline",
                            story.timeline().stream()
                                    .map(one -> EmergencyAnswers.of(one, Optional.of(view)))
                                    .toList()));
            return;
        }
        emergency(view, story.own());
        console.say("");
        try (Table table = console.table(EmergencyAnswers.TIMELINE)) {
            story.timeline().forEach(one -> table.row(answers.occurrence(one, view)));
        }
    }

    /// One thing that happened, in a line.
    ///
    /// @param view the emergency, if it could be asked for
    void happened(Occurrence occurrence, Optional<EmergencyView> view) {
        if (console.isJson()) {
            console.answer(EmergencyAnswers.of(occurrence, view));
            return;
        }
        String what = wording.happened(occurrence.detail(), console.zone());
        String id = occurrence.emergency().hex().substring(0, EmergencyView.SHOWN_DIGITS);
        String by = occurrence.detail() instanceof Occurrence.Detail.Stepped stepped ? stepped.by() + ": " : "";
        String line = EmergencyWording.time(occurrence.at(), console.zone()) + "  " + id + "  " + by + what;
        console.say(view.map(known -> answers.marked(known, line)).orElse(line));
    }

    Answer row(EmergencyView view, Team own, Instant now) {
        return console.isJson() ? EmergencyAnswers.of(view, own) : answers.row(view, own, now);
    }
}

package org.tocsin.cli.emergency;

import java.util.LinkedHashSet;
import java.util.Set;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.Team;
import org.tocsin.model.profile.VoiceCard;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import org.tocsin.render.EmergencyWording;
import org.tocsin.render.VoiceCardWording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin emergency card TEAM|ID`: whom to telephone. Rule R-PRO-6.
@Command(
        name = "card",
        description = {
            "Shows whom to telephone at a team, what time it is there and who answers now, the languages, and the words",
            "by which both know each other. With an emergency's ID: for each team that has not answered."
        },
        footer = {"", "  tocsin emergency card cert-jp.example", "  tocsin emergency card 3f9a1c"})
final class CardCommand extends EmergencyCommand {
    @Parameters(paramLabel = "TEAM|ID", description = "a team's domain, or an emergency's id (6 digits or more)")
    private String what = "";

    CardCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return what;
    }

    @Override
    void check() {
        if (!isTeam()) {
            id(what);
        }
    }

    private boolean isTeam() {
        return what.indexOf('.') > 0 && Team.isDomain(what);
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) {
        EmergencyLine line = client.emergencies();
        if (isTeam()) {
            show(line.card(team(what)), false);
            return ExitCode.OK;
        }
        EmergencyLine.Story story = line.story(id(what));
        boolean exercise = story.view().emergency().isExercise();
        teams(story).forEach(team -> show(line.card(team), exercise));
        return ExitCode.OK;
    }

    private static Set<Team> teams(EmergencyLine.Story story) {
        Set<Team> teams = new LinkedHashSet<>();
        if (!story.view().isFrom(story.own())) {
            teams.add(story.view().originator());
            return teams;
        }
        story.view().called().stream()
                .filter(called -> !called.life().isAnswered())
                .forEach(called -> teams.add(called.team()));
        return teams.isEmpty() ? story.view().emergency().to() : teams;
    }

    private void show(VoiceCard card, boolean exercise) {
        if (!console().isJson()) {
            if (exercise) {
                console().say(new EmergencyWording(language()).exercisePhrase());
            }
            new VoiceCardWording(language()).lines(card, here()).forEach(console()::say);
            return;
        }
        console()
                .answer(Answer.of()
                        .put("partner", card.partner().domain())
                        .put("exercise", exercise)
                        .put("at", card.at())
                        .put("profile", card.profile().isPresent())
                        .put("valid", card.isValid())
                        .put("zone", card.timeThere().map(Object::toString))
                        .put("languages", card.languages())
                        .put("calls", card.calls().stream().map(CardCommand::of).toList())
                        .put("we_say", card.weSay())
                        .put("they_say", card.theySay()));
    }

    private static Answer of(VoiceCard.Call call) {
        return Answer.of()
                .put("number", call.number().toString())
                .put("kind", call.kind().map(EmergencyAnswers::word).orElse("out-of-band"))
                .put("note", call.note())
                .put("answered", EmergencyAnswers.word(call.answered()))
                .put("opens_at", call.opensAt());
    }
}

package org.tocsin.cli.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record track RECORD`: what became of a record at each team that it went to, step by step.
@Command(
        name = "track",
        description = {
            "Shows what became of a record at each team: when it was released, processed, read, acted on, deleted.",
            "What a team owes stands last, with the instant since when. Of another team's record: what we said of it."
        })
final class TrackCommand extends NodeCommand {
    @Parameters(paramLabel = "RECORD", description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX")
    private String record = "";

    @Option(names = "--record-version", paramLabel = "N", description = "a version (default: the newest)")
    private int version;

    TrackCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /// One line for people.
    private record Step(Optional<Instant> at, String what, String detail) {}

    @Override
    ExitCode ask(OperatorClient client) {
        Transit.Track track = client.delivery().track(record, version);
        Answer answer = Answers.of(track.summary());
        if (console().isJson()) {
            console()
                    .answer(answer.put(
                            "teams",
                            track.teams().stream().map(TrackCommand::of).toList()));
            return ExitCode.OK;
        }
        console().answer(answer);
        try (Table table = console().table("team", "what", "at", "detail")) {
            for (Transit.TeamTrack team : track.teams()) {
                String name = team.via().isEmpty() ? team.team() : team.team() + " via " + team.via();
                for (Step step : steps(team)) {
                    table.row(Answer.of()
                            .put("team", name)
                            .put("what", step.what())
                            .put("at", step.at())
                            .put("detail", step.detail()));
                }
            }
        }
        return ExitCode.OK;
    }

    private static List<Step> steps(Transit.TeamTrack team) {
        List<Step> steps = new ArrayList<>();
        team.releasedAt()
                .ifPresent(at -> steps.add(new Step(Optional.of(at), "released", "sequence " + team.sequence())));
        if (team.processed()) {
            String outcome = team.refused().isEmpty() ? "" : "refused by its node: " + team.refused();
            steps.add(new Step(
                    team.processedAt(), "processed", team.voided().isEmpty() ? outcome : "void: " + team.voided()));
        }
        for (Transit.Mark mark : team.marks()) {
            String backups = mark.backupsBy().map(by -> "backups by " + by).orElse("");
            steps.add(new Step(Optional.of(mark.at()), mark.kind(), backups.isEmpty() ? mark.detail() : backups));
        }
        team.withdrawnAt().ifPresent(at -> steps.add(new Step(Optional.of(at), "withdrawn", "")));
        team.narrowedAt().ifPresent(at -> steps.add(new Step(Optional.of(at), "narrowed", "")));
        steps.sort(Comparator.comparing(step -> step.at().orElse(Instant.EPOCH)));
        if (!team.withheld().isEmpty()) {
            steps.add(new Step(Optional.empty(), "withheld", team.withheld()));
        }
        team.owed()
                .forEach(owed -> steps.add(new Step(
                        Optional.of(owed.since()),
                        "OWES " + owed.what(),
                        owed.due().map(due -> "due " + due).orElse(""))));
        return steps;
    }

    private static Answer of(Transit.TeamTrack team) {
        Answer answer = Answer.of().put("team", team.team());
        put(answer, "via", team.via());
        put(answer, "withheld", team.withheld());
        if (team.releasedAt().isPresent()) {
            answer.put("released_at", team.releasedAt())
                    .put("sequence", team.sequence())
                    .put("processed", team.processed())
                    .put("processed_at", team.processedAt());
        }
        put(answer, "refused", team.refused());
        put(answer, "voided", team.voided());
        return answer.put("marks", team.marks().stream().map(TrackCommand::of).toList())
                .put("withdrawn_at", team.withdrawnAt())
                .put("narrowed_at", team.narrowedAt())
                .put("owed", team.owed().stream().map(TrackCommand::of).toList());
    }

    static Answer of(Transit.Owed owed) {
        return Answer.of().put("what", owed.what()).put("since", owed.since()).put("due", owed.due());
    }

    static Answer of(Transit.Mark mark) {
        Answer answer = Answer.of().put("mark", mark.kind()).put("at", mark.at());
        put(answer, "detail", mark.detail());
        return answer.put("backups_by", mark.backupsBy());
    }

    private static void put(Answer answer, String name, String value) {
        if (!value.isEmpty()) {
            answer.put(name, value);
        }
    }
}

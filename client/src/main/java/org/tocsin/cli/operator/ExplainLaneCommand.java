package org.tocsin.cli.operator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.insight.LaneStory;
import org.tocsin.peer.Insight;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin explain lane TEAM`: why a partner has or has not received anything.
@Command(
        name = "lane",
        description = {
            "Says why a team has or has not received anything since a time: the agreements, the lanes, what was withheld and",
            "by which rule, what the team holds back or refused; and what would have to change."
        })
final class ExplainLaneCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", description = "the partner")
    private String partner = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "2026-01-31 or 2026-01-31T12:00:00Z (default: since its last receipt)")
    private Optional<String> since = Optional.empty();

    private Optional<Instant> asked = Optional.empty();

    ExplainLaneCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(partner);
        asked = since.map(text -> Inputs.instant("--since", text));
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Insight.LaneExplanation found = client.insight().explainLane(TeamArgument.of(partner), asked);
        LaneStory story = new LaneStory(found);
        if (console().isJson()) {
            console().answer(answer(found, story));
            return ExitCode.OK;
        }
        console().say(story.summary());
        say("What stands in the way", story.obstacles());
        say("Withheld since then", story.withheld());
        say("Not taken since then", story.refused());
        say("Agreements", story.agreements());
        say("Lanes", story.lanes());
        say("What would have to change", story.remedies());
        return ExitCode.OK;
    }

    private void say(String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            console().say("");
            console().say(heading);
            lines.forEach(line -> console().say("  " + line));
        }
    }

    private static Answer answer(Insight.LaneExplanation found, LaneStory story) {
        return Answer.of()
                .put("partner", found.partner())
                .put("at", found.at())
                .put("since", found.since())
                .put("stated", found.stated())
                .put("released", found.released())
                .put("receipted", found.receipted())
                .put(
                        "withheld",
                        found.withheld().stream()
                                .map(ExplainLaneCommand::answer)
                                .toList())
                .put("refused", found.refused())
                .put("voided", found.voided())
                .put(
                        "agreements",
                        found.agreements().stream()
                                .map(ExplainLaneCommand::answer)
                                .toList())
                .put(
                        "lanes",
                        found.lanes().stream()
                                .map(lane -> LaneAnswers.of(lane, found.at()))
                                .toList())
                .put("obstacles", story.obstacles())
                .put("remedies", story.remedies());
    }

    private static Answer answer(Insight.Withheld group) {
        return Answer.of()
                .put("reason", group.reason())
                .put("count", group.count())
                .put("newest", group.newest());
    }

    private static Answer answer(Insight.Agreed agreed) {
        return Answer.of()
                .put("id", agreed.id())
                .put("version", agreed.version())
                .put("title", agreed.title())
                .put("state", agreed.state())
                .put("from", agreed.from())
                .put("until", agreed.until())
                .put("suspended_by", agreed.suspendedBy())
                .put("terminated_at", agreed.terminatedAt())
                .put("restrictions", agreed.restrictions())
                .put("restricted_by", agreed.restrictedBy())
                .put("ceiling", agreed.ceiling().isEmpty() ? "NOTHING" : agreed.ceiling());
    }
}

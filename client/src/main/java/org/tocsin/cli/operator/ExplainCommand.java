package org.tocsin.cli.operator;

import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.insight.Reason;
import org.tocsin.cli.insight.RecordStory;
import org.tocsin.model.Team;
import org.tocsin.peer.Insight;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin explain RECORD --to TEAM`: why it goes there or not; `--from TEAM`: why it was taken in, or refused.
@Command(
        name = "explain",
        description = {
            "Says why a record goes to a team or not (--to), or why what a team sent was taken in or refused (--from):",
            "every rule in order, what it looked at, what it said, which one decided, and what would have to change.",
            "With --from and no RECORD: everything that was refused of the team's. Exits 1 if it is withheld or refused."
        })
final class ExplainCommand extends NodeCommand {
    private static final int REFUSALS_MAX = 1_000;

    @Parameters(
            paramLabel = "RECORD",
            arity = "0..1",
            description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX; with --from also of a leaf hash")
    private Optional<String> record = Optional.empty();

    @Option(names = "--to", paramLabel = "TEAM", description = "the team that it would go to")
    private Optional<String> to = Optional.empty();

    @Option(names = "--from", paramLabel = "TEAM", description = "the team that sent it")
    private Optional<String> from = Optional.empty();

    @Option(names = "--record-version", paramLabel = "N", description = "a version (default: the newest)")
    private int version;

    ExplainCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.optional(to);
        TeamArgument.optional(from);
        if (to.isPresent() == from.isPresent()) {
            throw CommandFault.unusable("one team", "explain", "name it with --to TEAM or --from TEAM");
        }
        if (record.isEmpty() && to.isPresent()) {
            throw CommandFault.unusable(
                    "no record", "explain --to " + to.get(), "name one, or ask: tocsin explain lane " + to.get());
        }
        if (version < 0) {
            throw CommandFault.unusable("not a version", String.valueOf(version), "versions count from 1");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        if (to.isPresent()) {
            return tell(client.insight().explain(record.orElse(""), version, TeamArgument.optional(to)));
        }
        Team author = TeamArgument.of(from.orElse(""));
        List<Insight.Refused> refused = refused(client, author);
        if (!refused.isEmpty() || record.isEmpty()) {
            return tell(author, refused);
        }
        return tell(client.insight().explain(record.get(), version, Optional.empty()));
    }

    /// What was refused of a team's: of this record, or with this leaf, if one is named.
    private List<Insight.Refused> refused(OperatorClient client, Team author) {
        List<Insight.Refused> all = client.insight().refusals(author, "", REFUSALS_MAX);
        return all.stream()
                .filter(one -> record.isEmpty()
                        || one.record().equals(record.get())
                        || one.leaf().hex().startsWith(record.get())
                        || one.record()
                                .substring(one.record().lastIndexOf('/') + 1)
                                .startsWith(record.get()))
                .toList();
    }

    private ExitCode tell(Team author, List<Insight.Refused> refused) {
        if (refused.isEmpty()) {
            console().note("nothing that came from " + author + " was refused");
        }
        if (!console().isJson() && record.isPresent()) {
            for (Insight.Refused one : refused) {
                Reason reason = Reason.refused(one.reason());
                console().say("REFUSED by " + reason.rule() + " (" + reason.name() + "): " + reason.says() + ".");
                console().say("");
                console().answer(place(one));
                console().say("");
                console().say("What would have to change");
                console().say("  " + reason.remedy());
            }
            return ExitCode.NEGATIVE;
        }
        try (Table table = console().table("at", "record", "version", "lane", "sequence", "rule", "reason", "says")) {
            refused.forEach(one -> table.row(answer(one)));
        }
        return refused.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static Answer answer(Insight.Refused one) {
        Reason reason = Reason.refused(one.reason());
        return place(one)
                .put("outcome", "refused")
                .put("reason", one.reason())
                .put("rule", reason.rule())
                .put("says", reason.says())
                .put("remedy", reason.remedy());
    }

    /// Where and when it came.
    private static Answer place(Insight.Refused one) {
        return Answer.of()
                .put("at", one.at())
                .put("lane", one.lane())
                .put("sequence", one.sequence())
                .put("record", Optional.of(one.record()).filter(name -> !name.isEmpty()))
                .put("version", Optional.of((long) one.version()).filter(number -> number > 0))
                .put("leaf_hash", one.leaf());
    }

    private ExitCode tell(Insight.Explanation found) {
        RecordStory story = new RecordStory(found);
        if (console().isJson()) {
            console().answer(answer(found, story).put("draft", record.filter(draft -> story.isDraft())));
        } else {
            String name = found.record().name().isEmpty()
                    ? ""
                    : " \"" + found.record().name() + "\"";
            String which = story.isDraft()
                    ? "draft " + record.orElse("") + ", not stated yet,"
                    : found.record().version().record() + " version "
                            + found.record().version().version();
            console().say(which + name + ", marked " + found.record().marking().label());
            console()
                    .say("from " + found.author() + (found.via().isEmpty() ? "" : " via " + found.via()) + " to "
                            + found.recipient());
            console().say("");
            console().say(story.verdict());
            say("What would have to change", story.remedies());
            say("The rules, in their order", story.rules());
            say("Parts that are left out", story.leftOut());
            say("What was decided before", story.before());
        }
        return found.trace().passes() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private void say(String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            console().say("");
            console().say(heading);
            lines.forEach(line -> console().say("  " + line));
        }
    }

    private static Answer answer(Insight.Explanation found, RecordStory story) {
        Insight.Trace trace = found.trace();
        return Answers.of(found.record())
                .put("author", found.author())
                .put("recipient", found.recipient())
                .put("via", Optional.of(found.via()).filter(hub -> !hub.isEmpty()))
                .put("at", found.at())
                .put("outcome", trace.outcome())
                .put("reason", Optional.of(trace.reason()).filter(reason -> !reason.isEmpty()))
                .put("rule", trace.deciding().map(Insight.Step::rule))
                .put("wake_at", trace.wakeAt())
                .put("agreement", Optional.of(trace.agreementId()).filter(id -> !id.isEmpty()))
                .put(
                        "agreement_version",
                        Optional.of((long) trace.agreementVersion()).filter(number -> number > 0))
                .put("verdict", story.verdict())
                .put("remedies", story.remedies())
                .put("steps", trace.steps().stream().map(ExplainCommand::answer).toList())
                .put(
                        "left_out",
                        trace.leftOut().stream().map(ExplainCommand::answer).toList())
                .put("past", found.past().stream().map(ExplainCommand::answer).toList())
                .put("before", story.before());
    }

    private static Answer answer(Insight.Step step) {
        return Answer.of()
                .put("rule", step.rule())
                .put("name", step.name())
                .put("asked", step.asked())
                .put("passes", step.reason().isEmpty())
                .put("reason", Optional.of(step.reason()).filter(reason -> !reason.isEmpty()))
                .put("decided", step.decided())
                .put(
                        "looked_at",
                        step.lookedAt().stream()
                                .map(looked ->
                                        Answer.of().put("what", looked.what()).put("value", looked.value()))
                                .toList());
    }

    private static Answer answer(Insight.LeftOut left) {
        return Answer.of()
                .put("part", left.part())
                .put("what", left.what())
                .put("marking", left.marking().label())
                .put("reason", left.reason())
                .put("count", left.count());
    }

    private static Answer answer(Insight.Past past) {
        return Answer.of()
                .put("lane", past.lane())
                .put("at", past.at())
                .put("withheld", Optional.of(past.withheld()).filter(why -> !why.isEmpty()))
                .put("sequence", Optional.of(past.sequence()).filter(number -> number > 0))
                .put("agreement", Optional.of(past.agreementId()).filter(id -> !id.isEmpty()))
                .put(
                        "agreement_version",
                        Optional.of((long) past.agreementVersion()).filter(number -> number > 0))
                .put("processed_at", past.processedAt())
                .put("refused", Optional.of(past.refused()).filter(why -> !why.isEmpty()))
                .put("voided", Optional.of(past.voided()).filter(why -> !why.isEmpty()));
    }
}

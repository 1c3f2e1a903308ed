package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.RecordPolicy;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Records;
import org.tocsin.peer.ReleaseLine;
import org.tocsin.proof.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record drafts [DRAFT]`: what is RED and waits for a further officer's approval.
@Command(
        name = "drafts",
        description = {
            "Lists what was published and is RED, and waits for the approval of a signatory who did not publish it; or shows",
            "one of them, with everything that is approved. --content writes its document to a file, to be read before:",
            "tocsin record approve DRAFT."
        })
final class RecordDraftsCommand extends NodeCommand {
    @Parameters(paramLabel = "DRAFT", arity = "0..1", description = "the draft's id, or 8 and more digits of it")
    private Optional<String> draft = Optional.empty();

    @Option(names = "--content", paramLabel = "FILE", description = "where to write its document, as it was published")
    private Optional<Path> content = Optional.empty();

    RecordDraftsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (content.isPresent() && draft.isEmpty()) {
            throw CommandFault.unusable("of one draft only", "--content", "name the draft: tocsin record drafts");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        if (draft.isEmpty()) {
            try (Table table = console()
                    .table("draft", "name", "marking", "audience", "created_by", "may_approve", "created_at")
                    .orSay("Nothing that is RED waits for an officer.")) {
                client.releases().all().forEach(waiting -> table.row(row(waiting)));
            }
            return ExitCode.OK;
        }
        ReleaseLine.Opened opened = client.releases().open(draft.get());
        Answer answer = shown(opened);
        content.ifPresent(file -> {
            Outputs.writePrivate(surroundings().workingDirectory().resolve(file), opened.content());
            answer.put("file", file.toString());
        });
        console().answer(answer);
        return ExitCode.OK;
    }

    private static Answer row(Records.Waiting waiting) {
        return Answer.of()
                .put("draft", waiting.id())
                .put("name", waiting.summary().name())
                .put("marking", waiting.summary().marking().label())
                .put("audience", named(waiting))
                .put("created_by", waiting.createdBy())
                .put("may_approve", String.join(" ", waiting.mayApprove()))
                .put("created_at", waiting.summary().storedAt());
    }

    private static String named(Records.Waiting waiting) {
        return waiting.audience().stream().map(Team::domain).collect(Collectors.joining(" "));
    }

    /// A draft with all that an approval of it stands for.
    static Answer shown(ReleaseLine.Opened opened) {
        Records.Waiting waiting = opened.draft();
        Conditions conditions = waiting.conditions();
        return row(waiting)
                .put(
                        "supersedes",
                        Optional.of(waiting.summary().version().record().toString())
                                .filter(record -> waiting.supersedes()))
                .put("pap", conditions.pap().map(Enum::name))
                .put("embargo_until", conditions.embargo())
                .put("iep", conditions.policy().map(RecordPolicy::values))
                .put("content_bytes", opened.content().length())
                .put("document", Sha256.of(opened.content()).hex());
    }
}

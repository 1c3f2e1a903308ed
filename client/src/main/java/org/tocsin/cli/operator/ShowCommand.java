package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Records;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record show RECORD`: its header, and for an own record what was decided for each partner and why.
@Command(
        name = "show",
        description = {
            "Shows one record: its header and, for an own one, what was decided for each partner and why.",
            "As a table it is for people: the author of another team's record is told that it was read, once."
        })
final class ShowCommand extends NodeCommand {
    @Parameters(paramLabel = "RECORD", description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX")
    private String record = "";

    @Option(names = "--unread", description = "nobody is told that it was read")
    private boolean unread;

    ShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Records.Detail detail = client.record(record, !unread && !console().isJson());
        Answer answer = Answers.of(detail.summary());
        Answer header = Answer.of();
        for (Records.Facet facet : detail.facets()) {
            header.put(facet.name(), facet.values());
        }
        detail.via().ifPresent(hub -> answer.put("via", hub.domain()));
        answer.put("header", header);
        if (console().isJson()) {
            console()
                    .answer(answer.put(
                            "decisions",
                            detail.decisions().stream().map(Answers::of).toList()));
            return ExitCode.OK;
        }
        console().answer(answer);
        try (Table table = console().table("partner", "released", "reason", "sequence", "processed", "refused")) {
            detail.decisions().forEach(decision -> table.row(Answers.of(decision)));
        }
        return ExitCode.OK;
    }
}

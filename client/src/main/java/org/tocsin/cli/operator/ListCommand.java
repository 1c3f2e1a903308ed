package org.tocsin.cli.operator;

import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Records;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin record list`: own and received records, in the order in which the node stored them.
@Command(name = "list", description = "Lists records that the node holds, own and received, in the order of storing.")
final class ListCommand extends NodeCommand {
    private static final int PAGE_SIZE = 1_000;

    @Option(names = "--from", paramLabel = "TEAM", description = "only records of this team")
    private Optional<String> from = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "at most so many")
    private long limit = Long.MAX_VALUE;

    ListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.optional(from);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        long left = limit;
        Optional<String> token = Optional.empty();
        try (Table table = console()
                .table("record", "version", "marking", "stored_at", "name")
                .orSay("There is no record.")) {
            while (left > 0) {
                Records.Page page = client.records(TeamArgument.optional(from), (int) Math.min(left, PAGE_SIZE), token);
                page.records().forEach(record -> table.row(row(record)));
                left -= page.records().size();
                if (page.nextToken().isEmpty()) {
                    break;
                }
                token = page.nextToken();
            }
        }
        return ExitCode.OK;
    }

    private Answer row(Records.Summary record) {
        Answer row = Answers.of(record);
        if (console().isJson()
                || (record.withdrawal().isEmpty() && record.narrowing().isEmpty())) {
            return row;
        }
        String became = record.withdrawal().isPresent() ? "WITHDRAWN " : "NARROWED ";
        return row.put("name", (became + record.name()).strip());
    }
}

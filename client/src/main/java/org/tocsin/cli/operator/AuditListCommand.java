package org.tocsin.cli.operator;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.local.LocalEntry;
import org.tocsin.model.Digest;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin audit list`: who did what at the node.
@Command(
        name = "list",
        description = {
            "Lists what officers and the node did, from the local ledger, in the order in which it was written down.",
            "An act has one entry with an act number of its own; entries about the same act carry that number.",
            "For auditors. Whether the list is whole and unchanged, tocsin audit verify says."
        })
final class AuditListCommand extends NodeCommand {
    @Option(names = "--officer", paramLabel = "ID", description = "only acts of this officer")
    private Optional<String> officer = Optional.empty();

    @Option(names = "--method", paramLabel = "TEXT", description = "only calls whose name has this in it")
    private Optional<String> method = Optional.empty();

    @Option(names = "--since", paramLabel = "TIME", description = "from then on: 2026-01-31 (UTC) or RFC 3339")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "before then")
    private Optional<String> until = Optional.empty();

    AuditListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Optional<Instant> from = since.map(text -> Inputs.instant("--since", text));
        Optional<Instant> to = until.map(text -> Inputs.instant("--until", text));
        try (Table table = console().table("at", "act", "kind", "actor", "method", "outcome", "arguments")) {
            client.acts(
                    0,
                    (index, bytes, root) -> LocalEntry.decode(bytes)
                            .filter(entry -> officer.isEmpty() || entry.actor().endsWith("/officer/" + officer.get()))
                            .filter(entry -> method.isEmpty() || entry.method().contains(method.get()))
                            .filter(entry -> from.isEmpty() || !entry.at().isBefore(from.get()))
                            .filter(entry -> to.isEmpty() || entry.at().isBefore(to.get()))
                            .ifPresent(entry -> table.row(row(index, entry))));
        }
        return ExitCode.OK;
    }

    private static Answer row(long index, LocalEntry entry) {
        return Answer.of()
                .put("at", entry.at())
                .put("act", entry.act().orElse(index))
                .put("kind", entry.kind().name().toLowerCase(Locale.ROOT))
                .put("actor", entry.actor())
                .put("method", entry.method())
                .put("outcome", entry.outcome())
                .put("arguments", entry.arguments().map(Digest::hex).orElse(""));
    }
}

package org.tocsin.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.Team;
import org.tocsin.render.TermChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin demo`: watch three teams exchange incidents, and see it proved.
@Command(
        name = "demo",
        description = {
            "Shows three teams exchange incidents, and counts what was released, withheld, stored, lost and doubled.",
            "Each team has a node process of its own on loopback; both ends are counted, each from its own books."
        })
final class DemoCommand implements Callable<ExitCode> {
    private static final List<String> NODE_FLAGS = List.of("-Xmx768m");

    private final Surroundings surroundings;

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description = "what cert-es.example publishes: STIX 2.1 (.json, .jsonl, .gz); default: built-in incidents")
    private Optional<Path> records = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "publishes the first N documents only")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--exit", description = "stops the nodes at the end; without it they stay up, to be tried")
    private boolean exit;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "where the nodes live; kept afterwards (default: a new temporary directory, removed at the end)")
    private Optional<Path> directory = Optional.empty();

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        if (limit < 1) {
            throw CommandFault.unusable("not a number of documents", "--limit " + limit, "give 1 or more");
        }
        if (records.isPresent() && !Files.isReadable(records.get())) {
            throw CommandFault.unusable("cannot be read", records.get().toString(), "name a file of STIX 2.1 records");
        }
        Path home = home();
        var teams = List.of(Demo.SPAIN, Demo.JAPAN, Demo.FUSION);
        try (var federation = Federation.create(home, teams, surroundings, NODE_FLAGS)) {
            var stopping = Thread.ofPlatform().unstarted(() -> leave(federation, home));
            Runtime.getRuntime().addShutdownHook(stopping);
            Demo.Outcomes outcomes = new Demo(surroundings, federation).run(records.map(Path::toAbsolutePath), limit);
            print(outcomes);
            if (!exit) {
                hints(federation);
                new CountDownLatch(1).await();
            }
            for (Team team : teams) {
                federation.stop(team);
            }
            Runtime.getRuntime().removeShutdownHook(stopping);
            return outcomes.isGood() ? ExitCode.OK : ExitCode.NEGATIVE;
        } finally {
            if (directory.isEmpty() && Files.exists(home)) {
                deleteAll(home);
            }
        }
    }

    private Path home() throws IOException {
        if (directory.isEmpty()) {
            return Files.createTempDirectory("tocsin-demo-");
        }
        Path home = surroundings.workingDirectory().resolve(directory.get()).toAbsolutePath();
        if (Files.exists(home)) {
            throw CommandFault.unusable("exists already", home.toString(), "name a directory that does not exist");
        }
        return Files.createDirectories(home);
    }

    private void print(Demo.Outcomes outcomes) {
        Console console = surroundings.console();
        if (console.isJson()) {
            console.answer(json(outcomes));
            return;
        }
        try (Table table = console.table(
                "from",
                "to",
                "published",
                "released",
                "withheld",
                "stored",
                "refused",
                "lost",
                "doubled",
                "withheld_by_reason")) {
            outcomes.flows().forEach(flow -> table.row(answer(flow)));
        }
        console.say("");
        try (Table table = console.table("team", "size", "verified")) {
            outcomes.ledgers().forEach(ledger -> table.row(answer(ledger)));
        }
        console.say("");
        sequel(outcomes);
        console.say("");
        console.say("One proof, verified offline with the author's fingerprint alone: "
                + (outcomes.proofVerified() ? "good" : "BAD"));
        console.say((outcomes.isGood() ? "Nothing lost, nothing doubled, everything verified" : "NOT GOOD: see above")
                + ", in " + outcomes.took().toMillis() / 1000.0 + " s.");
    }

    private void sequel(Demo.Outcomes outcomes) {
        Console console = surroundings.console();
        DemoSequel.Amendment amendment = outcomes.amendment();
        console.say("Agreements proposed, carried to the other team and countersigned: "
                + outcomes.agreements().size() + ". Then one was amended, and its version "
                + amendment.agreement().version() + " signed by both:");
        try (Table table = console.table("from", "to", "term", "before", "after", "change")) {
            amendment.changes().forEach(change -> table.row(answer(change)));
        }
        console.say("A record that version 1 withheld from it went to " + String.join(", ", amendment.releasedTo())
                + ", and was taken back. Deleted, they say: "
                + String.join(", ", outcomes.withdrawal().deletedBy()) + ".");
        console.say("");
        drill(outcomes.drill());
    }

    private void drill(DemoDrill.Drilled drill) {
        Console console = surroundings.console();
        console.say("A drill: " + drill.from() + " called the duty officer of " + drill.to()
                + ". Its node's signed receipt was there after "
                + drill.untilReceipt().toMillis() + " ms; summoned, one rung of the ladder after the other:");
        drill.subjects().forEach(subject -> console.say("  " + subject));
        console.say("Acknowledged by " + drill.acknowledgedBy() + " after "
                + drill.untilHuman().toMillis() / 1000.0 + " s, then stood down.");
    }

    private static Answer answer(TermChange change) {
        Answer answer = Answer.of();
        change.way()
                .ifPresent(way -> answer.put("from", way.from().domain())
                        .put("to", way.to().domain()));
        return answer.put("term", change.term().word())
                .put("before", change.before())
                .put("after", change.after())
                .put("change", change.direction().word());
    }

    private static Answer answer(DemoSequel.Amendment amendment) {
        return Answer.of()
                .put("agreement", amendment.agreement().id())
                .put("version", amendment.agreement().version())
                .put(
                        "changes",
                        amendment.changes().stream().map(DemoCommand::answer).toList())
                .put("record", amendment.record())
                .put("released_to", amendment.releasedTo());
    }

    private static Answer json(Demo.Outcomes outcomes) {
        List<Answer> flows = new ArrayList<>();
        outcomes.flows().forEach(flow -> flows.add(answer(flow)));
        List<Answer> ledgers = new ArrayList<>();
        outcomes.ledgers().forEach(ledger -> ledgers.add(answer(ledger)));
        return Answer.of()
                .put("published", outcomes.publishedInput())
                .put("refused_input", outcomes.refusedInput())
                .put("seconds", outcomes.took().toMillis() / 1000.0)
                .put("flows", flows)
                .put("agreements", outcomes.agreements().size())
                .put("amendment", answer(outcomes.amendment()))
                .put(
                        "withdrawal",
                        Answer.of()
                                .put("record", outcomes.withdrawal().record())
                                .put("told", outcomes.withdrawal().told())
                                .put("deleted_by", outcomes.withdrawal().deletedBy()))
                .put("drill", outcomes.drill().answer())
                .put("ledgers", ledgers)
                .put("proof_verified", outcomes.proofVerified());
    }

    private static Answer answer(Flow flow) {
        return Answer.of()
                .put("from", flow.from().domain())
                .put("to", flow.to().domain())
                .put("published", flow.published())
                .put("released", flow.released())
                .put("withheld", flow.withheld())
                .put("stored", flow.stored())
                .put("refused", flow.refused())
                .put("lost", flow.lost())
                .put("doubled", flow.doubled())
                .put("withheld_by_reason", flow.withheldByReason())
                .put("stored_by_marking", flow.storedByMarking());
    }

    private static Answer answer(Demo.LedgerVerdict ledger) {
        return Answer.of()
                .put("team", ledger.team().domain())
                .put("size", ledger.size())
                .put("verified", ledger.verified());
    }

    private void hints(Federation federation) {
        Console console = surroundings.console();
        String japan = federation.directory(Demo.JAPAN).toString();
        console.say("");
        console.say("The nodes stay up until you press Ctrl-C. Try, in another terminal:");
        console.say("  ./tocsin record list --node " + japan);
        console.say("  ./tocsin record export --from cert-es.example --node " + japan);
        console.say("  ./tocsin peer list --node " + federation.directory(Demo.SPAIN));
        console.say("  ./tocsin ledger verify --node " + federation.directory(Demo.FUSION));
    }

    /// What a signal leaves to do: the nodes are processes of their own, and a temporary home holds keys.
    private void leave(Federation federation, Path home) {
        try {
            federation.close();
            if (directory.isEmpty() && Files.exists(home)) {
                deleteAll(home);
            }
        } catch (IOException failed) {
            surroundings.console().note("left behind: " + home + ": " + failed.getMessage());
        }
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

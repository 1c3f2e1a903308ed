package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.document.DocumentSource;
import org.tocsin.cli.document.SourceDocument;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.peer.Records.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record publish FILE…`: an answer a document, in their order; refused ones do not stop the others.
@Command(
        name = "publish",
        description = {
            "Publishes records: STIX 2.1 bundles, one a file or, in .jsonl files, one a line; .gz and - (standard input) too.",
            "Prints an answer a document when it is durable and signed. Refused documents do not stop the others (exit 1).",
            "What is RED and for a named audience waits, where the team asks for that, until a further officer approves it",
            "(exit 1 as well: nothing of it is stated before): tocsin record drafts, record approve."
        })
final class PublishCommand extends NodeCommand {
    private static final int DIGITS_SHOWN = 8;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "files to publish; - for standard input")
    private List<String> files = List.of();

    @Option(
            names = "--audience",
            paramLabel = "TEAM",
            split = ",",
            description = "only for these teams, and never passed on (RED records need this to go anywhere)")
    private List<String> audience = List.of();

    @Option(
            names = "--supersedes",
            paramLabel = "RECORD",
            description = "the document is the next version of this own record, TEAM/EPOCH/HEX")
    private String supersedes = "";

    @Option(
            names = "--pap",
            paramLabel = "LABEL",
            description =
                    "what may be done with it at most, by the Permissible Actions Protocol: CLEAR, GREEN, AMBER, RED")
    private String pap = "";

    @Option(
            names = "--embargo-until",
            paramLabel = "TIME",
            description = "not released to anybody before this time (2026-12-01T09:00:00+01:00)")
    private String embargo = "";

    @Option(
            names = "--iep",
            paramLabel = "FILE",
            description = "its information exchange policy: a JSON object with the fields of FIRST's IEP 2.0")
    private String iep = "";

    @Option(
            names = "--approval",
            paramLabel = "FILE",
            description = "a signatory's approval of a RED document for this audience (tocsin record approve)")
    private Optional<Path> approval = Optional.empty();

    private Optional<Bytes> approved = Optional.empty();
    private Set<Team> named = Set.of();
    private Conditions conditions = Conditions.NONE;

    PublishCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        Set<Team> teams = new TreeSet<>();
        for (String team : audience) {
            teams.add(TeamArgument.of(team));
        }
        named = teams;
        conditions = HandlingOptions.read(pap, embargo, iep);
        approved = approval.map(this::read);
        if (!supersedes.isEmpty() && RecordId.parse(supersedes).isEmpty()) {
            throw CommandFault.unusable(
                    "not a record", supersedes, "name it as TEAM/EPOCH/HEX, see: tocsin record list");
        }
    }

    private Bytes read(Path file) {
        try {
            return Bytes.wrap(
                    Files.readAllBytes(surroundings().workingDirectory().resolve(file)));
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", "--approval " + file, "name the file with the approval");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) throws InterruptedException {
        AtomicLong published = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        AtomicLong forNobody = new AtomicLong();
        List<String> waiting = Collections.synchronizedList(new ArrayList<>());
        CommandFault[] broken = new CommandFault[1];
        try (DocumentSource source = new DocumentSource(files, surroundings());
                Table table = console().table("document", "verdict", "record", "version", "marking", "why");
                Progress progress = console().progress("publish (KiB)", kibibytes(source.bytesTotal()))) {
            client.publish(documents(source, broken), (document, outcome) -> {
                switch (outcome) {
                    case Outcome.Published done -> {
                        published.incrementAndGet();
                        forNobody.addAndGet(done.marking() == Tlp.RED && named.isEmpty() ? 1 : 0);
                    }
                    case Outcome.Refused not -> {
                        refused.incrementAndGet();
                        if (!not.draft().isEmpty()) {
                            waiting.add(not.draft());
                        }
                    }
                }
                table.row(answer(document, outcome));
                progress.stepTo(kibibytes(source.bytesRead()));
            });
        }
        if (files.size() > 1 || published.get() + refused.get() > 1) {
            console().note(published + " published, " + refused + " refused");
        }
        if (!waiting.isEmpty()) {
            console().note(next(waiting));
        }
        if (forNobody.get() > 0) {
            console()
                    .note(forNobody + " of them RED, or without a marking that is known, and for no named team:"
                            + " no partner gets those (--audience TEAM)");
        }
        if (broken[0] != null) {
            console().note("the rest was not read: " + broken[0].getMessage());
            return ExitCode.NEGATIVE;
        }
        return refused.get() == 0 ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    /// What remains to be done about what waits.
    private static String next(List<String> waiting) {
        String which = waiting.size() == 1 ? waiting.getFirst().substring(0, DIGITS_SHOWN) : "DRAFT";
        return "nothing of " + (waiting.size() == 1 ? "it" : "these " + waiting.size())
                + " is stated yet: another signatory reads it (tocsin record drafts " + which
                + " --content FILE) and approves it with their own certificate: tocsin record approve " + which;
    }

    /// The documents of the source. Where it breaks off after the first one, they end there and `broken` says why: what
    /// was sent is published, and
    /// the user must see the answers.
    private Iterator<Document> documents(DocumentSource source, CommandFault[] broken) {
        return new Iterator<>() {
            private boolean begun;

            @Override
            public boolean hasNext() {
                if (broken[0] != null) {
                    return false;
                }
                try {
                    boolean more = source.hasNext();
                    begun |= more;
                    return more;
                } catch (CommandFault fault) {
                    if (!begun) {
                        throw fault;
                    }
                    broken[0] = fault;
                    return false;
                }
            }

            @Override
            public Document next() {
                SourceDocument document = source.next();
                return new Document(document.label(), document.content(), named, supersedes, conditions, approved);
            }
        };
    }

    private Answer answer(Document document, Outcome outcome) {
        Answer answer = Answer.of().put("document", document.label());
        return switch (outcome) {
            case Outcome.Published published ->
                answer.put("verdict", "published")
                        .put("record", published.version().record().toString())
                        .put("version", published.version().version())
                        .put("index", published.index())
                        .put("leaf_hash", published.leafHash())
                        .put("marking", published.marking().label())
                        .put("reasons", List.of());
            case Outcome.Refused refused -> {
                answer.put("verdict", refused.draft().isEmpty() ? "refused" : "waits")
                        .put("draft", Optional.of(refused.draft()).filter(draft -> !draft.isEmpty()))
                        .put(
                                "reasons",
                                refused.reasons().stream().map(Answers::of).toList());
                yield console().isJson() ? answer : answer.put("why", why(refused.reasons()));
            }
        };
    }

    private static String why(List<Reason> reasons) {
        if (reasons.isEmpty()) {
            return "";
        }
        Reason first = reasons.getFirst();
        String place = first.property().isEmpty() ? first.object() : first.object() + "." + first.property();
        String more = reasons.size() > 1 ? " (and " + (reasons.size() - 1) + " more)" : "";
        return first.rule() + ": " + (place.isEmpty() ? "" : place + ": ") + first.text() + more;
    }

    private static long kibibytes(long bytes) {
        return bytes < 0 ? -1 : bytes / 1024;
    }
}

package org.tocsin.cli.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.document.DocumentSource;
import org.tocsin.cli.document.SourceDocument;
import org.tocsin.stix.Reason;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin record check FILE…`: what the strict reader says of each document, as a node would before publishing it.
@Command(
        name = "check",
        description = {
            "Reads STIX 2.1 documents strictly and prints a verdict on each: valid, or refused with the rules it breaks.",
            "A file is one document, a .jsonl file one a line; .gz and - (standard input) too. Exit 1 if one is refused."
        })
public final class CheckCommand implements Callable<ExitCode> {
    private static final int REASONS_SHOWN = 3;
    private static final long KIBIBYTE = 1_024;

    private final Surroundings surroundings;
    private final StixReader reader = new StixReader();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "files to check; - for standard input")
    private List<String> files = List.of();

    public CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Console console = surroundings.console();
        long valid = 0;
        long refused = 0;
        try (DocumentSource source = new DocumentSource(files, surroundings);
                Table table = console.table("document", "verdict", "why");
                Progress progress = console.progress("check (KiB)", Math.floorDiv(source.bytesTotal(), KIBIBYTE))) {
            while (source.hasNext()) {
                SourceDocument document = source.next();
                List<Reason> reasons = reasons(document);
                if (reasons.isEmpty()) {
                    valid++;
                } else {
                    refused++;
                }
                table.row(answer(document.label(), reasons));
                progress.stepTo(source.bytesRead() / KIBIBYTE);
            }
        }
        if (valid + refused != 1) {
            console.note(valid + " valid, " + refused + " refused");
        }
        return refused == 0 ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private List<Reason> reasons(SourceDocument document) {
        return switch (reader.read(document.content())) {
            case StixVerdict.Valid valid -> List.of();
            case StixVerdict.Refused refused -> refused.reasons();
        };
    }

    private Answer answer(String document, List<Reason> reasons) {
        List<Answer> told = new ArrayList<>(reasons.size());
        for (Reason reason : reasons) {
            told.add(Answer.of()
                    .put("object", reason.object())
                    .put("property", reason.property())
                    .put("rule", reason.rule())
                    .put("text", reason.text()));
        }
        Answer answer = Answer.of()
                .put("document", document)
                .put("verdict", reasons.isEmpty() ? "valid" : "refused")
                .put("reasons", told);
        return surroundings.console().isJson() ? answer : answer.put("why", why(reasons));
    }

    /// The first reasons, in one line.
    private static String why(List<Reason> reasons) {
        StringBuilder line = new StringBuilder();
        for (Reason reason : reasons.subList(0, Math.min(reasons.size(), REASONS_SHOWN))) {
            String separator = line.isEmpty() ? "" : "; ";
            String property = reason.property().isEmpty() ? "" : " " + reason.property();
            line.append(separator)
                    .append(reason.object())
                    .append(property)
                    .append(' ')
                    .append(reason.text());
            line.append(" (").append(reason.rule()).append(')');
        }
        int more = reasons.size() - REASONS_SHOWN;
        return more > 0 ? line + "; and " + more + " more (--output json shows all)" : line.toString();
    }
}

package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.insight.Reason;
import org.tocsin.model.Bytes;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.Insight;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement preview FILE`: what proposed terms would have let through, before anyone signs.
@Command(
        name = "preview",
        description = {
            "Shows what proposed terms would have released and withheld of what was stated in the last days, by kind and",
            "reason, beside what today's terms do. FILE is a draft, terms, or an agreement file; nothing is signed. All is",
            "decided as of now, as if the proposed terms were in force."
        })
final class AgreementPreviewCommand extends NodeCommand {
    static final int DAYS_DEFAULT = 90;

    @Parameters(paramLabel = "FILE", description = "the proposed terms")
    private Path file = Path.of("");

    @Option(names = "--days", paramLabel = "N", description = "how many days back (default: 90)")
    private int days = DAYS_DEFAULT;

    @Option(names = "--changes", paramLabel = "N", description = "show so many records that change, at most 100")
    private int shown = 10;

    private Bytes terms = Bytes.EMPTY;

    AgreementPreviewCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (days < 1 || days > SharingAgreement.Direction.BACKFILL_DAYS_MAX) {
            throw CommandFault.unusable("not a number of days", "--days " + days, "give 1 to 36500");
        }
        terms = TermsInput.read(surroundings().workingDirectory().resolve(file)).bytes();
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Insight.Preview preview = client.insight().preview(terms, days);
        if (console().isJson()) {
            console().answer(answer(preview));
            return ExitCode.OK;
        }
        console()
                .answer(Answer.of()
                        .put("partner", preview.partner())
                        .put("since", preview.since())
                        .put("records", preview.records())
                        .put("gone", preview.gone())
                        .put("changed", preview.changed())
                        .put("took", preview.took()));
        console().say("");
        kinds(preview);
        console().say("");
        reasons(preview);
        changes(preview);
        return ExitCode.OK;
    }

    private void kinds(Insight.Preview preview) {
        Map<String, long[]> kinds = new TreeMap<>();
        for (Insight.Cell cell : preview.cells()) {
            long[] counts = kinds.computeIfAbsent(cell.kind(), first -> new long[7]);
            boolean today = cell.today().isEmpty();
            boolean proposed = cell.proposed().isEmpty();
            counts[0] += cell.count();
            counts[1] += today ? cell.count() : 0;
            counts[2] += proposed ? cell.count() : 0;
            counts[3] += !today && proposed ? cell.count() : 0;
            counts[4] += today && !proposed ? cell.count() : 0;
            counts[5] += cell.showLess();
            counts[6] += cell.showMore();
        }
        try (Table table = console()
                .table(
                        "kind",
                        "records",
                        "released_today",
                        "released_proposed",
                        "gained",
                        "lost",
                        "show_less",
                        "show_more")) {
            kinds.forEach((kind, counts) -> table.row(Answer.of()
                    .put("kind", kind)
                    .put("records", counts[0])
                    .put("released_today", counts[1])
                    .put("released_proposed", counts[2])
                    .put("gained", counts[3])
                    .put("lost", counts[4])
                    .put("show_less", counts[5])
                    .put("show_more", counts[6])));
        }
    }

    private void reasons(Insight.Preview preview) {
        Map<String, long[]> reasons = new TreeMap<>();
        for (Insight.Cell cell : preview.cells()) {
            if (!cell.today().isEmpty()) {
                reasons.computeIfAbsent(cell.today(), first -> new long[2])[0] += cell.count();
            }
            if (!cell.proposed().isEmpty()) {
                reasons.computeIfAbsent(cell.proposed(), first -> new long[2])[1] += cell.count();
            }
        }
        try (Table table = console().table("withheld_for", "rule", "today", "proposed", "says")) {
            reasons.forEach((name, counts) -> table.row(Answer.of()
                    .put("withheld_for", name)
                    .put("rule", Reason.withheld(name).rule())
                    .put("today", counts[0])
                    .put("proposed", counts[1])
                    .put("says", Reason.withheld(name).says())));
        }
    }

    private void changes(Insight.Preview preview) {
        if (preview.changes().isEmpty() || shown < 1) {
            return;
        }
        console().say("");
        console().say("Records that change, the newest of " + preview.changed());
        try (Table table = console().table("record", "marking", "today", "proposed", "name")) {
            preview.changes().stream().limit(shown).forEach(change -> table.row(answer(change)));
        }
    }

    private static Answer answer(Insight.Change change) {
        return Answer.of()
                .put("record", change.record())
                .put("marking", change.marking().label())
                .put("today", change.today().isEmpty() ? "released" : change.today())
                .put("proposed", change.proposed().isEmpty() ? "released" : change.proposed())
                .put("name", change.name());
    }

    private static Answer answer(Insight.Preview preview) {
        return Answer.of()
                .put("partner", preview.partner())
                .put("at", preview.at())
                .put("since", preview.since())
                .put("records", preview.records())
                .put("gone", preview.gone())
                .put("changed", preview.changed())
                .put("took", preview.took())
                .put(
                        "cells",
                        preview.cells().stream()
                                .map(cell -> Answer.of()
                                        .put("kind", cell.kind())
                                        .put("today", cell.today().isEmpty() ? "released" : cell.today())
                                        .put("proposed", cell.proposed().isEmpty() ? "released" : cell.proposed())
                                        .put("count", cell.count())
                                        .put("show_less", cell.showLess())
                                        .put("show_more", cell.showMore()))
                                .toList())
                .put(
                        "changes",
                        preview.changes().stream()
                                .map(AgreementPreviewCommand::answer)
                                .toList());
    }
}

package org.tocsin.cli.operator;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.Insight;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;

/// `tocsin verify`: everything that a running node holds, computed again by the node itself.
@Command(
        name = "verify",
        description = {
            "Has the running node compute everything that it holds again, from bytes: pages, entries, trees, signatures,",
            "contents, lanes, seals, and what follows from them. Names what was changed, lost or put in, and what to do.",
            "The node goes on meanwhile. For a stopped node, or one that is not trusted to look at itself: tocsin fsck.",
            "Exit 0: all is sound; 1: something is named; 3: the node cannot be reached; 4: it refused. For auditors and",
            "operators."
        })
final class VerifyNodeCommand extends NodeCommand {
    VerifyNodeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        List<Insight.Finding> findings = new ArrayList<>();
        Insight.Sum sum;
        try (Bars bars = new Bars(findings)) {
            sum = client.insight().verify(bars);
        }
        try (Table table = console().table("part", "where", "what", "remedy")) {
            findings.forEach(finding -> table.row(Answer.of()
                    .put("part", finding.part())
                    .put("where", finding.where())
                    .put("what", finding.what())
                    .put("remedy", finding.remedy())));
        }
        console()
                .answer(Answer.of()
                        .put("verdict", findings.isEmpty() ? "sound" : "bad")
                        .put("findings", findings.size())
                        .put("entries", sum.entries())
                        .put("contents", sum.contents())
                        .put("erased", sum.erased())
                        .put("evidence", sum.evidence()));
        return findings.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    /// A bar for each part, where a person watches.
    private final class Bars implements Insight.Hearing, AutoCloseable {
        private final List<Insight.Finding> findings;
        private String part = "";
        private Progress bar = Progress.NONE;

        Bars(List<Insight.Finding> findings) {
            this.findings = findings;
        }

        @Override
        public void progress(String now, long done, long total) {
            if (!now.equals(part)) {
                bar.close();
                bar = console().progress(now, total);
                part = now;
            }
            bar.stepTo(done);
        }

        @Override
        public void finding(Insight.Finding finding) {
            findings.add(finding);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}

package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.node.NodeCheckup;
import org.tocsin.node.NodeHome;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.checkup.Finding;
import org.tocsin.node.store.DirectoryLock;
import org.tocsin.node.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin fsck`: everything that a stopped node left, computed again from its bytes.
@Command(
        name = "fsck",
        description = {
            "Computes everything in the directory of a stopped node again, from bytes: pages, entries, trees, signatures,",
            "contents, lanes, seals, records and all else that follows, the local ledger, keys, papers and the files",
            "beside the database. Names what was changed, lost or put in, and what to do. Changes nothing.",
            "Exit 0: all is sound; 1: something is named; 2: no node's directory, or its node runs (tocsin verify)."
        })
final class FsckCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Mixin
    private OfflineLedger.DirectoryArgument argument = new OfflineLedger.DirectoryArgument();

    FsckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        try {
            NodeHome home = argument.home(surroundings, node);
            DirectoryLock held = DirectoryLock.toRead(home.dataDirectory());
            try (held;
                    Bars bars = new Bars(surroundings)) {
                return report(
                        home,
                        NodeCheckup.run(home, true, bars)
                                .behind(papers(home.config().directory())));
            }
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (StoreException refused) {
            throw OfflineLedger.fault(refused);
        } catch (IOException unreadable) {
            throw OfflineLedger.fault(unreadable);
        }
    }

    /// What `check-config` says of the files.
    private List<Finding> papers(Path directory) {
        List<Finding> findings = new ArrayList<>();
        ConfigCheck.problems(
                        directory, surroundings.random(), surroundings.clock().instant())
                .forEach(problem -> findings.add(
                        new Finding(Finding.Part.FILES, problem.where(), problem.what(), problem.remedy())));
        return findings;
    }

    private ExitCode report(NodeHome home, Checkup.Result result) {
        try (Table table = surroundings.console().table("part", "where", "what", "remedy")) {
            result.findings()
                    .forEach(finding -> table.row(Answer.of()
                            .put("part", finding.part().words())
                            .put("where", finding.where())
                            .put("what", finding.what())
                            .put("remedy", finding.remedy())));
        }
        surroundings
                .console()
                .answer(Answer.of()
                        .put("team", home.team().domain())
                        .put("verdict", result.isSound() ? "sound" : "bad")
                        .put("findings", result.findings().size())
                        .put("entries", result.entries())
                        .put("contents", result.contents())
                        .put("erased", result.erased())
                        .put("evidence", result.evidence()));
        return result.isSound() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    /// A bar for each part, where a person watches.
    private static final class Bars implements Checkup.Watching, AutoCloseable {
        private final Surroundings surroundings;
        private Finding.@Nullable Part part;
        private Progress bar = Progress.NONE;

        Bars(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public void at(Finding.Part now, long done, long total) {
            if (now != part) {
                bar.close();
                bar = surroundings.console().progress(now.words(), total);
                part = now;
            }
            bar.stepTo(done);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}

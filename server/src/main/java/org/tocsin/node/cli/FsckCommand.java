package org.tocsin.node.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.node.NodeCheckup;
import org.tocsin.node.NodeHome;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.checkup.Finding;
import org.tocsin.node.config.ConfigReader;
import org.tocsin.node.config.ConfigResult;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.config.Roster;
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
            "What cannot be opened or read (a database that is none, a full disk, lost papers) is named, and the rest looked",
            "at. Exit 0: all is sound; 1: something is named; 2: no node's directory, or its node runs (tocsin verify)."
        })
final class FsckCommand implements Callable<ExitCode> {
    private static final Finding NOTHING_ELSE = new Finding(
            Finding.Part.FILES,
            NodeConfig.FILE,
            "cannot be used, so that nothing else was looked at",
            "mend what is named, and run this again");

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
        Path directory = argument.path(surroundings, node);
        if (!Files.exists(directory.resolve(NodeConfig.FILE))) {
            throw CommandFault.unusable(
                    "no node's directory: it has no " + NodeConfig.FILE,
                    directory.toString(),
                    "name one; a lost " + NodeConfig.FILE + " has to be written again first");
        }
        List<Finding> papers = papers(directory);
        if (!(ConfigReader.read(directory) instanceof ConfigResult.Read read)) {
            return report(
                    Optional.empty(), Checkup.Result.of(List.of(NOTHING_ELSE)).behind(papers));
        }
        try {
            DirectoryLock held = DirectoryLock.toRead(NodeHome.dataDirectory(read.config()));
            try (held;
                    Bars bars = new Bars(surroundings)) {
                return report(
                        Optional.of(read.config().identity().team()),
                        NodeCheckup.run(read.config(), true, bars).behind(papers));
            }
        } catch (StoreException running) {
            throw OfflineLedger.fault(running);
        }
    }

    /// What `check-config` says of the files, and of what it may do without.
    private List<Finding> papers(Path directory) {
        List<Finding> findings = new ArrayList<>(NodeCheckup.of(ConfigCheck.problems(
                directory, surroundings.random(), surroundings.clock().instant())));
        if (!Files.exists(directory.resolve(Roster.FILE))) {
            findings.add(new Finding(
                    Finding.Part.FILES,
                    Roster.FILE,
                    "is missing: no officer may do anything",
                    "put it back from a copy; or write it again: [[officer]], id = \"...\", roles = [...], mode 0600"));
        }
        return findings;
    }

    private ExitCode report(Optional<String> team, Checkup.Result result) {
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
                        .put("team", team)
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

package org.tocsin.node.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.node.NodeCheckup;
import org.tocsin.node.NodeHome;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.LedgerVerifier.Verdict;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin ledger verify`: everything that the node holds, against its bytes, hashes and signatures.
@Command(
        name = "verify",
        description = {
            "Checks every entry, content and piece of evidence that a node holds, and names the first bad byte.",
            "The node may be running. Exit 1 if something is bad."
        })
final class LedgerVerifyCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Mixin
    private OfflineLedger.DirectoryArgument argument = new OfflineLedger.DirectoryArgument();

    LedgerVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        try {
            NodeHome home = argument.home(surroundings, node);
            // Read first: what a running node releases meanwhile is then ahead of it, never behind.
            HighWaterFile.Mark mark;
            try (HighWaterFile file = OfflineLedger.highWaterToRead(home)) {
                mark = file.mark();
            }
            try (Database database = Database.openToRead(home.database())) {
                return report(home, verify(home, database, mark));
            }
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (StoreException refused) {
            throw OfflineLedger.fault(refused);
        } catch (IOException unreadable) {
            throw OfflineLedger.fault(unreadable);
        }
    }

    private Verdict verify(NodeHome home, Database database, HighWaterFile.Mark mark) {
        LedgerVerifier verifier = new LedgerVerifier(
                database.transactions(),
                home.team(),
                head -> NodeCheckup.signed(home.own(), head),
                NodeCheckup.inspectors(home));
        try (Progress bar = surroundings.console().progress("verify", -1)) {
            return verifier.verify(mark, (done, total) -> bar.stepTo(done));
        }
    }

    private ExitCode report(NodeHome home, Verdict verdict) {
        Answer answer = Answer.of().put("team", home.team().domain());
        switch (verdict) {
            case Verdict.Sound sound -> {
                surroundings
                        .console()
                        .answer(answer.put("verdict", "sound")
                                .put("entries", sound.entries())
                                .put("contents", sound.contents())
                                .put("erased", sound.erased())
                                .put("evidence", sound.evidence()));
                return ExitCode.OK;
            }
            case Verdict.Bad bad -> {
                surroundings
                        .console()
                        .answer(answer.put("verdict", "bad")
                                .put("table", bad.table())
                                .put("row", bad.row())
                                .put("column", bad.column())
                                .put("offset", bad.offset())
                                .put("why", bad.why()));
                return ExitCode.NEGATIVE;
            }
        }
    }
}

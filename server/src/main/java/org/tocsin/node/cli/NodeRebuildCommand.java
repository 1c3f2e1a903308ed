package org.tocsin.node.cli;

import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.node.NodeCheckup;
import org.tocsin.node.NodeHome;
import org.tocsin.node.ledger.LedgerDamaged;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.node.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin node rebuild`: everything that follows from the ledger and the evidence, made again.
@Command(
        name = "rebuild",
        description = {
            "Makes all tables again that follow from the ledger and from received evidence. The node must be stopped.",
            "Exit 1 if a table came out other than it was."
        })
final class NodeRebuildCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Mixin
    private OfflineLedger.DirectoryArgument argument = new OfflineLedger.DirectoryArgument();

    NodeRebuildCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        try {
            NodeHome home = argument.home(surroundings, node);
            try (OfflineLedger.LockedDatabase database = OfflineLedger.lock(home)) {
                LedgerView view = LedgerView.load(database.transactions(), home.team(), home::isSigned);
                return report(rebuild(home, view));
            }
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (StoreException refused) {
            throw OfflineLedger.fault(refused);
        } catch (LedgerDamaged damaged) {
            throw OfflineLedger.fault(damaged);
        }
    }

    private Rebuild.Report rebuild(NodeHome home, LedgerView view) {
        try (Progress bar =
                surroundings.console().progress("rebuild", view.head().tree().size())) {
            return new Rebuild(view, NodeCheckup.projections(home)).run((done, total) -> bar.stepTo(done));
        }
    }

    private ExitCode report(Rebuild.Report report) {
        try (Table table = surroundings.console().table("table", "rows_before", "rows_after", "same")) {
            for (Rebuild.Table each : report.tables()) {
                table.row(Answer.of()
                        .put("table", each.name())
                        .put("rows_before", each.rowsBefore())
                        .put("rows_after", each.rowsAfter())
                        .put("same", each.same()));
            }
        }
        return report.same() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
}

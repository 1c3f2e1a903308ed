package org.tocsin.cli;

import java.util.List;
import org.tocsin.cli.operator.AgreementImportCommand;
import org.tocsin.cli.operator.AgreementShowCommand;
import org.tocsin.cli.operator.AgreementSignCommand;
import org.tocsin.cli.operator.ExportCommand;
import org.tocsin.cli.operator.ListCommand;
import org.tocsin.cli.operator.NodeStatusCommand;
import org.tocsin.cli.operator.PeerAddCommand;
import org.tocsin.cli.operator.PeerListCommand;
import org.tocsin.cli.operator.PeerShowCommand;
import org.tocsin.cli.operator.ProofVerifyCommand;
import org.tocsin.cli.operator.ProveCommand;
import org.tocsin.cli.operator.PublishCommand;
import org.tocsin.cli.operator.RecordVerifyCommand;
import org.tocsin.cli.operator.ShowCommand;
import org.tocsin.cli.record.CheckCommand;

/// The commands of this module: those that need no node, and those that talk to one.
public final class ClientCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of(
                new Mount(CommandGroup.NODE, new NodeStatusCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new CheckCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new PublishCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new ListCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new ShowCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new RecordVerifyCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new ExportCommand(surroundings)),
                new Mount(CommandGroup.PEER, new PeerAddCommand(surroundings)),
                new Mount(CommandGroup.PEER, new PeerListCommand(surroundings)),
                new Mount(CommandGroup.PEER, new PeerShowCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementSignCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementImportCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementShowCommand(surroundings)),
                new Mount(CommandGroup.LEDGER, new ProveCommand(surroundings)),
                new Mount(CommandGroup.PROOF, new ProofVerifyCommand(surroundings)));
    }
}

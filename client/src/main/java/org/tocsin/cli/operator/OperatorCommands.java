package org.tocsin.cli.operator;

import java.util.List;
import java.util.stream.Stream;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Surroundings;

/// The commands that talk to a node through its operator port, and the one that verifies what they prove.
public final class OperatorCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return Stream.of(manifests(surroundings), peers(surroundings), others(surroundings))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mount> peers(Surroundings surroundings) {
        return List.of(
                new Mount(CommandGroup.PEER, new PeerCardCommand(surroundings)),
                new Mount(CommandGroup.PEER, new PeerPinCommand(surroundings)),
                new Mount(CommandGroup.PEER, new PeerListCommand(surroundings)),
                new Mount(CommandGroup.PEER, new PeerIntroduceCommand(surroundings)),
                new Mount(CommandGroup.PEER, new PeerCutCommand.Cut(surroundings)),
                new Mount(CommandGroup.PEER, new PeerCutCommand.Restore(surroundings)),
                new Mount(CommandGroup.PEER, new PeerShowCommand(surroundings)));
    }

    private static List<Mount> others(Surroundings surroundings) {
        return List.of(
                new Mount(CommandGroup.NODE, new NodeStatusCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new PublishCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new RecordDraftsCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new RecordApproveCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new ListCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new ShowCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new TrackCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new MarkCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new WithdrawCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new NarrowCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new OwedCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new RecordVerifyCommand(surroundings)),
                new Mount(CommandGroup.RECORD, new ExportCommand(surroundings)),
                new Mount(CommandGroup.TEAM, new TeamShowCommand(surroundings)),
                new Mount(CommandGroup.TEAM, new TeamListCommand(surroundings)),
                new Mount(CommandGroup.TEAM, new TeamFileCommand(surroundings)),
                new Mount(CommandGroup.TEAM, new TeamPublishCommand(surroundings)),
                new Mount(CommandGroup.TEAM, new TeamExportCommand(surroundings)),
                new Mount(CommandGroup.LANES, new LanesCommand(surroundings)),
                new Mount(CommandGroup.LANES, new LanesRetryCommand(surroundings)),
                new Mount(CommandGroup.LANES, new LanesCheckCommand(surroundings)),
                new Mount(CommandGroup.BACKFILL, new BackfillStatusCommand(surroundings)),
                new Mount(CommandGroup.BACKFILL, new BackfillCommand.Start(surroundings)),
                new Mount(CommandGroup.BACKFILL, new BackfillCommand.Pause(surroundings)),
                new Mount(CommandGroup.BACKFILL, new BackfillCommand.Resume(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementDraftCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementAccedeCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementDiffCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementSignCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementImportCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementShowCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementProposeCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementCountersignCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementActCommand.Decline(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementActCommand.Suspend(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementActCommand.Resume(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementActCommand.Restrict(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementActCommand.Lift(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementActCommand.Terminate(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementApproveCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementListCommand(surroundings)),
                new Mount(CommandGroup.AGREEMENT, new AgreementPreviewCommand(surroundings)),
                new Mount(CommandGroup.EXPLAIN, new ExplainCommand(surroundings)),
                new Mount(CommandGroup.EXPLAIN, new ExplainLaneCommand(surroundings)),
                new Mount(CommandGroup.REPORT, new ReportSharedCommand(surroundings)),
                new Mount(CommandGroup.ROOT, new VerifyNodeCommand(surroundings)),
                new Mount(CommandGroup.AUDIT, new AuditListCommand(surroundings)),
                new Mount(CommandGroup.AUDIT, new AuditVerifyCommand(surroundings)),
                new Mount(CommandGroup.LEDGER, new ProveCommand(surroundings)),
                new Mount(CommandGroup.LEDGER, new CosignCommand(surroundings)),
                new Mount(CommandGroup.PROOF, new ProofVerifyCommand(surroundings)),
                new Mount(CommandGroup.EVIDENCE, new EvidenceListCommand(surroundings)),
                new Mount(CommandGroup.EVIDENCE, new EvidenceShowCommand(surroundings)),
                new Mount(CommandGroup.EVIDENCE, new EvidenceExportCommand(surroundings)),
                new Mount(CommandGroup.EVIDENCE, new EvidenceDecideCommand(surroundings)),
                new Mount(CommandGroup.EVIDENCE, new EvidenceVerifyCommand(surroundings)));
    }

    private static List<Mount> manifests(Surroundings surroundings) {
        return List.of(
                new Mount(CommandGroup.MANIFEST, new ManifestKeyCommand(surroundings)),
                new Mount(CommandGroup.MANIFEST, new ManifestCommand.Init(surroundings)),
                new Mount(CommandGroup.MANIFEST, new ManifestCommand.Redraft(surroundings)),
                new Mount(CommandGroup.MANIFEST, new ManifestCommand.Sign(surroundings)),
                new Mount(CommandGroup.MANIFEST, new ManifestCommand.Show(surroundings)),
                new Mount(CommandGroup.MANIFEST, new ManifestCommand.Verify(surroundings)));
    }
}

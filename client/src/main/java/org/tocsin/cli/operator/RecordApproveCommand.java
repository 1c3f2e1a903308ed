package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Records;
import org.tocsin.peer.ReleaseLine;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.wire.AgreementActCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record approve DRAFT|FILE`: a further officer's approval of what is RED, for the teams that are named, and
/// for nobody else. The officer's key never leaves this machine.
@Command(
        name = "approve",
        description = {
            "Approves with your key that exactly one RED document goes to exactly the teams that are named: a signatory does",
            "that who did not publish it. Read the document first. Two ways:",
            "  DRAFT           what another officer published waits at the node (tocsin record drafts); it is published now.",
            "  FILE --audience TEAM --out APPROVAL",
            "                  ahead, without the node: tocsin record publish FILE --audience TEAM --approval APPROVAL.",
            "With --discard nothing is approved, and the draft is thrown away."
        })
final class RecordApproveCommand extends NodeCommand {
    @Parameters(
            paramLabel = "DRAFT|FILE",
            description = "the draft's id, or 8 and more digits of it; or the document, as it is going to be published")
    private String what = "";

    @Option(
            names = "--audience",
            paramLabel = "TEAM",
            split = ",",
            description = "with FILE: the teams that may have it, exactly those")
    private List<String> audience = List.of();

    @Option(names = "--out", paramLabel = "APPROVAL", description = "with FILE: where to write the approval")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--discard", description = "approve nothing: throw the draft away")
    private boolean discard;

    RecordApproveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (out.isPresent() == audience.isEmpty()) {
            throw CommandFault.unusable(
                    "--audience and --out stand together",
                    what,
                    "give both for a file, none for a draft (tocsin record drafts)");
        }
        if (discard && out.isPresent()) {
            throw CommandFault.unusable("of a draft only", "--discard", "name the draft: tocsin record drafts");
        }
    }

    @Override
    Optional<ExitCode> here() {
        if (out.isEmpty()) {
            return Optional.empty();
        }
        Set<Team> named = new TreeSet<>();
        audience.forEach(team -> named.add(TeamArgument.of(team)));
        Bytes content = read(surroundings().workingDirectory().resolve(what));
        OfficerApproval approval = approval(content, named);
        Outputs.write(surroundings().workingDirectory().resolve(out.get()), AgreementActCodec.encode(approval), false);
        console()
                .answer(Answer.of()
                        .put("file", out.get().toString())
                        .put("document", Sha256.of(content).hex())
                        .put("audience", named.stream().map(Team::domain).toList())
                        .put("officer", OfficerApprovals.officer(approval)));
        return Optional.of(ExitCode.OK);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        if (discard) {
            client.releases().discard(what);
            console().answer(Answer.of().put("draft", what).put("discarded", true));
            return ExitCode.OK;
        }
        ReleaseLine.Opened opened = client.releases().open(what);
        OfficerApproval approval = approval(opened.content(), opened.draft().audience());
        Records.Outcome.Published published =
                client.releases().approve(opened.draft().id(), approval);
        console()
                .answer(RecordDraftsCommand.shown(opened)
                        .put("approved_by", OfficerApprovals.officer(approval))
                        .put("record", published.version().record().toString())
                        .put("version", published.version().version())
                        .put("index", published.index())
                        .put("leaf_hash", published.leafHash()));
        return ExitCode.OK;
    }

    /// Of the very bytes, whatever anybody says that they are.
    private OfficerApproval approval(Bytes content, Collection<Team> named) {
        OfficerFile officer = OfficerFile.read(surroundings().workingDirectory().resolve(node().directory()));
        return OfficerApprovals.approve(
                OfficerLine.credentials(officer),
                OfficerLine.own(officer).team(),
                OfficerApprovals.Subject.RELEASE,
                OfficerApprovals.release(content, named),
                surroundings().clock().instant(),
                surroundings().random());
    }

    private static Bytes read(Path path) {
        try {
            return Bytes.wrap(Files.readAllBytes(path));
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", path.toString(), "name the document's file", unreadable);
        }
    }
}

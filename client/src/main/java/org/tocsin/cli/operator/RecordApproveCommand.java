package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.wire.AgreementActCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record approve FILE`: a further officer's approval of what is RED, for the teams that are named, and for
/// nobody else.
@Command(
        name = "approve",
        description = {
            "Approves with your key that exactly this document goes to exactly these teams, and writes the approval into a",
            "file: what is RED is published to a named audience only with a signatory's approval who is not the publisher",
            "(tocsin record publish FILE --audience TEAM --approval OUT). Read the document first; no node is asked."
        })
final class RecordApproveCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "FILE", description = "the document, as it is going to be published")
    private Path file = Path.of("");

    @Option(
            names = "--audience",
            paramLabel = "TEAM",
            split = ",",
            required = true,
            description = "the teams that may have it: exactly those")
    private List<String> audience = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "where to write the approval")
    private Path out = Path.of("");

    RecordApproveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Set<Team> named = new TreeSet<>();
        audience.forEach(team -> named.add(TeamArgument.of(team)));
        OfficerFile officer = OfficerFile.read(surroundings.workingDirectory().resolve(node.directory()));
        Bytes content = read(surroundings.workingDirectory().resolve(file));
        Bytes release = OfficerApprovals.release(content, named);
        OfficerApproval approval = OfficerApprovals.approve(
                OfficerLine.credentials(officer),
                OfficerLine.own(officer).team(),
                OfficerApprovals.Subject.RELEASE,
                release,
                surroundings.clock().instant(),
                surroundings.random());
        Outputs.write(surroundings.workingDirectory().resolve(out), AgreementActCodec.encode(approval), false);
        surroundings
                .console()
                .answer(Answer.of()
                        .put("file", out.toString())
                        .put("document", Sha256.of(content).hex())
                        .put("audience", named.stream().map(Team::domain).toList())
                        .put("officer", OfficerApprovals.officer(approval)));
        return ExitCode.OK;
    }

    private static Bytes read(Path path) {
        try {
            return Bytes.wrap(Files.readAllBytes(path));
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", path.toString(), "name the document's file", unreadable);
        }
    }
}

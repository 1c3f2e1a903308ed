package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Records;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin record verify RECORD`: asks the node for the record's proof and content, and checks them here.
@Command(
        name = "verify",
        description = {
            "Fetches a record's proof and content from the node and verifies them here, against the author's pinned root.",
            "Exit 1 if they do not hold."
        })
final class RecordVerifyCommand extends NodeCommand {
    @Parameters(paramLabel = "RECORD", description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX")
    private String record = "";

    RecordVerifyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Records.Summary summary = client.record(record).summary();
        Team author = summary.version().record().team();
        Bytes bytes = client.prove(
                summary.version().record().toString(), summary.version().version(), true);
        EvidenceCodec.Proof proof;
        try {
            proof = EvidenceCodec.decode(bytes);
        } catch (WireException unfit) {
            throw CommandFault.refused("the node gave no proof file", record, String.valueOf(unfit.getMessage()));
        }
        ProofVerdict verdict = ProofFileVerifier.verify(root(client, author), proof);
        boolean holds = verdict instanceof ProofVerdict.Verified verified
                && verified.statement()
                        .version()
                        .filter(summary.version()::equals)
                        .isPresent()
                && verified.leafHash().equals(summary.leafHash());
        Answer answer = ProofAnswers.of(verdict);
        console().answer(holds ? answer : answer.put("verdict", "refused"));
        return holds ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private Digest root(OperatorClient client, Team author) {
        OfficerFile officer = OfficerFile.read(surroundings().workingDirectory().resolve(node().directory()));
        if (OfficerLine.own(officer).team().equals(author)) {
            return officer.fingerprint();
        }
        return client.peers().stream()
                .filter(peer -> peer.team().equals(author))
                .findFirst()
                .flatMap(peer -> Fingerprint.parse(peer.fingerprint()))
                .orElseThrow(() -> CommandFault.refused("not pinned", author.domain(), "see: tocsin peer list"));
    }
}

package org.tocsin.cli.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.local.LocalHistory;
import org.tocsin.local.LocalHistory.Flaw;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.peer.OperatorClient;
import org.tocsin.trust.PinnedTeam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin audit verify`: whether the local ledger is whole and unchanged, computed here from its exact bytes.
@Command(
        name = "verify",
        description = {
            "Fetches the whole local ledger, computes its tree here, and checks the signature of the team's ledger key",
            "under it. Exit 1 names the first entry that was changed, taken out or put in. Note what it prints as head:",
            "with --seen, the next time, a history that was taken back and written anew is found too. For auditors."
        })
final class AuditVerifyCommand extends NodeCommand {
    @Option(names = "--seen", paramLabel = "SIZE:ROOT", description = "a head that was printed before")
    private Optional<String> seen = Optional.empty();

    AuditVerifyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        seen.ifPresent(AuditVerifyCommand::head);
    }

    private static TreeHead head(String text) {
        if (!text.matches("[0-9]{1,18}:[0-9a-f]{64}")) {
            throw CommandFault.unusable("not a head", "--seen " + text, "give it as audit verify printed it");
        }
        int colon = text.indexOf(':');
        return new TreeHead(Long.parseLong(text.substring(0, colon)), Digest.ofHex(text.substring(colon + 1)));
    }

    @Override
    ExitCode ask(OperatorClient client) {
        LocalHistory history = new LocalHistory(seen.map(AuditVerifyCommand::head));
        List<Flaw> flaws = new ArrayList<>();
        Bytes checkpoint = client.acts(0, (index, entry, root) -> {
            if (flaws.isEmpty()) {
                history.add(index, entry, root).ifPresent(flaws::add);
            }
        });
        PinnedTeam own = OfficerLine.own(
                OfficerFile.read(surroundings().workingDirectory().resolve(node().directory())));
        if (flaws.isEmpty()) {
            history.end(
                            checkpoint,
                            own.team(),
                            own.current().ledgerKeys().stream()
                                    .map(TeamManifest.KeyPeriod::key)
                                    .toList())
                    .ifPresent(flaws::add);
        }
        TreeHead head = history.head();
        Answer answer = Answer.of()
                .put("verdict", flaws.isEmpty() ? "verified" : "bad")
                .put("entries", head.size())
                .put("head", head.size() + ":" + head.root().hex());
        if (!flaws.isEmpty()) {
            answer.put("entry", flaws.getFirst().index())
                    .put("why", flaws.getFirst().why());
        }
        console().answer(answer);
        return flaws.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
}

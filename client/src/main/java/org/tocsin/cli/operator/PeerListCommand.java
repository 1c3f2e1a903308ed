package org.tocsin.cli.operator;

import java.util.List;
import java.util.stream.Collectors;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin peer list`: pinned teams, with lag, last receipt and the end of their certificates.
@Command(name = "list", description = "Lists pinned teams: the lane to each, lag, last receipt, certificate's end.")
final class PeerListCommand extends NodeCommand {
    PeerListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Option(names = "--introduced", description = "the teams that partners introduced, whether or not they are pinned")
    private boolean introduced;

    @Override
    ExitCode ask(OperatorClient client) {
        if (introduced) {
            try (Table table = console()
                    .table("team", "introducer", "pinned", "disputed", "introduced_at", "reason")
                    .orSay("Nobody was introduced.")) {
                client.introductions().forEach(one -> table.row(Answers.of(one)));
            }
            return ExitCode.OK;
        }
        List<Peers.Summary> peers = client.peers();
        try (Table table = console()
                .table("team", "agreement_in_force", "state", "lag", "last_receipt_at", "certificate_expires_at")
                .orSay("No other team is pinned: tocsin peer accept.")) {
            peers.forEach(peer -> table.row(Answers.of(peer)));
        }
        sayWhoWasNotMet(peers);
        return ExitCode.OK;
    }

    /// A certificate is in no manifest: its end is known from the first connection under its key on.
    private void sayWhoWasNotMet(List<Peers.Summary> peers) {
        String unmet = peers.stream()
                .filter(peer ->
                        peer.certificateExpiresAt().isEmpty() && peer.cutAt().isEmpty())
                .map(peer -> peer.team().domain())
                .collect(Collectors.joining(", "));
        if (!unmet.isEmpty()) {
            console().say("Since this node started no certificate was seen that counts now: " + unmet);
        }
    }
}

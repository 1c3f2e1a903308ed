package org.tocsin.cli.emergency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.peer.AgreementLine;
import org.tocsin.peer.OperatorClient;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// Within which time partners promised that a human answers: nobody asks for an answer later than that by default.
final class AnswerTimes {
    private AnswerTimes() {}

    /// The shortest that was agreed with any of some teams and is not lapsed, if it is shorter than what is usual.
    static Duration atMost(OperatorClient client, Collection<Team> teams, Duration usual) {
        return shortest(client, teams)
                .map(Promise::within)
                .filter(agreed -> agreed.compareTo(usual) < 0)
                .orElse(usual);
    }

    /// What one team promised.
    record Promise(String partner, Duration within) {}

    /// Whichever of some teams promised to answer first, by agreements that are not lapsed; none if none says so.
    static Optional<Promise> shortest(OperatorClient client, Collection<Team> teams) {
        List<Promise> promises = new ArrayList<>();
        for (AgreementLine.Standing standing :
                client.agreementLife().standings().standings()) {
            boolean runs =
                    standing.state().equals("in-force") || standing.state().equals("suspended");
            if (runs && teams.stream().map(Team::domain).anyMatch(standing.partner()::equals)) {
                agreed(standing).ifPresent(within -> promises.add(new Promise(standing.partner(), within)));
            }
        }
        return promises.stream().min(Comparator.comparing(Promise::within));
    }

    /// Terms that this version cannot read bind the node all the same.
    private static Optional<Duration> agreed(AgreementLine.Standing standing) {
        try {
            return AgreementCodec.decode(standing.terms())
                    .conduct()
                    .emergency()
                    .map(Conduct.Emergency::answerMinutes)
                    .map(Duration::ofMinutes);
        } catch (WireException unreadable) {
            return Optional.empty();
        }
    }
}

package org.tocsin.cli.emergency;

import java.time.Duration;
import java.util.Collection;
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
        Duration least = usual;
        for (AgreementLine.Standing standing :
                client.agreementLife().standings().standings()) {
            boolean runs =
                    standing.state().equals("in-force") || standing.state().equals("suspended");
            if (runs && teams.stream().map(Team::domain).anyMatch(standing.partner()::equals)) {
                Duration agreed = agreed(standing, usual);
                least = agreed.compareTo(least) < 0 ? agreed : least;
            }
        }
        return least;
    }

    /// Terms that this version cannot read bind the node all the same.
    private static Duration agreed(AgreementLine.Standing standing, Duration usual) {
        try {
            return AgreementCodec.decode(standing.terms())
                    .conduct()
                    .emergency()
                    .map(Conduct.Emergency::answerMinutes)
                    .map(Duration::ofMinutes)
                    .orElse(usual);
        } catch (WireException unreadable) {
            return usual;
        }
    }
}

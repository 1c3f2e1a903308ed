package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.List;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.peer.Peers;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// How agreements are shown.
final class AgreementAnswers {
    private AgreementAnswers() {}

    static Answer of(SharingAgreement agreement) {
        return Answer.of()
                .put("id", agreement.id())
                .put("version", agreement.version())
                .put("title", agreement.title())
                .put("legal_basis", agreement.legalBasis())
                .put("from", agreement.from())
                .put("until", agreement.until())
                .put("directions", List.of(of(agreement.first()), of(agreement.second())));
    }

    static Answer of(Peers.Agreement held) {
        return Answer.of()
                .put("partner", held.partner())
                .put("state", held.state())
                .put("terms", of(terms(held.terms(), held.id())));
    }

    /// One line for a table: what we give and take in a few words each.
    static Answer row(Peers.Agreement held) {
        SharingAgreement terms = terms(held.terms(), held.id());
        boolean first = terms.first().to().domain().equals(held.partner());
        return of(terms)
                .put("partner", held.partner())
                .put("state", held.state())
                .put("gives", inWords(first ? terms.first() : terms.second()))
                .put("takes", inWords(first ? terms.second() : terms.first()));
    }

    private static String inWords(Direction direction) {
        StringBuilder words =
                new StringBuilder(direction.ceiling().map(Tlp::label).orElse("NOTHING"));
        if (direction.backfillDays() > 0) {
            words.append(", ").append(direction.backfillDays()).append(" days of history");
        }
        if (direction.onward().reachesTeams()) {
            words.append(", onward as marked");
        }
        return words.toString();
    }

    /// Both ways of a restriction.
    static List<Answer> directions(AgreementAct.Act.Restrict limits) {
        return List.of(of(limits.first()), of(limits.second()));
    }

    static SharingAgreement terms(Bytes bytes, String where) {
        try {
            return AgreementCodec.decode(bytes);
        } catch (WireException unusable) {
            throw CommandFault.unusable("not an agreement", where, String.valueOf(unusable.getMessage()));
        }
    }

    static Answer signed(AgreementCodec.Signed file, Path written) {
        return of(terms(file.terms(), written.toString()))
                .put("signatures", file.signatures().size())
                .put("file", written.toString());
    }

    private static Answer of(Direction direction) {
        return Answer.of()
                .put("from", direction.from().domain())
                .put("to", direction.to().domain())
                .put("ceiling", direction.ceiling().map(Tlp::label).orElse("NOTHING"))
                .put("history_days", direction.backfillDays())
                .put("onward", direction.onward().reachesTeams() ? "as-marked" : "none")
                .put("receipts_to_author", direction.onward().receiptsToAuthor());
    }
}

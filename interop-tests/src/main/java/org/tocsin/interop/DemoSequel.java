package org.tocsin.interop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.peer.Transit;
import org.tocsin.render.Language;
import org.tocsin.render.TermChange;
import org.tocsin.render.TermsDiff;

/// What comes after the exchange: the teams change their minds. An agreement is amended, a record flows that did not
/// before, and is taken back.
final class DemoSequel {
    /// A report under TLP:AMBER.
    private static final String BUNDLE = """
            {"type":"bundle","id":"bundle--8d0f3f52-61d5-4a0b-9a7c-6c1f0d7f2e01","objects":[{"type":"report",\
            "spec_version":"2.1","id":"report--1b0c6f77-6a53-4a4e-8f5e-0a5b8c2d9e02","created":"2026-02-01T00:00:00.000Z",\
            "modified":"2026-02-01T00:00:00.000Z","name":"Credential theft at a bank (fictional)",\
            "published":"2026-02-01T00:00:00.000Z",\
            "object_refs":["identity--9c4a7d11-0f0e-4a87-9d33-5e6f7a8b9c03"],\
            "object_marking_refs":["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"]},{"type":"identity",\
            "spec_version":"2.1","id":"identity--9c4a7d11-0f0e-4a87-9d33-5e6f7a8b9c03",\
            "created":"2026-02-01T00:00:00.000Z","modified":"2026-02-01T00:00:00.000Z","name":"CERT-ES (fictional)",\
            "identity_class":"organization"}]}
            """;

    private final Federation federation;
    private final AgreementRound round;

    /// A new version that both signed, and where a record went that the version before withheld.
    ///
    /// @param changes of the terms
    record Amendment(SharingAgreement agreement, List<TermChange> changes, String record, List<String> releasedTo) {
        Amendment {
            changes = List.copyOf(changes);
            releasedTo = List.copyOf(releasedTo);
        }
    }

    /// A record that its author took back: who was told, and who said that it is deleted.
    record Withdrawal(String record, List<String> told, List<String> deletedBy) {
        Withdrawal {
            told = List.copyOf(told);
            deletedBy = List.copyOf(deletedBy);
        }

        boolean isConfirmed() {
            return !told.isEmpty() && Set.copyOf(told).equals(Set.copyOf(deletedBy));
        }
    }

    DemoSequel(Federation federation, AgreementRound round) {
        this.federation = federation;
        this.round = round;
    }

    /// The author gives the other team more from now on; the other countersigns.
    Amendment amend(Team author, Team other, SharingAgreement before, Tlp ceiling)
            throws IOException, InterruptedException {
        SharingAgreement after = AgreementRound.amended(before, author, ceiling);
        round.sign(author, other, after);
        String record = publish(author);
        round.await("the record at " + other, () -> released(author, record).contains(other.domain()));
        return new Amendment(after, TermsDiff.of(before, after, Language.EN), record, released(author, record));
    }

    Withdrawal withdraw(Team author, String record) throws InterruptedException {
        Transit.Withdrawn withdrawn = federation.line(author).delivery().withdraw(record, "sent by mistake");
        round.await("every confirmation", () -> deleted(author, record).containsAll(withdrawn.told()));
        return new Withdrawal(record, withdrawn.told(), deleted(author, record));
    }

    private String publish(Team author) throws InterruptedException {
        List<String> records = new ArrayList<>();
        var document = new Document("the demo's", Bytes.ofUtf8(BUNDLE.strip()), Set.of(), "");
        federation.line(author).publish(List.of(document).iterator(), (published, outcome) -> {
            switch (outcome) {
                case Outcome.Published stated ->
                    records.add(stated.version().record().toString());
                case Outcome.Refused refused ->
                    throw new IllegalStateException(refused.reasons().getFirst().text());
            }
        });
        return records.getFirst();
    }

    /// The teams whose nodes have processed the record.
    private List<String> released(Team author, String record) {
        return federation.line(author).delivery().track(record, 0).teams().stream()
                .filter(team -> team.withheld().isEmpty()
                        && team.refused().isEmpty()
                        && team.voided().isEmpty()
                        && team.processed())
                .map(Transit.TeamTrack::team)
                .toList();
    }

    private List<String> deleted(Team author, String record) {
        return federation.line(author).delivery().track(record, 0).teams().stream()
                .filter(team ->
                        team.marks().stream().anyMatch(mark -> mark.kind().equals("deleted")))
                .map(Transit.TeamTrack::team)
                .toList();
    }
}

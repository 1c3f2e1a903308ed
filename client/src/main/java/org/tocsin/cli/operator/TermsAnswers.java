package org.tocsin.cli.operator;

import java.util.List;
import org.tocsin.cli.Answer;
import org.tocsin.cli.draft.DraftWords;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// All terms of an agreement, for programs. Names and words are those of drafts.
final class TermsAnswers {
    private TermsAnswers() {}

    static Answer of(SharingAgreement agreement, Digest hash) {
        Conduct conduct = agreement.conduct();
        Answer answer = Answer.of()
                .put("id", agreement.id())
                .put("version", agreement.version())
                .put("hash", hash)
                .put("previous", agreement.previous())
                .put("title", agreement.title())
                .put("legal_basis", agreement.legalBasis())
                .put("from", agreement.from())
                .put("until", agreement.until())
                .put("review", conduct.review())
                .put("notice_days", conduct.noticeDays())
                .put("approvals", conduct.approvals())
                .put("languages", conduct.languages())
                .put("check_in_days", conduct.checkInDays())
                .put("directions", List.of(of(agreement.first()), of(agreement.second())));
        conduct.emergency()
                .ifPresent(emergency -> answer.put(
                        "emergency",
                        Answer.of()
                                .put("precedences", List.copyOf(emergency.precedences()))
                                .put("quota", emergency.quota())
                                .put("answer_minutes", emergency.answerMinutes())
                                .put("after_lapse", emergency.afterLapse())
                                .put("drill_window", emergency.drillWindow())
                                .put("relay", emergency.relay())
                                .put("records", emergency.records())));
        answer.put(
                "annexes",
                conduct.annexes().stream()
                        .map(annex -> Answer.of()
                                .put("kind", DraftWords.of(annex.kind()))
                                .put("title", annex.title())
                                .put("text", annex.text()))
                        .toList());
        conduct.accession()
                .ifPresent(accession -> answer.put(
                        "accession",
                        Answer.of()
                                .put("hub", accession.hub().domain())
                                .put("general_terms", accession.generalTerms())));
        return answer;
    }

    private static Answer of(Direction way) {
        Scope scope = way.scope();
        Handling handling = way.handling();
        return Answer.of()
                .put("from", way.from().domain())
                .put("to", way.to().domain())
                .put("ceiling", way.ceiling().map(Tlp::label).orElse("NOTHING"))
                .put("history_days", way.backfillDays())
                .put("onward", DraftWords.reach(way.onward().reach()))
                .put(
                        "onward_hubs",
                        way.onward().hubs().stream().map(Team::domain).toList())
                .put("receipts_to_author", way.onward().receiptsToAuthor())
                .put("kinds", of(scope.kinds()))
                .put("rsit", of(scope.rsit()))
                .put("sectors", of(scope.sectors()))
                .put("countries", of(scope.countries()))
                .put("confidence_min", scope.confidenceMin())
                .put("pap_ceiling", scope.papCeiling())
                .put("withhold_types", List.copyOf(way.withholding().types()))
                .put("withhold_victims", way.withholding().victims())
                .put("withhold_marked", way.withholding().marked())
                .put("iep_actions", handling.iep().permittedActions().text())
                .put("iep_notify_affected", handling.iep().affectedPartyNotifications())
                .put("iep_resale", handling.iep().unmodifiedResale())
                .put("attribution", DraftWords.of(handling.attribution()))
                .put("retention_days", handling.retentionDays())
                .put("delete_at_end", handling.deleteAtEnd())
                .put(
                        "receipts_owed",
                        handling.receiptsOwed().stream()
                                .map(owed -> Answer.of()
                                        .put("kind", DraftWords.of(owed.kind()))
                                        .put("within_hours", owed.withinHours()))
                                .toList());
    }

    private static Answer of(Selection selection) {
        return Answer.of()
                .put("all", selection.all())
                .put("values", List.copyOf(selection.values()))
                .put("unstated", selection.unstated());
    }
}

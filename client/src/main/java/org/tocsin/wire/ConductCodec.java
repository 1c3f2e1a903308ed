package org.tocsin.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.tocsin.exchange.v1.AgreementTerms;
import org.tocsin.exchange.v1.AnnexKind;
import org.tocsin.exchange.v1.EmergencyTerms;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Conduct.Accession;
import org.tocsin.model.agreement.Conduct.Annex;
import org.tocsin.model.agreement.Conduct.Emergency;

/// What holds between the parties beside what flows. Rule R-AGR-2.
final class ConductCodec {
    private static final int TITLE_BYTES_MAX = 200;
    private static final int TEXT_BYTES_MAX = 2_000;
    private static final int LANGUAGE_BYTES_MAX = 35;
    private static final int WINDOW_BYTES_MAX = 500;

    private ConductCodec() {}

    static void put(AgreementTerms.Builder builder, Conduct conduct) {
        conduct.review().ifPresent(review -> builder.setReviewMs(review.toEpochMilli()));
        builder.setNoticeDays(conduct.noticeDays())
                .setApprovals(conduct.approvals())
                .addAllLanguages(conduct.languages())
                .setCheckInDays(conduct.checkInDays());
        conduct.emergency()
                .ifPresent(emergency -> builder.setEmergency(EmergencyTerms.newBuilder()
                        .addAllPrecedences(emergency.precedences())
                        .setQuota(emergency.quota())
                        .setAnswerMinutes(emergency.answerMinutes())
                        .setAfterLapse(emergency.afterLapse())
                        .setDrillWindow(emergency.drillWindow())
                        .setRelay(emergency.relay())
                        .setRecords(emergency.records())));
        for (Annex annex : conduct.annexes()) {
            builder.addAnnexes(org.tocsin.exchange.v1.Annex.newBuilder()
                    .setKind(kind(annex.kind()))
                    .setTitle(annex.title())
                    .setText(annex.text()));
        }
        conduct.accession()
                .ifPresent(accession -> builder.setAccession(org.tocsin.exchange.v1.Accession.newBuilder()
                        .setHub(accession.hub().domain())
                        .setGeneralTerms(Parsing.string(accession.generalTerms()))));
    }

    static Conduct model(AgreementTerms message) throws WireException {
        Optional<Instant> review = message.getReviewMs() == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(message.getReviewMs()));
        for (String language : message.getLanguagesList()) {
            Parsing.text(language, LANGUAGE_BYTES_MAX, "agreement.languages");
        }
        Optional<Emergency> emergency =
                message.hasEmergency() ? Optional.of(emergency(message.getEmergency())) : Optional.empty();
        List<Annex> annexes = annexes(message);
        Optional<Accession> accession = message.hasAccession()
                ? Optional.of(new Accession(
                        Parsing.team(message.getAccession().getHub(), "agreement.accession.hub"),
                        Parsing.digest(message.getAccession().getGeneralTerms(), "agreement.accession.general_terms")))
                : Optional.empty();
        return Parsing.checked(() -> new Conduct(
                review,
                message.getNoticeDays(),
                message.getApprovals(),
                message.getLanguagesList(),
                emergency,
                message.getCheckInDays(),
                annexes,
                accession));
    }

    private static Emergency emergency(EmergencyTerms message) throws WireException {
        String window = Parsing.text(message.getDrillWindow(), WINDOW_BYTES_MAX, "agreement.emergency.drill_window");
        return Parsing.checked(() -> new Emergency(
                new TreeSet<>(message.getPrecedencesList()),
                message.getQuota(),
                message.getAnswerMinutes(),
                message.getAfterLapse(),
                window,
                message.getRelay(),
                message.getRecords()));
    }

    private static List<Annex> annexes(AgreementTerms message) throws WireException {
        List<Annex> annexes = new ArrayList<>();
        for (var annex : message.getAnnexesList()) {
            Annex.Kind kind = switch (annex.getKind()) {
                case ANNEX_KIND_PROJECT -> Annex.Kind.PROJECT;
                case ANNEX_KIND_DELEGATE -> Annex.Kind.DELEGATE;
                case ANNEX_KIND_VISIT -> Annex.Kind.VISIT;
                case ANNEX_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    throw new WireException("a kind of annex unknown to this version");
            };
            annexes.add(new Annex(
                    kind,
                    Parsing.text(annex.getTitle(), TITLE_BYTES_MAX, "agreement.annexes.title"),
                    Parsing.text(annex.getText(), TEXT_BYTES_MAX, "agreement.annexes.text")));
        }
        return annexes;
    }

    private static AnnexKind kind(Annex.Kind kind) {
        return switch (kind) {
            case PROJECT -> AnnexKind.ANNEX_KIND_PROJECT;
            case DELEGATE -> AnnexKind.ANNEX_KIND_DELEGATE;
            case VISIT -> AnnexKind.ANNEX_KIND_VISIT;
        };
    }
}

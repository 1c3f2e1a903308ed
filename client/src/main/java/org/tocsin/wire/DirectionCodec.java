package org.tocsin.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.tocsin.exchange.v1.AgreementDirection;
import org.tocsin.exchange.v1.IepPolicy;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;

/// What flows one way, as agreements and restrictions carry it. Lists are sorted and without doubles, so that the same
/// terms have the same bytes; what is not said is the strictest reading. Rules R-AGR-2, R-AGR-7,
/// R-AGR-11.
final class DirectionCodec {
    private static final int WORD_BYTES_MAX = 100;

    private DirectionCodec() {}

    static AgreementDirection message(Direction direction) {
        var builder = AgreementDirection.newBuilder()
                .setFrom(direction.from().domain())
                .setTo(direction.to().domain())
                .setBackfillDays(direction.backfillDays());
        direction.ceiling().ifPresent(ceiling -> builder.setCeiling(Enums.tlp(ceiling)));
        Onward onward = direction.onward();
        builder.setOnward(AgreementEnums.reach(onward.reach())).setReceiptsToAuthor(onward.receiptsToAuthor());
        onward.hubs().forEach(hub -> builder.addOnwardHubs(hub.domain()));
        Scope scope = direction.scope();
        ifAny(scope.kinds(), builder::setKinds);
        ifAny(scope.rsit(), builder::setRsit);
        ifAny(scope.sectors(), builder::setSectors);
        ifAny(scope.countries(), builder::setCountries);
        builder.setConfidenceMin(scope.confidenceMin());
        scope.papCeiling().ifPresent(pap -> builder.setPapCeiling(AgreementEnums.pap(pap)));
        Withholding withholding = direction.withholding();
        builder.addAllWithheldTypes(withholding.types())
                .setWithholdVictims(withholding.victims())
                .setWithholdMarked(withholding.marked());
        put(builder, direction.handling());
        return builder.build();
    }

    static Direction model(AgreementDirection message) throws WireException {
        Team from = Parsing.team(message.getFrom(), "agreement.directions.from");
        Team to = Parsing.team(message.getTo(), "agreement.directions.to");
        Optional<Tlp> ceiling = Enums.ceiling(message.getCeiling());
        Onward onward = onward(message);
        Scope scope = scope(message);
        List<String> types = words(message.getWithheldTypesList(), Withholding.TYPES_MAX, "withheld_types");
        Handling handling = handling(message);
        return Parsing.checked(() -> new Direction(
                from,
                to,
                ceiling,
                message.getBackfillDays(),
                onward,
                scope,
                new Withholding(new TreeSet<>(types), message.getWithholdVictims(), message.getWithholdMarked()),
                handling));
    }

    /// A selection of nothing is left out: that is what absence says.
    private static void ifAny(Selection selection, Consumer<org.tocsin.exchange.v1.Selection> put) {
        if (!selection.equals(Selection.NONE)) {
            put.accept(org.tocsin.exchange.v1.Selection.newBuilder()
                    .setAll(selection.all())
                    .addAllValues(selection.values())
                    .setUnstated(selection.unstated())
                    .build());
        }
    }

    private static Selection selection(org.tocsin.exchange.v1.Selection message, String what) throws WireException {
        List<String> values = words(message.getValuesList(), Selection.VALUES_MAX, what);
        return Parsing.checked(() -> new Selection(message.getAll(), new TreeSet<>(values), message.getUnstated()));
    }

    private static Scope scope(AgreementDirection message) throws WireException {
        Selection kinds = selection(message.getKinds(), "kinds");
        Selection rsit = selection(message.getRsit(), "rsit");
        Selection sectors = selection(message.getSectors(), "sectors");
        Selection countries = selection(message.getCountries(), "countries");
        Optional<Pap> ceiling = AgreementEnums.papCeiling(message.getPapCeiling());
        return Parsing.checked(() -> new Scope(kinds, rsit, sectors, countries, message.getConfidenceMin(), ceiling));
    }

    private static Onward onward(AgreementDirection message) throws WireException {
        List<Team> hubs = new ArrayList<>();
        for (String hub : words(message.getOnwardHubsList(), Onward.HUBS_MAX, "onward_hubs")) {
            hubs.add(Parsing.team(hub, "agreement.directions.onward_hubs"));
        }
        Onward.Reach reach = AgreementEnums.reach(message.getOnward());
        return Parsing.checked(() -> new Onward(reach, new TreeSet<>(hubs), message.getReceiptsToAuthor()));
    }

    private static void put(AgreementDirection.Builder builder, Handling handling) {
        builder.setIep(IepPolicy.newBuilder()
                        .setPermittedActions(
                                AgreementEnums.actions(handling.iep().permittedActions()))
                        .setAffectedPartyNotifications(handling.iep().affectedPartyNotifications())
                        .setUnmodifiedResale(handling.iep().unmodifiedResale()))
                .setAttribution(AgreementEnums.attribution(handling.attribution()))
                .setRetentionDays(handling.retentionDays())
                .setDeleteAtEnd(handling.deleteAtEnd());
        for (ReceiptOwed owed : handling.receiptsOwed()) {
            builder.addReceiptsOwed(org.tocsin.exchange.v1.ReceiptOwed.newBuilder()
                    .setKind(AgreementEnums.receipt(owed.kind()))
                    .setWithinHours(owed.withinHours()));
        }
    }

    private static Handling handling(AgreementDirection message) throws WireException {
        Iep.Actions actions = AgreementEnums.actions(message.getIep().getPermittedActions());
        Attribution attribution = AgreementEnums.attribution(message.getAttribution());
        List<ReceiptOwed> owed = new ArrayList<>();
        for (var receipt : message.getReceiptsOwedList()) {
            ReceiptKind kind = AgreementEnums.receipt(receipt.getKind());
            owed.add(Parsing.checked(() -> new ReceiptOwed(kind, receipt.getWithinHours())));
        }
        Iep iep = new Iep(
                actions,
                message.getIep().getAffectedPartyNotifications(),
                message.getIep().getUnmodifiedResale());
        return Parsing.checked(
                () -> new Handling(iep, attribution, message.getRetentionDays(), message.getDeleteAtEnd(), owed));
    }

    /// Words that stand sorted and once each, as the canonical form wants them.
    private static List<String> words(Collection<String> words, int most, String what) throws WireException {
        if (words.size() > most) {
            throw new WireException("agreement." + what + " has more than " + most + " values");
        }
        String before = "";
        for (String word : words) {
            Parsing.text(word, WORD_BYTES_MAX, "agreement." + what);
            if (!word.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
                throw new WireException("agreement." + what + " is not of printable ASCII characters");
            }
            if (word.compareTo(before) <= 0) {
                throw new WireException("agreement." + what + " is not sorted, or says something twice or nothing");
            }
            before = word;
        }
        return List.copyOf(words);
    }
}

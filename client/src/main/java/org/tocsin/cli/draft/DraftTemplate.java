package org.tocsin.cli.draft;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;

/// What a draft starts from: terms that teams of these relations would be expected to discuss, cautious where they
/// differ.
public enum DraftTemplate {
    /// Two equals for four years: both give up to AMBER+STRICT, nothing is handed on.
    BILATERAL,
    /// A team that feeds a hub, which hands on what is CLEAR or GREEN.
    PROVIDER_TO_HUB,
    /// A hub's general terms for its members, or terms with one of them.
    HUB_TO_MEMBERS;

    /// In the place of a member in a hub's general terms. Rule R-AGR-10.
    public static final Team ANY_MEMBER = new Team("member.invalid");

    private static final int YEARS = 4;
    private static final int REVIEW_YEARS = 2;
    private static final int HISTORY_DAYS = 30;
    private static final int RETENTION_DAYS = 730;
    private static final int NOTICE_DAYS = 90;
    private static final int CHECK_IN_DAYS = 7;
    private static final int RECEIPT_HOURS = 72;
    private static final int QUOTA = 3;
    private static final Duration ANSWER = Duration.ofHours(1);

    /// As it is typed: `provider-to-hub`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<DraftTemplate> of(String word) {
        return Arrays.stream(values())
                .filter(template -> template.word().equals(word))
                .findFirst();
    }

    /// A first version, from the beginning of a day in UTC.
    ///
    /// @param now the day
    public SharingAgreement draft(Bytes id, Team us, Team partner, Instant now) {
        Direction gives = gives(us, partner);
        Direction takes = takes(partner, us);
        var from = now.truncatedTo(ChronoUnit.DAYS).atOffset(ZoneOffset.UTC);
        boolean inOrder = us.compareTo(partner) < 0;
        return new SharingAgreement(
                id,
                1,
                Optional.empty(),
                "Sharing agreement of " + us + " and " + partner,
                "",
                from.toInstant(),
                from.plusYears(YEARS).toInstant(),
                conduct(from.plusYears(REVIEW_YEARS).toInstant()),
                inOrder ? gives : takes,
                inOrder ? takes : gives);
    }

    private Direction gives(Team from, Team to) {
        return switch (this) {
            case BILATERAL -> between(from, to);
            case PROVIDER_TO_HUB -> toHub(from, to);
            case HUB_TO_MEMBERS -> fromHub(from, to);
        };
    }

    private Direction takes(Team from, Team to) {
        return switch (this) {
            case BILATERAL -> between(from, to);
            case PROVIDER_TO_HUB -> fromHub(from, to);
            case HUB_TO_MEMBERS -> toHub(from, to);
        };
    }

    private static Direction between(Team from, Team to) {
        return new Direction(
                from,
                to,
                Optional.of(Tlp.AMBER_STRICT),
                HISTORY_DAYS,
                Onward.NOTHING,
                upTo(Pap.AMBER),
                new Withholding(new TreeSet<>(), true, false),
                new Handling(
                        new Iep(Iep.Actions.EXTERNALLY_VISIBLE_INDIRECT, true, false),
                        Attribution.MAY,
                        RETENTION_DAYS,
                        true,
                        owed(ReceiptKind.READ, ReceiptKind.DELETED)));
    }

    private static Direction toHub(Team from, Team to) {
        return new Direction(
                from,
                to,
                Optional.of(Tlp.AMBER),
                HISTORY_DAYS,
                Onward.asMarked(true),
                upTo(Pap.GREEN),
                new Withholding(new TreeSet<>(List.of("email-addr", "user-account")), true, false),
                new Handling(
                        new Iep(Iep.Actions.EXTERNALLY_VISIBLE_INDIRECT, true, false),
                        Attribution.MAY,
                        RETENTION_DAYS,
                        true,
                        owed(ReceiptKind.ACCEPTED, ReceiptKind.DELETED)));
    }

    private static Direction fromHub(Team from, Team to) {
        return new Direction(
                from,
                to,
                Optional.of(Tlp.GREEN),
                HISTORY_DAYS,
                new Onward(Onward.Reach.OWN_CONSTITUENTS, new TreeSet<>(), true),
                upTo(Pap.GREEN),
                new Withholding(new TreeSet<>(), true, false),
                new Handling(
                        new Iep(Iep.Actions.EXTERNALLY_VISIBLE_INDIRECT, true, false),
                        Attribution.MAY,
                        RETENTION_DAYS,
                        false,
                        owed(ReceiptKind.DELETED)));
    }

    private static Scope upTo(Pap ceiling) {
        return new Scope(Selection.ALL, Selection.ALL, Selection.ALL, Selection.ALL, 0, Optional.of(ceiling));
    }

    private static List<ReceiptOwed> owed(ReceiptKind... kinds) {
        return Arrays.stream(kinds)
                .map(kind -> new ReceiptOwed(kind, RECEIPT_HOURS))
                .toList();
    }

    private Conduct conduct(Instant review) {
        var emergency = new Conduct.Emergency(
                new TreeSet<>(List.of("FLASH", "IMMEDIATE")),
                QUOTA,
                (int) ANSWER.toMinutes(),
                this == BILATERAL,
                "",
                this == BILATERAL,
                this == BILATERAL);
        return new Conduct(
                Optional.of(review),
                NOTICE_DAYS,
                1,
                List.of("en"),
                Optional.of(emergency),
                CHECK_IN_DAYS,
                List.of(),
                Optional.empty());
    }
}

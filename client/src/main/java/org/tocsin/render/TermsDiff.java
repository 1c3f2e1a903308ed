package org.tocsin.render;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct.Emergency;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// What differs between two versions of an agreement, or between a proposal and its counter-proposal, term by term.
/// Typed
/// values are compared, not words. Rule R-AGR-13.
public final class TermsDiff {
    private static final Set<Term> NAMES_OF_A_VERSION = EnumSet.of(Term.VERSION, Term.PREVIOUS);

    private final Wording wording;
    private final SharingAgreement before;
    private final SharingAgreement after;
    private final List<TermChange> changes = new ArrayList<>();

    private TermsDiff(SharingAgreement before, SharingAgreement after, Language language) {
        this.before = before;
        this.after = after;
        this.wording = new Wording(language);
    }

    /// The changes, in the order in which people read terms. That the number of the version and the hash of the one
    /// before differ is no change.
    ///
    /// @throws IllegalArgumentException if the parties differ
    public static List<TermChange> of(SharingAgreement before, SharingAgreement after, Language language) {
        if (!before.isBetween(after.first().from(), after.first().to())) {
            throw new IllegalArgumentException("agreements of other parties are not compared");
        }
        return new TermsDiff(before, after, language).changes();
    }

    private List<TermChange> changes() {
        for (Term term : Term.GENERAL) {
            if (!NAMES_OF_A_VERSION.contains(term)) {
                general(term);
            }
        }
        way(before.first(), after.first());
        way(before.second(), after.second());
        Term.OF_EMERGENCIES.forEach(this::general);
        general(Term.ANNEXES);
        return List.copyOf(changes);
    }

    private void general(Term term) {
        Object old = typed(term, before);
        Object now = typed(term, after);
        if (old.equals(now)) {
            return;
        }
        TermChange.Direction direction = switch (term) {
            case FROM -> wider(after.from().isBefore(before.from()));
            case UNTIL -> wider(before.until().isBefore(after.until()));
            default -> TermChange.Direction.OTHER;
        };
        changes.add(new TermChange(
                term,
                Optional.empty(),
                wording.label(term),
                wording.value(term, before),
                wording.value(term, after),
                direction));
    }

    private void way(Direction old, Direction now) {
        Direction both = old.narrowedBy(now);
        for (Term term : Term.OF_A_WAY) {
            Object oldValue = typed(term, old);
            Object newValue = typed(term, now);
            if (!oldValue.equals(newValue)) {
                changes.add(new TermChange(
                        term,
                        Optional.of(new TermChange.Way(old.from(), old.to())),
                        wording.label(term),
                        wording.value(term, old),
                        wording.value(term, now),
                        direction(term, oldValue, newValue, typed(term, both))));
            }
        }
    }

    private static TermChange.Direction direction(Term term, Object old, Object now, Object both) {
        if (term == Term.ATTRIBUTION && old != Attribution.MAY && now != Attribution.MAY) {
            // From "must be named" to "must not": the stricter reading binds if both hold, but one is not less of the
            // other.
            return TermChange.Direction.OTHER;
        }
        if (both.equals(now)) {
            return TermChange.Direction.NARROWER;
        }
        return both.equals(old) ? TermChange.Direction.WIDER : TermChange.Direction.OTHER;
    }

    private static TermChange.Direction wider(boolean isWider) {
        return isWider ? TermChange.Direction.WIDER : TermChange.Direction.NARROWER;
    }

    static Object typed(Term term, Direction way) {
        return switch (term) {
            case CEILING -> way.ceiling();
            case HISTORY -> way.backfillDays();
            case ONWARD -> new Onward(way.onward().reach(), way.onward().hubs(), false);
            case RECEIPTS_TO_AUTHOR -> way.onward().receiptsToAuthor();
            case KINDS -> way.scope().kinds();
            case RSIT -> way.scope().rsit();
            case SECTORS -> way.scope().sectors();
            case COUNTRIES -> way.scope().countries();
            case CONFIDENCE -> way.scope().confidenceMin();
            case PAP -> way.scope().papCeiling();
            case WITHHELD_TYPES -> way.withholding().types();
            case VICTIMS -> way.withholding().victims();
            case MARKED -> way.withholding().marked();
            case IEP_ACTIONS -> way.handling().iep().permittedActions();
            case IEP_NOTIFY -> way.handling().iep().affectedPartyNotifications();
            case IEP_RESALE -> way.handling().iep().unmodifiedResale();
            case ATTRIBUTION -> way.handling().attribution();
            case RETENTION -> way.handling().retentionDays();
            case DELETE_AT_END -> way.handling().deleteAtEnd();
            case RECEIPTS_OWED -> way.handling().receiptsOwed();
            default -> throw new IllegalArgumentException(term + " is no term of a way");
        };
    }

    private static Object typed(Term term, SharingAgreement agreement) {
        return switch (term) {
            case TITLE -> agreement.title();
            case PARTIES ->
                agreement.isBetween(agreement.first().from(), agreement.first().to());
            case ID -> agreement.id();
            case VERSION -> agreement.version();
            case PREVIOUS -> agreement.previous();
            case LEGAL_BASIS -> agreement.legalBasis();
            case FROM -> millis(agreement.from());
            case UNTIL -> millis(agreement.until());
            case REVIEW -> agreement.conduct().review().map(TermsDiff::millis);
            case NOTICE -> agreement.conduct().noticeDays();
            case APPROVALS -> agreement.conduct().approvals();
            case LANGUAGES -> agreement.conduct().languages();
            case CHECK_IN -> agreement.conduct().checkInDays();
            case ACCESSION -> agreement.conduct().accession();
            case ANNEXES -> agreement.conduct().annexes();
            case EMERGENCY_PRECEDENCES -> agreement.conduct().emergency().map(Emergency::precedences);
            case EMERGENCY_QUOTA -> agreement.conduct().emergency().map(Emergency::quota);
            case EMERGENCY_ANSWER -> agreement.conduct().emergency().map(Emergency::answerMinutes);
            case EMERGENCY_AFTER_LAPSE -> agreement.conduct().emergency().map(Emergency::afterLapse);
            case EMERGENCY_DRILLS -> agreement.conduct().emergency().map(Emergency::drillWindow);
            case EMERGENCY_RELAY -> agreement.conduct().emergency().map(Emergency::relay);
            case EMERGENCY_RECORDS -> agreement.conduct().emergency().map(Emergency::records);
            default -> throw new IllegalArgumentException(term + " is a term of a way");
        };
    }

    private static long millis(Instant instant) {
        return instant.toEpochMilli();
    }
}

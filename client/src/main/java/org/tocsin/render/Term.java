package org.tocsin.render;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Every term of an agreement, in the order in which people read them. A term is of the agreement, or of one way.
public enum Term {
    TITLE,
    PARTIES,
    ID,
    VERSION,
    PREVIOUS,
    LEGAL_BASIS,
    FROM,
    UNTIL,
    REVIEW,
    NOTICE,
    APPROVALS,
    LANGUAGES,
    CHECK_IN,
    ACCESSION,
    CEILING,
    HISTORY,
    ONWARD,
    RECEIPTS_TO_AUTHOR,
    KINDS,
    RSIT,
    SECTORS,
    COUNTRIES,
    CONFIDENCE,
    PAP,
    WITHHELD_TYPES,
    VICTIMS,
    MARKED,
    IEP_ACTIONS,
    IEP_NOTIFY,
    IEP_RESALE,
    ATTRIBUTION,
    RETENTION,
    DELETE_AT_END,
    RECEIPTS_OWED,
    EMERGENCY_PRECEDENCES,
    EMERGENCY_QUOTA,
    EMERGENCY_ANSWER,
    EMERGENCY_AFTER_LAPSE,
    EMERGENCY_DRILLS,
    EMERGENCY_RELAY,
    EMERGENCY_RECORDS,
    ANNEXES;

    static final Set<Term> GENERAL = EnumSet.range(TITLE, ACCESSION);
    static final Set<Term> OF_A_WAY = EnumSet.range(CEILING, RECEIPTS_OWED);
    static final Set<Term> OF_EMERGENCIES = EnumSet.range(EMERGENCY_PRECEDENCES, EMERGENCY_RECORDS);

    /// In phrases and for programs: `receipts-owed`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

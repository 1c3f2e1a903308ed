package org.tocsin.cli.draft;

import java.util.Locale;

/// The words of draft files.
final class DraftWords {
    /// Every value.
    static final String ALL = "(all)";
    /// Also records that state no value.
    static final String UNSTATED = "(unstated)";
    /// No record at all.
    static final String NOTHING = "NOTHING";

    private DraftWords() {}

    static String reach(org.tocsin.model.agreement.Onward.Reach reach) {
        return switch (reach) {
            case NOBODY -> "none";
            case OWN_CONSTITUENTS -> "own-constituents";
            case NAMED_HUBS -> "named-hubs";
            case AS_MARKED -> "as-marked";
        };
    }

    /// A constant, as drafts write it: `must-not`.
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

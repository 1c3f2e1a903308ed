package org.tocsin.cli.draft;

import java.util.Locale;
import org.tocsin.model.agreement.Onward;

/// The words of draft files, and of answers about terms.
public final class DraftWords {
    /// Every value.
    static final String ALL = "(all)";
    /// Also records that state no value.
    static final String UNSTATED = "(unstated)";
    /// No record at all.
    static final String NOTHING = "NOTHING";

    private DraftWords() {}

    public static String reach(Onward.Reach reach) {
        return switch (reach) {
            case NOBODY -> "none";
            case OWN_CONSTITUENTS -> "own-constituents";
            case NAMED_HUBS -> "named-hubs";
            case AS_MARKED -> "as-marked";
        };
    }

    /// A constant, as drafts write it: `must-not`.
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package org.tocsin.model.agreement;

import java.util.List;
import java.util.Optional;

/// Which records may flow one way, by what their header states. Rule R-AGR-7.
///
/// @param kinds by the names of `RecordKind`
/// @param confidenceMin 0: any, also a record that states none
/// @param papCeiling none: only records that state no PAP
public record Scope(
        Selection kinds,
        Selection rsit,
        Selection sectors,
        Selection countries,
        int confidenceMin,
        Optional<Pap> papCeiling) {
    public static final int CONFIDENCE_MAX = 100;
    public static final Scope ALL =
            new Scope(Selection.ALL, Selection.ALL, Selection.ALL, Selection.ALL, 0, Optional.of(Pap.RED));
    public static final Scope NOTHING =
            new Scope(Selection.NONE, Selection.NONE, Selection.NONE, Selection.NONE, 0, Optional.empty());

    public Scope {
        for (String kind : kinds.values()) {
            if (!RecordKind.isName(kind)) {
                throw new IllegalArgumentException("a kind of record is one of " + List.of(RecordKind.values()));
            }
        }
        if (confidenceMin < 0 || confidenceMin > CONFIDENCE_MAX) {
            throw new IllegalArgumentException("a confidence of 0 to 100, not " + confidenceMin);
        }
    }

    /// What passes both.
    public Scope narrowedBy(Scope other) {
        return new Scope(
                kinds.narrowedBy(other.kinds),
                rsit.narrowedBy(other.rsit),
                sectors.narrowedBy(other.sectors),
                countries.narrowedBy(other.countries),
                Math.max(confidenceMin, other.confidenceMin),
                papCeiling.flatMap(own -> other.papCeiling.map(theirs -> own.isStricterThan(theirs) ? theirs : own)));
    }
}

package org.tocsin.model.agreement;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What is left out of records that flow. Rule R-REL-8.
///
/// @param types STIX types whose objects are withheld; narrowing can give more of them than one agreement names
/// @param victims whether identities of victims are
/// @param marked whether every property under a granular marking is, whatever the marking
public record Withholding(SortedSet<String> types, boolean victims, boolean marked) {
    /// In one agreement.
    public static final int TYPES_MAX = 64;

    public static final Withholding NOTHING = new Withholding(new TreeSet<>(), false, false);

    public Withholding {
        types = Collections.unmodifiableSortedSet(new TreeSet<>(types));
    }

    public boolean isNothing() {
        return types.isEmpty() && !victims && !marked;
    }

    /// What either leaves out.
    public Withholding narrowedBy(Withholding other) {
        SortedSet<String> both = new TreeSet<>(types);
        both.addAll(other.types);
        return new Withholding(both, victims || other.victims, marked || other.marked);
    }
}

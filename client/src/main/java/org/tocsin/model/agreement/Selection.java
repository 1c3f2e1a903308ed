package org.tocsin.model.agreement;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which values of a facet may flow. Nothing set: none does, and no record passes. Rule R-AGR-7.
///
/// @param all every value
/// @param values what is selected if not all; narrowing by classifications can give more of them than one agreement
/// names
/// @param unstated also records that state no value
public record Selection(boolean all, SortedSet<String> values, boolean unstated) {
    /// In one agreement.
    public static final int VALUES_MAX = 256;

    public static final Selection ALL = new Selection(true, new TreeSet<>(), true);
    public static final Selection NONE = new Selection(false, new TreeSet<>(), false);

    public Selection {
        SortedSet<String> given = new TreeSet<>(values);
        values = new TreeSet<>(given);
        values.removeIf(value -> isInClass(value, given));
        values = Collections.unmodifiableSortedSet(values);
        if (all && !values.isEmpty()) {
            throw new IllegalArgumentException("every value, or some: not both");
        }
    }

    /// These values, and no record that states none.
    public static Selection of(Collection<String> values) {
        return new Selection(false, new TreeSet<>(values), false);
    }

    public boolean isOpen() {
        return all && unstated;
    }

    /// Whether a record that states these values passes: each of them is selected, by itself or, for
    /// "classification/type", by its classification.
    public boolean passes(Collection<String> stated) {
        if (stated.isEmpty()) {
            return unstated;
        }
        return all || stated.stream().allMatch(this::selects);
    }

    /// What passes both.
    public Selection narrowedBy(Selection other) {
        boolean both = unstated && other.unstated;
        if (all) {
            return new Selection(other.all, other.values, both);
        }
        if (other.all) {
            return new Selection(false, values, both);
        }
        TreeSet<String> common = new TreeSet<>();
        values.stream().filter(other::selects).forEach(common::add);
        other.values.stream().filter(this::selects).forEach(common::add);
        return new Selection(false, common, both);
    }

    private boolean selects(String value) {
        return values.contains(value) || isInClass(value, values);
    }

    private static boolean isInClass(String value, SortedSet<String> values) {
        int slash = value.indexOf('/');
        return slash > 0 && values.contains(value.substring(0, slash));
    }
}

package org.tocsin.stix;

import java.util.ArrayList;
import java.util.List;

/// The reasons found in one document, up to the limit.
final class Findings {
    private final List<Reason> reasons = new ArrayList<>(0);

    void add(String object, String property, String rule, String text) {
        if (reasons.size() < StixLimits.REASONS_MAX) {
            reasons.add(new Reason(object, property, rule, text));
        }
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    int size() {
        return reasons.size();
    }

    List<Reason> reasons() {
        return reasons;
    }
}

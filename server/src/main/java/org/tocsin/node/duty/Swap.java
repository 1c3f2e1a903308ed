package org.tocsin.node.duty;

import org.tocsin.calendar.Span;

/// Two officers take each other's turns for a while.
record Swap(Span when, String one, String other) {
    /// Who stands where `officer` would stand.
    String instead(String officer) {
        if (officer.equals(one)) {
            return other;
        }
        return officer.equals(other) ? one : officer;
    }
}

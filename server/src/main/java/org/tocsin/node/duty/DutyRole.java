package org.tocsin.node.duty;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an officer is in the team, for rungs that call a role.
public enum DutyRole {
    OFFICER,
    DEPUTY,
    HEAD;

    /// As in `duty.toml`: in lower case.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(DutyRole::word).toList();
    }

    static Optional<DutyRole> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}

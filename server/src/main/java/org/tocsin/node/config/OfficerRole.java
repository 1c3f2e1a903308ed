package org.tocsin.node.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an officer of the team may be; an officer may be several. Which calls a role allows stands beside each call, in
/// `tocsin.operator.v1`.
public enum OfficerRole {
    /// Publishes records, marks and takes them back, reads what came.
    ANALYST,
    /// Raises emergencies and answers them.
    DUTY_OFFICER,
    /// Deals with other teams.
    LIAISON,
    /// Approves what binds the team.
    SIGNATORY,
    /// Reads everything and changes nothing.
    AUDITOR,
    /// Keeps the node running, and reads no content.
    OPERATOR;

    /// As it is written in files and shown to people: `duty-officer`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// @return empty if it is no role
    public static Optional<OfficerRole> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}

package org.tocsin.model.agreement;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/// What a record is about: the first of these with a STIX type among the record's own. Rule R-AGR-7.
public enum RecordKind {
    INCIDENT(Set.of("incident")),
    REPORT(Set.of("report", "grouping", "note", "opinion")),
    VULNERABILITY(Set.of("vulnerability")),
    THREAT(Set.of(
            "attack-pattern",
            "campaign",
            "course-of-action",
            "infrastructure",
            "intrusion-set",
            "malware",
            "malware-analysis",
            "threat-actor",
            "tool")),
    INDICATOR(Set.of("indicator", "observed-data", "sighting")),
    OTHER(Set.of());

    private final Set<String> types;

    RecordKind(Set<String> types) {
        this.types = types;
    }

    /// Whether a kind has this name.
    public static boolean isName(String name) {
        return Arrays.stream(values()).anyMatch(kind -> kind.name().equals(name));
    }

    /// Of a record with objects of these STIX types.
    public static RecordKind of(Collection<String> types) {
        for (RecordKind kind : values()) {
            if (types.stream().anyMatch(kind.types::contains)) {
                return kind;
            }
        }
        return OTHER;
    }
}

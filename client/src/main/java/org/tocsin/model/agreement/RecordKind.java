package org.tocsin.model.agreement;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// What a record is about: the first of these with a STIX type among the record's own. Rule R-AGR-7.
public enum RecordKind {
    INCIDENT,
    REPORT,
    VULNERABILITY,
    THREAT,
    INDICATOR,
    OTHER;

    private static final Map<String, RecordKind> OF_TYPE = ofType();

    /// Whether a kind has this name.
    public static boolean isName(String name) {
        return Arrays.stream(values()).anyMatch(kind -> kind.name().equals(name));
    }

    /// Of a record with objects of these STIX types.
    public static RecordKind of(Collection<String> types) {
        RecordKind first = OTHER;
        for (String type : types) {
            RecordKind kind = OF_TYPE.getOrDefault(type, OTHER);
            if (kind.compareTo(first) < 0) {
                first = kind;
            }
        }
        return first;
    }

    private static Map<String, RecordKind> ofType() {
        Map<String, RecordKind> kinds = new HashMap<>();
        put(kinds, INCIDENT, "incident");
        put(kinds, REPORT, "report", "grouping", "note", "opinion");
        put(kinds, VULNERABILITY, "vulnerability");
        put(
                kinds,
                THREAT,
                "attack-pattern",
                "campaign",
                "course-of-action",
                "infrastructure",
                "intrusion-set",
                "malware",
                "malware-analysis",
                "threat-actor",
                "tool");
        put(kinds, INDICATOR, "indicator", "observed-data", "sighting");
        return Map.copyOf(kinds);
    }

    private static void put(Map<String, RecordKind> kinds, RecordKind kind, String... types) {
        for (String type : types) {
            kinds.put(type, kind);
        }
    }
}

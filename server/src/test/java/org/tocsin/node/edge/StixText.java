package org.tocsin.node.edge;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.tocsin.model.Tlp;

/// Small STIX bundles with whatever a decision looks at, as text.
final class StixText {
    private StixText() {}

    /// A bundle of objects.
    static String bundle(String... objects) {
        return "{\"type\":\"bundle\",\"id\":\"bundle--" + id(99) + "\",\"objects\":[" + String.join(",", objects)
                + "]}\n";
    }

    /// An incident under a marking.
    static String incident(Tlp marking, String... more) {
        return object("incident", 1, marking, join("\"name\":\"Phishing against a power plant\"", more));
    }

    /// An object of any type under a marking; the members it needs are given.
    static String object(String type, int number, Tlp marking, String... members) {
        return "{\"type\":\"" + type + "\",\"spec_version\":\"2.1\",\"id\":\"" + type + "--" + id(number)
                + "\",\"created\":\"2026-11-01T00:00:00.000Z\",\"modified\":\"2026-11-01T00:00:00.000Z\","
                + "\"object_marking_refs\":[\"" + ref(marking) + "\"]," + String.join(",", members) + "}";
    }

    /// An incident without any marking.
    static String unmarked() {
        return incident(Tlp.GREEN).replace("\"object_marking_refs\":[\"" + ref(Tlp.GREEN) + "\"],", "");
    }

    static String indicator(Tlp marking) {
        return object(
                "indicator",
                2,
                marking,
                "\"pattern\":\"[domain-name:value = 'evil.example']\"",
                "\"pattern_type\":\"stix\"",
                "\"valid_from\":\"2026-11-01T00:00:00Z\"");
    }

    static String identity(Tlp marking, String sector) {
        return object(
                "identity",
                3,
                marking,
                "\"name\":\"A hospital\"",
                "\"identity_class\":\"organization\"",
                "\"sectors\":[\"" + sector + "\"]");
    }

    static String location(Tlp marking, String country) {
        return object("location", 4, marking, "\"country\":\"" + country + "\"");
    }

    /// A granular marking of one property.
    static String granular(Tlp marking, String property) {
        return "\"granular_markings\":[{\"marking_ref\":\"" + ref(marking) + "\",\"selectors\":[\"" + property
                + "\"]}]";
    }

    static String ref(Tlp marking) {
        return "marking-definition--"
                + switch (marking) {
                    case CLEAR -> "94868c89-83c2-464b-929b-a1a8aa3c8487";
                    case GREEN -> "bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
                    case AMBER -> "55d920b0-5e8b-4f79-9ee9-91f868d9b421";
                    case AMBER_STRICT -> "939a9414-2ddd-4d32-a0cd-375ea402b003";
                    case RED -> "e828b379-4e03-4974-9ac4-e53a884c97c1";
                };
    }

    private static String id(int number) {
        return new UUID(0x4000L, 0x8000000000000000L | number).toString();
    }

    private static String[] join(String first, String... more) {
        return Stream.concat(Stream.of(first), List.of(more).stream()).toArray(String[]::new);
    }
}

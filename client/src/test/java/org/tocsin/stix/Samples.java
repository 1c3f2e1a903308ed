package org.tocsin.stix;

import org.tocsin.model.Bytes;

/// Small STIX documents of our own writing.
final class Samples {
    static final String GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
    static final String AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
    static final String RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
    static final String TLP_1_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";

    private static final String TIMES =
            "\"spec_version\":\"2.1\",\"created\":\"2026-11-01T08:00:00.000Z\",\"modified\":\"2026-11-01T08:00:00.000Z\"";

    private Samples() {}

    /// The id of the n-th object of a type.
    static String id(String type, int number) {
        return type + "--" + "%08x".formatted(number) + "-1111-4111-8111-111111111111";
    }

    /// An SDO or SRO with these further members (`"name":"x"`).
    static String sdo(String type, int number, String members) {
        return "{\"type\":\"" + type + "\",\"id\":\"" + id(type, number) + "\"," + TIMES
                + (members.isEmpty() ? "" : "," + members) + "}";
    }

    /// An observable.
    static String sco(String type, int number, String members) {
        return "{\"type\":\"" + type + "\",\"id\":\"" + id(type, number) + "\""
                + (members.isEmpty() ? "" : "," + members) + "}";
    }

    static String bundle(String... objects) {
        return "{\"type\":\"bundle\",\"id\":\"bundle--00000000-2222-4222-8222-222222222222\",\"objects\":[\n  "
                + String.join(",\n  ", objects) + "\n]}\n";
    }

    static String marked(String marking) {
        return "\"object_marking_refs\":[\"" + marking + "\"]";
    }

    /// `granular_markings` with one marking of these selectors.
    static String granular(String marking, String... selectors) {
        return "\"granular_markings\":[{\"marking_ref\":\"" + marking + "\",\"selectors\":[\""
                + String.join("\",\"", selectors) + "\"]}]";
    }

    static StixVerdict read(String document) {
        return new StixReader().read(Bytes.ofUtf8(document));
    }

    static StixDocument valid(String document) {
        return switch (read(document)) {
            case StixVerdict.Valid valid -> valid.document();
            case StixVerdict.Refused refused -> throw new AssertionError(refused.reasons() + "\n" + document);
        };
    }

    /// The rule of the first reason, or "valid".
    static String rule(String document) {
        return switch (read(document)) {
            case StixVerdict.Valid valid -> "valid";
            case StixVerdict.Refused refused -> refused.reasons().getFirst().rule();
        };
    }
}

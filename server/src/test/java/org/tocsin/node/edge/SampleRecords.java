package org.tocsin.node.edge;

import java.util.UUID;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;

/// Small valid bundles for tests, each another one.
final class SampleRecords {
    private static final String NOTE = "a phishing wave against a power plant";

    private SampleRecords() {}

    /// A bundle with one incident under a marking of TLP 2.0.
    static Bytes bundle(int number, Tlp tlp) {
        return bundle(number, tlp, 1, NOTE);
    }

    /// A bundle with so many incidents, each described by a text.
    static Bytes bundle(int number, Tlp tlp, int incidents, String description) {
        StringBuilder text =
                new StringBuilder("{\"type\":\"bundle\",\"id\":\"bundle--" + id(number, 0) + "\",\"objects\":[");
        for (int i = 1; i <= incidents; i++) {
            text.append(i == 1 ? "" : ",\n ")
                    .append("{\"type\":\"incident\",\"spec_version\":\"2.1\",\"id\":\"incident--")
                    .append(id(number, i))
                    .append("\",\"created\":\"2026-11-01T00:00:00.000Z\",\"modified\":\"2026-11-01T00:00:00.000Z\",")
                    .append("\"name\":\"Incident ")
                    .append(number)
                    .append("\",\"description\":\"")
                    .append(description)
                    .append("\",\"object_marking_refs\":[\"")
                    .append(marking(tlp))
                    .append("\"]}");
        }
        return Bytes.ofUtf8(text.append("]}\n").toString());
    }

    private static String marking(Tlp tlp) {
        return "marking-definition--"
                + switch (tlp) {
                    case CLEAR -> "94868c89-83c2-464b-929b-a1a8aa3c8487";
                    case GREEN -> "bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
                    case AMBER -> "55d920b0-5e8b-4f79-9ee9-91f868d9b421";
                    case AMBER_STRICT -> "939a9414-2ddd-4d32-a0cd-375ea402b003";
                    case RED -> "e828b379-4e03-4974-9ac4-e53a884c97c1";
                };
    }

    private static String id(int number, int object) {
        return new UUID(0x4000L | ((long) number << 16), 0x8000000000000000L | object).toString();
    }
}

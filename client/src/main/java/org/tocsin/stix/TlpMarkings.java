package org.tocsin.stix;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Tlp;

/// The marking definitions whose meaning is fixed: TLP 1 of the specification and TLP 2.0 of OASIS. TLP 1 amber may
/// mean
/// either of TLP 2.0's, so it counts as the stricter.
///
/// Source: STIX 2.1 section 7.2.1.4; OASIS TLP 2.0 extension.
final class TlpMarkings {
    static final String TLP_2_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
    static final String IEP_EXTENSION = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a";
    static final String TLP_1_CREATED = "2017-01-20T00:00:00.000Z";

    /// TLP 1: the label of each id.
    static final Map<String, String> TLP_1 = Map.of(
            "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", "white",
            "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "green",
            "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "amber",
            "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red");

    /// TLP 2.0: the value of `tlp_2_0` of each id.
    static final Map<String, String> TLP_2 = Map.of(
            "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "clear",
            "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green",
            "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber",
            "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict",
            "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "red");

    private TlpMarkings() {}

    /// The level that a marking definition's id stands for, or null.
    static @Nullable Tlp ofId(String id) {
        String one = TLP_1.get(id);
        if (one != null) {
            return ofTlp1(one);
        }
        String two = TLP_2.get(id);
        return two == null
                ? null
                : switch (two) {
                    case "clear" -> Tlp.CLEAR;
                    case "green" -> Tlp.GREEN;
                    case "amber" -> Tlp.AMBER;
                    case "amber+strict" -> Tlp.AMBER_STRICT;
                    default -> Tlp.RED;
                };
    }

    /// The level of a label of TLP 1, as IEP 2.0 still uses them; RED if it is none.
    static Tlp ofTlp1(String label) {
        return switch (label) {
            case "white" -> Tlp.CLEAR;
            case "green" -> Tlp.GREEN;
            case "amber" -> Tlp.AMBER_STRICT;
            default -> Tlp.RED;
        };
    }
}

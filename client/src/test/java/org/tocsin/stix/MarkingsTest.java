package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Tlp;

/// What a document is marked with. Rule R-REC-8.
class MarkingsTest {
    private static final String OWN = Samples.id("marking-definition", 77);

    private static final List<String> TLP_1 = List.of(
            "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
            "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
            "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
            "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed");

    private static final List<Tlp> LEVELS = List.of(Tlp.values());

    private static final List<String> TLP_2 = List.of(
            "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1");

    @Test
    void aTlpMarkingIsKnownByItsIdWithoutItsDefinition() {
        List<Tlp> ofTlp1 = List.of(Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER_STRICT, Tlp.RED);
        for (int i = 0; i < TLP_1.size(); i++) {
            assertEquals(ofTlp1.get(i), marking(identity(1, TLP_1.get(i))));
        }
        for (int i = 0; i < TLP_2.size(); i++) {
            assertEquals(LEVELS.get(i), marking(identity(1, TLP_2.get(i))));
        }
    }

    @Test
    void theStrictestOfAllObjectsMarksTheRecord() {
        for (int a = 0; a < TLP_2.size(); a++) {
            for (int b = 0; b < TLP_2.size(); b++) {
                assertEquals(LEVELS.get(Math.max(a, b)), marking(identity(1, TLP_2.get(a)), identity(2, TLP_2.get(b))));
            }
        }
    }

    @Test
    void aRecordWithoutTlpIsRed() {
        StixDocument document = Samples.valid(Samples.bundle(Samples.sdo("identity", 1, "\"name\":\"N\"")));
        assertEquals(Tlp.RED, document.marking());
        assertEquals(Optional.empty(), document.stated());
        assertEquals(Tlp.RED, marking(statement(), identity(1, OWN)));
    }

    @Test
    void aMarkingThatMeansNothingKnownIsRed() {
        String green = identity(1, Samples.GREEN);
        assertEquals(Tlp.RED, marking(green, identity(2, OWN)));
        assertEquals(Tlp.GREEN, marking(green, identity(2, OWN), statement()));
        assertEquals(Tlp.RED, marking(green, identity(2, OWN), statement().replace("\"statement\",", "\"x-own\",")));
        assertEquals(
                Tlp.RED,
                marking(
                        green,
                        identity(2, OWN),
                        extended("extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce", "\"x_any\":1")));
    }

    @Test
    void anIepPolicyRestrictsButIsNoTlp() {
        String iep = extended("extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a", "\"tlp\":\"amber\"");
        assertEquals(Tlp.AMBER_STRICT, marking(iep, identity(1, Samples.GREEN), identity(2, OWN)));
        assertEquals(Tlp.RED, marking(iep, identity(2, OWN)));
        assertEquals(
                Tlp.GREEN, marking(iep.replace("\"tlp\"", "\"x_tlp\""), identity(1, Samples.GREEN), identity(2, OWN)));
    }

    @Test
    void aTlpDefinitionIsWordForWordOneOfThoseThatExist() {
        String one = "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" + TLP_1.get(1)
                + "\",\"created\":\"2017-01-20T00:00:00.000Z\",\"definition_type\":\"tlp\",\"name\":\"TLP:GREEN\",\"definition\":{\"tlp\":\"green\"}}";
        assertEquals("valid", Samples.rule(one));
        for (Map.Entry<String, String> wrong : Map.of(
                        "\"tlp\":\"green\"",
                        "\"tlp\":\"white\"",
                        TLP_1.get(1),
                        OWN,
                        "2017-01-20",
                        "2017-01-21",
                        "\"definition_type\":\"tlp\"",
                        "\"definition_type\":\"statement\"")
                .entrySet()) {
            String rule = Samples.rule(one.replace(wrong.getKey(), wrong.getValue()));
            assertEquals(wrong.getValue().contains("statement") ? "STIX-7.2-REQUIRED" : "STIX-7.2-TLP", rule);
        }
        String two = "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" + Samples.GREEN
                + "\",\"created\":\"2022-10-01T00:00:00.000Z\",\"name\":\"TLP:GREEN\",\"extensions\":{\"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d\":{\"extension_type\":\"property-extension\",\"tlp_2_0\":\"green\"}}}";
        assertEquals("valid", Samples.rule(two));
        for (String wrong : List.of("clear", "Green", "gr\u0435en", "green\u200b", "white")) {
            assertEquals("STIX-7.2-TLP2", Samples.rule(two.replace("\"green\"", "\"" + wrong + "\"")), wrong);
        }
        assertEquals("STIX-7.2-TLP2", Samples.rule(two.replace(Samples.GREEN, OWN)));
        assertEquals("STIX-7.2-TLP2", Samples.rule(two.replace("60a3c5c5", "60a3c5c6")));
    }

    @Test
    void granularMarkingsSelectWhatIsThere() {
        String references = "\"name\":\"N\",\"external_references\":[{\"source_name\":\"a\",\"description\":\"b\"}],";
        for (String good : List.of("name", "external_references.[0].source_name", "external_references.[0]", "id")) {
            assertEquals(
                    "valid",
                    Samples.rule(Samples.sdo("identity", 1, references + Samples.granular(Samples.RED, good))));
        }
        for (String bad : List.of(
                "",
                "Name",
                "roles",
                "name.x",
                "external_references.[1]",
                "external_references.0",
                "external_references.[0].url",
                "external_references.[]",
                "external_references.[-1]",
                "name.",
                ".name",
                "external_references.[99999999999]")) {
            assertEquals(
                    "STIX-7.2.3-SELECTOR",
                    Samples.rule(Samples.sdo("identity", 1, references + Samples.granular(Samples.RED, bad))),
                    bad);
        }
        String both = "\"name\":\"N\",\"granular_markings\":[{\"marking_ref\":\"" + Samples.RED
                + "\",\"lang\":\"ja\",\"selectors\":[\"name\"]}]";
        assertEquals("STIX-7.2.3-EXCLUSIVE", Samples.rule(Samples.sdo("identity", 1, both)));
        assertEquals(
                "STIX-7.2.3-EXCLUSIVE",
                Samples.rule(Samples.sdo(
                        "identity", 1, both.replace("marking_ref", "x_ref").replace("lang", "x_lang"))));
        assertEquals(
                "valid",
                Samples.rule(Samples.sdo("identity", 1, both.replace("\"marking_ref\":\"" + Samples.RED + "\",", ""))));
    }

    @Test
    void aMarkingDefinitionDoesNotMarkItself() {
        assertEquals(
                "STIX-7.2-CIRCULAR", Samples.rule(statement().replace("\"name\"", Samples.marked(OWN) + ",\"name\"")));
        assertEquals(
                "STIX-7.2-CIRCULAR",
                Samples.rule(statement().replace("\"name\"", Samples.granular(OWN, "name") + ",\"name\"")));
    }

    @Test
    void onlyPropertiesAboveTheirObjectAreStricter() {
        String object = Samples.sdo(
                "campaign",
                1,
                "\"name\":\"N\",\"description\":\"d\"," + Samples.marked(Samples.AMBER) + ",\"granular_markings\":["
                        + "{\"marking_ref\":\"" + Samples.GREEN + "\",\"selectors\":[\"name\"]},{\"marking_ref\":\""
                        + Samples.TLP_1_AMBER + "\",\"selectors\":[\"description\"]}]");
        StixDocument document = Samples.valid(object);
        assertEquals(
                Map.of("description", Tlp.AMBER_STRICT),
                document.objects().getFirst().stricter());
        assertEquals(Tlp.AMBER, document.marking());
        assertEquals(Optional.of(Tlp.AMBER_STRICT), document.stated());
    }

    @Test
    void theHeaderGathersWhatObjectsSay() {
        StixDocument document = Samples.valid(
                Samples.bundle(
                        Samples.sdo(
                                "identity",
                                1,
                                "\"name\":\"N\",\"sectors\":[\"energy\",\"defense\"],\"confidence\":85,\"lang\":\"ja\""),
                        Samples.sdo(
                                "location",
                                1,
                                "\"country\":\"jp\",\"confidence\":15,\"labels\":[\"rsit:fraud=\\\"masquerade\\\"\",\"rsit:\",\"x\"]"),
                        Samples.sdo(
                                "sighting",
                                1,
                                "\"sighting_of_ref\":\"" + Samples.id("tool", 1)
                                        + "\",\"first_seen\":\"2026-03-01T00:00:00.25Z\",\"last_seen\":\"2026-04-01T00:00:00Z\"")));
        StixDocument.Header header = document.header();
        assertEquals("[identity, location, sighting]", header.types().toString());
        assertEquals("[defense, energy]", header.sectors().toString());
        assertEquals("[JP]", header.countries().toString());
        assertEquals("[fraud/masquerade]", header.rsit().toString());
        assertEquals("[ja]", header.languages().toString());
        assertEquals(15, header.confidence().orElseThrow());
        assertEquals(
                "2026-03-01T00:00:00.250Z",
                header.occurred().orElseThrow().from().toString());
        assertEquals(
                "2026-04-01T00:00:00Z", header.occurred().orElseThrow().until().toString());
    }

    private static Tlp marking(String... objects) {
        return Samples.valid(Samples.bundle(objects)).marking();
    }

    private static String identity(int number, String marking) {
        return Samples.sdo("identity", number, "\"name\":\"N\"," + Samples.marked(marking));
    }

    private static String statement() {
        return definition("\"definition_type\":\"statement\",\"definition\":{\"statement\":\"s\"}");
    }

    private static String extended(String extension, String content) {
        return definition(
                "\"extensions\":{\"" + extension + "\":{\"extension_type\":\"property-extension\"," + content + "}}");
    }

    private static String definition(String content) {
        return "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" + OWN
                + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"name\":\"n\"," + content + "}";
    }
}

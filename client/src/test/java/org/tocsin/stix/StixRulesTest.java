package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;

/// One case at least for each rule of STIX 2.1 that the reader enforces, and one that just keeps it. Rule R-REC-4.
class StixRulesTest {
    private static final String PATTERN = "\"pattern\":\"[url:value = 'x']\",\"pattern_type\":\"stix\"";
    private static final String IDENTITY = "\"name\":\"N\"";

    @Test
    void aDocumentIsABundleOrOneObject() {
        assertEquals("valid", Samples.rule(Samples.sdo("identity", 1, IDENTITY)));
        assertEquals("R-REC-4", Samples.rule("[" + Samples.sdo("identity", 1, IDENTITY) + "]"));
        assertEquals("R-REC-4", Samples.rule("17"));
        assertEquals("R-REC-4", Samples.rule("{\"type\":\"bundle\",\"id\":\"" + Samples.id("bundle", 1) + "\"}"));
        assertEquals("JSON-SYNTAX", Samples.rule(""));
        assertEquals("JSON-SYNTAX", Samples.rule(Samples.sdo("identity", 1, IDENTITY) + "{}"));
        assertEquals("STIX-3.2-REQUIRED", Samples.rule("{\"objects\":[]}"));
        assertEquals("STIX-3.1-NAME", Samples.rule(Samples.bundle("{\"type\":\"bundle\",\"id\":\"bundle--1\"}")));
        assertEquals(
                "STIX-8.1-REQUIRED",
                Samples.rule("{\"type\":\"bundle\",\"objects\":[" + Samples.sdo("identity", 1, IDENTITY) + "]}"));
    }

    @Test
    void theTypeMayStandAnywhere() {
        String bundle = Samples.bundle(Samples.sdo("identity", 1, IDENTITY)).strip();
        String turned =
                "{" + bundle.substring("{\"type\":\"bundle\",".length(), bundle.length() - 1) + ",\"type\":\"bundle\"}";
        assertEquals("valid", Samples.rule(turned));
        String spelled = bundle.replaceFirst("bundle", "bund\\\\u006ce");
        assertEquals("valid", Samples.rule(spelled));
        assertEquals(StixDocument.Shape.BUNDLE, Samples.valid(spelled).shape());
    }

    @Test
    void stix20IsRefusedAndAStrayVersionOnABundleIsNot() {
        String object = Samples.sdo("identity", 1, IDENTITY);
        assertEquals("STIX-3.2-SPEC-VERSION", Samples.rule(object.replace("\"spec_version\":\"2.1\",", "")));
        assertEquals("STIX-3.2-SPEC-VERSION", Samples.rule(object.replace("2.1", "2.0")));
        assertEquals(
                "valid",
                Samples.rule(Samples.bundle(object).replace("\"objects\"", "\"spec_version\":\"2.0\",\"objects\"")));
    }

    @Test
    void bytesAndJsonAreStrict() {
        String good = Samples.sdo("identity", 1, "\"name\":\"@\"");
        assertEquals("JSON-UTF8", Samples.rule("\ufeff" + good));
        assertEquals("JSON-UTF8", bytes(good, new byte[] {(byte) 0xc0, (byte) 0xaf}));
        assertEquals("JSON-UTF8", bytes(good, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}));
        assertEquals("JSON-UTF8", bytes(good, new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}));
        assertEquals("JSON-UTF8", bytes(good, new byte[] {0}));
        assertEquals("valid", bytes(good, new byte[] {(byte) 0xf4, (byte) 0x8f, (byte) 0xbf, (byte) 0xbd}));
        for (String lone : List.of("\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800x\\udc00", "\\ud800\\\\udc00")) {
            assertEquals("JSON-SURROGATE", Samples.rule(good.replace("@", lone)), lone);
        }
        assertEquals("valid", Samples.rule(good.replace("@", "\\ud83d\\ude00 \\\\ud800")));
        for (String noncharacter :
                List.of("\ufdd0", "\uffff", "\\uFFFE", "\\ufdef", "\\ud83f\\udfff", "\ud83f\udffe")) {
            assertEquals("JSON-NONCHARACTER", Samples.rule(good.replace("@", noncharacter)));
        }
        assertEquals("JSON-DUPLICATE", Samples.rule(good.replace("}", ",\"na\\u006de\":\"x\"}")));
        assertEquals("JSON-SYNTAX", Samples.rule(good.replace("}", ",\"x_number\":NaN}")));
        assertEquals("JSON-NUMBER", Samples.rule(good.replace("}", ",\"x_number\":1.0000000000000e999}")));
    }

    private static String bytes(String document, byte[] inside) {
        byte[] text = document.getBytes(StandardCharsets.UTF_8);
        int at = document.indexOf('@');
        var out = new ByteArrayOutputStream();
        out.write(text, 0, at);
        out.writeBytes(inside);
        out.write(text, at + 1, text.length - at - 1);
        return switch (new StixReader().read(Bytes.wrap(out.toByteArray()))) {
            case StixVerdict.Valid valid -> "valid";
            case StixVerdict.Refused refused -> refused.reasons().getFirst().rule();
        };
    }

    @Test
    void commonPropertiesAreWhatTheyMustBe() {
        String good = Samples.sdo("identity", 1, IDENTITY);
        expect(
                "STIX-2.9-ID",
                good.replace("identity--0", "identity--g"),
                good.replace("identity--", "tool--"),
                good.replace("-8111-", "-c111-"));
        expect("STIX-3.2-REQUIRED", good.replace("\"type\":\"identity\",", ""));
        expect("STIX-3.2-REQUIRED", good.replace("\"created\"", "\"x_created\""));
        expect("STIX-4.5-REQUIRED", good.replace(",\"name\":\"N\"", ""));
        expect(
                "STIX-3.2-ORDER",
                good.replaceFirst("08:00:00.000Z", "08:00:00.0000001Z")
                        .replace("modified\":\"2026-11-01T08:00:00.0000001Z", "modified\":\"2026-11-01T08:00:00.000Z"));
        expect("STIX-3.2-PRECISION", good.replaceFirst("00\\.000Z", "00Z"), good.replaceFirst("00\\.000Z", "00.00Z"));
        expect(
                "STIX-2.16-TIMESTAMP",
                good.replaceFirst("2026-11-01T", "2026-11-31T"),
                good.replaceFirst("T08", "t08"),
                good.replaceFirst("000Z", "000+00:00"));
        with(
                "valid",
                "confidence\":100",
                "confidence\":0",
                "revoked\":true",
                "labels\":[\"a\"]",
                "lang\":\"es-419",
                "lang\":\"ja",
                "created_by_ref\":\"" + Samples.id("identity", 4));
        with("STIX-3.2-RANGE", "confidence\":101", "confidence\":-1");
        with("STIX-3.2-KIND", "revoked\":\"true", "labels\":\"a", "confidence\":1.5");
        with("STIX-4.5-KIND", "description\":5", "roles\":\"a");
        with("STIX-2.11-EMPTY", "labels\":[]", "x_list\":[]");
        with("STIX-2.3-EMPTY", "x_dict\":{}");
        with("STIX-2-NULL", "x_null\":null", "x_deep\":{\"a\":[1,{\"b\":null}]}");
        with("STIX-3.2-LANGUAGE", "lang\":\"foo", "lang\":\"e_n", "lang\":\"");
        with("STIX-3.2-REFERENCE", "created_by_ref\":\"" + Samples.id("tool", 4));
        with("STIX-3.2-FORBIDDEN", "defanged\":true");
        with("STIX-3.1-RESERVED", "severity\":1", "username\":\"u", "phone_number\":\"1", "action\":\"a");
        with("STIX-3.1-NAME", "x-y\":1", "X_y\":1", "x_Y\":1", "ab\":1", "1ab\":1");
    }

    /// An identity with one more member, spelled without its first quote and, for strings, its last.
    private static void with(String rule, String... members) {
        for (String member : members) {
            boolean open = member.chars().filter(c -> c == '"').count() % 2 == 0;
            expect(rule, Samples.sdo("identity", 1, IDENTITY + ",\"" + member + (open ? "\"" : "")));
        }
    }

    private static void expect(String rule, String... documents) {
        for (String document : documents) {
            assertEquals(rule, Samples.rule(document), document);
        }
    }

    @Test
    void externalReferencesHashesAndKillChainsAreWhatTheyMustBe() {
        with(
                "valid",
                "external_references\":[{\"source_name\":\"cve\",\"external_id\":\"CVE-2026-12345\"}]",
                "external_references\":[{\"source_name\":\"s\",\"url\":\"https://a.example/\",\"hashes\":{\"MD5\":\"00112233445566778899aabbccddeeff\",\"X-Own\":\"z\"}}]");
        with(
                "STIX-2.5-REQUIRED",
                "external_references\":[{\"source_name\":\"s\"}]",
                "external_references\":[{\"url\":\"https://a.example/\"}]");
        with("STIX-2.5-URL", "external_references\":[{\"source_name\":\"s\",\"url\":\"a.example\"}]");
        with(
                "STIX-4.19-CVE",
                "external_references\":[{\"source_name\":\"cve\",\"external_id\":\"CVE-2026-123\"}]",
                "external_references\":[{\"source_name\":\"cve\",\"external_id\":\"cve-2026-1234\"}]");
        with("STIX-4.1-CAPEC", "external_references\":[{\"source_name\":\"capec\",\"external_id\":\"163\"}]");
        expect("STIX-2.7-HASH", Samples.sco("file", 1, "\"hashes\":{\"SHA-256\":\"00\"}"));
        expect(
                "STIX-2.11-REQUIRED",
                Samples.sdo("tool", 1, "\"name\":\"t\",\"kill_chain_phases\":[{\"phase_name\":\"p\"}]"));
    }

    @Test
    void sdosKeepTheRulesOfTheirTypes() {
        expect(
                "valid",
                Samples.sdo(
                        "indicator",
                        1,
                        PATTERN
                                + ",\"valid_from\":\"2026-01-01T00:00:00Z\",\"valid_until\":\"2026-01-01T00:00:00.1Z\""));
        expect(
                "STIX-4.7-ORDER",
                Samples.sdo(
                        "indicator",
                        1,
                        PATTERN
                                + ",\"valid_from\":\"2026-01-01T00:00:00Z\",\"valid_until\":\"2026-01-01T00:00:00.000Z\""));
        expect(
                "STIX-9-PATTERN",
                Samples.sdo("indicator", 1, PATTERN.replace("[", "") + ",\"valid_from\":\"2026-01-01T00:00:00Z\""));
        expect(
                "STIX-4.2-ORDER",
                Samples.sdo(
                        "campaign",
                        1,
                        "\"name\":\"c\",\"first_seen\":\"2026-01-02T00:00:00Z\",\"last_seen\":\"2026-01-01T00:00:00Z\""));
        expect("STIX-4.3-RESERVED", Samples.sdo("course-of-action", 1, "\"name\":\"c\",\"action\":\"x\""));
        expect(
                "STIX-4.10-REQUIRED",
                Samples.sdo("location", 1, "\"name\":\"l\""),
                Samples.sdo("location", 1, "\"country\":\"jp\",\"latitude\":1"),
                Samples.sdo("location", 1, "\"country\":\"jp\",\"precision\":1"));
        expect("STIX-4.10-RANGE", Samples.sdo("location", 1, "\"latitude\":90.1,\"longitude\":0"));
        expect(
                "STIX-4.11-REQUIRED",
                Samples.sdo("malware", 1, "\"name\":\"m\""),
                Samples.sdo("malware", 1, "\"is_family\":true"));
        expect("valid", Samples.sdo("malware", 1, "\"is_family\":false"));
        expect(
                "STIX-4.11-REFERENCE",
                Samples.sdo("malware", 1, "\"is_family\":false,\"sample_refs\":[\"" + Samples.id("url", 1) + "\"]"));
        expect("STIX-4.12-REQUIRED", Samples.sdo("malware-analysis", 1, "\"product\":\"p\""));
        expect(
                "STIX-4.15-ENUM",
                Samples.sdo("opinion", 1, "\"opinion\":\"maybe\",\"object_refs\":[\"" + Samples.id("tool", 1) + "\"]"));
        String observed =
                "\"first_observed\":\"2026-01-01T00:00:00Z\",\"last_observed\":\"2026-01-01T00:00:00Z\",\"number_observed\":";
        String url = "\"object_refs\":[\"" + Samples.id("url", 1) + "\"]";
        expect("valid", Samples.sdo("observed-data", 1, observed + "1," + url));
        expect(
                "STIX-4.14-RANGE",
                Samples.sdo("observed-data", 1, observed + "0," + url),
                Samples.sdo("observed-data", 1, observed + "1000000000," + url));
        expect("STIX-4.14-REQUIRED", Samples.sdo("observed-data", 1, observed + "1"));
        expect(
                "STIX-4.14-EXCLUSIVE",
                Samples.sdo("observed-data", 1, observed + "1,\"objects\":{\"0\":{\"type\":\"url\"}}," + url));
        expect(
                "STIX-4.14-REFERENCE",
                Samples.sdo("observed-data", 1, observed + "1," + url.replace("url--", "relationship--")),
                Samples.sdo("observed-data", 1, observed + "1," + url.replace("url--", "tool--")));
    }

    @Test
    void relationshipsJoinWhatTheyMayJoin() {
        String good = "\"relationship_type\":\"uses\",\"source_ref\":\"" + Samples.id("tool", 1)
                + "\",\"target_ref\":\"" + Samples.id("url", 1) + "\"";
        expect(
                "valid",
                Samples.sdo("relationship", 1, good),
                Samples.sdo("relationship", 1, good.replace("tool--", "x-own-type--")));
        for (String type : List.of(
                "relationship",
                "sighting",
                "bundle",
                "language-content",
                "marking-definition",
                "extension-definition")) {
            expect("STIX-5.1-REFERENCE", Samples.sdo("relationship", 1, good.replace("tool--", type + "--")));
        }
        expect(
                "STIX-5.1-NAME",
                Samples.sdo("relationship", 1, good.replace("uses", "Uses")),
                Samples.sdo("relationship", 1, good.replace("uses", "us_es")));
        expect(
                "STIX-5.1-ORDER",
                Samples.sdo(
                        "relationship",
                        1,
                        good + ",\"start_time\":\"2026-01-01T00:00:00Z\",\"stop_time\":\"2026-01-01T00:00:00Z\""));
        expect(
                "STIX-5.2-REFERENCE",
                Samples.sdo("sighting", 1, "\"sighting_of_ref\":\"" + Samples.id("url", 1) + "\""),
                Samples.sdo(
                        "sighting",
                        1,
                        "\"sighting_of_ref\":\"" + Samples.id("tool", 1) + "\",\"where_sighted_refs\":[\""
                                + Samples.id("tool", 1) + "\"]"));
        expect(
                "STIX-5.2-RANGE",
                Samples.sdo(
                        "sighting", 1, "\"sighting_of_ref\":\"" + Samples.id("tool", 1) + "\",\"count\":1000000000"));
    }

    @Test
    void observablesKeepTheRulesOfTheirTypes() {
        expect(
                "STIX-6.1-REQUIRED",
                Samples.sco("artifact", 1, "\"mime_type\":\"a/b\""),
                Samples.sco("artifact", 1, "\"url\":\"https://a.example/\""),
                Samples.sco("artifact", 1, "\"payload_bin\":\"AAAA\",\"decryption_key\":\"k\""));
        expect(
                "STIX-6.1-EXCLUSIVE",
                Samples.sco(
                        "artifact",
                        1,
                        "\"payload_bin\":\"AAAA\",\"hashes\":{\"MD5\":\"00112233445566778899aabbccddeeff\"},\"url\":\"https://a.example/\""));
        expect(
                "STIX-2.1-BINARY",
                Samples.sco("artifact", 1, "\"payload_bin\":\"AAA\""),
                Samples.sco("artifact", 1, "\"payload_bin\":\"A===\""),
                Samples.sco("artifact", 1, "\"payload_bin\":\"AA=A\""));
        expect("STIX-2.8-HEX", Samples.sco("file", 1, "\"name\":\"f\",\"magic_number_hex\":\"abc\""));
        expect("STIX-6.3-CHARSET", Samples.sco("directory", 1, "\"path\":\"p\",\"path_enc\":\"bla.bla\""));
        expect("valid", Samples.sco("directory", 1, "\"path\":\"p\",\"path_enc\":\"cesu-8\""));
        expect("STIX-6.5-ADDRESS", Samples.sco("email-addr", 1, "\"value\":\"A <a@b.example>\""));
        expect(
                "STIX-6.6-EXCLUSIVE",
                Samples.sco("email-message", 1, "\"is_multipart\":true,\"subject\":\"s\",\"body\":\"b\""),
                Samples.sco(
                        "email-message",
                        1,
                        "\"is_multipart\":false,\"subject\":\"s\",\"body_multipart\":[{\"body\":\"b\"}]"));
        expect(
                "STIX-6.6-KIND",
                Samples.sco("email-message", 1, "\"is_multipart\":false,\"additional_header_fields\":{\"X\":\"y\"}"));
        expect("STIX-6.7-REQUIRED", Samples.sco("file", 1, "\"size\":1"));
        expect("STIX-6.7-RANGE", Samples.sco("file", 1, "\"name\":\"f\",\"size\":-1"));
        expect(
                "STIX-6.7.6-PRECISION",
                Samples.sco(
                        "file",
                        1,
                        "\"name\":\"f\",\"extensions\":{\"windows-pebinary-ext\":{\"pe_type\":\"exe\",\"time_date_stamp\":\"2026-01-01T00:00:00.0Z\"}}"));
        expect("STIX-3.2-EXTENSION", Samples.sco("file", 1, "\"name\":\"f\",\"extensions\":{\"x-foo\":{\"a\":1}}"));
        expect("STIX-6.12-REQUIRED", Samples.sco("network-traffic", 1, "\"protocols\":[\"tcp\"]"));
        String traffic = "\"protocols\":[\"tcp\"],\"src_ref\":\"" + Samples.id("ipv4-addr", 1) + "\"";
        expect("valid", Samples.sco("network-traffic", 1, traffic + ",\"src_port\":65535"));
        expect("STIX-6.12-RANGE", Samples.sco("network-traffic", 1, traffic + ",\"src_port\":65536"));
        expect(
                "STIX-6.12-EXCLUSIVE",
                Samples.sco("network-traffic", 1, traffic + ",\"is_active\":true,\"end\":\"2026-01-01T00:00:00Z\""));
        expect("STIX-6.12-REFERENCE", Samples.sco("network-traffic", 1, traffic.replace("ipv4-addr--", "file--")));
        expect("STIX-6.13-REQUIRED", Samples.sco("process", 1, "\"defanged\":true"));
        expect("STIX-6.14-CPE", Samples.sco("software", 1, "\"name\":\"s\",\"cpe\":\"cpe:/a:b\""));
        expect("valid", Samples.sco("software", 1, "\"name\":\"s\",\"cpe\":\"cpe:2.3:a:b:c\\\\:d:1:*:*:*:*:*:*:*\""));
        expect("STIX-6.15-URL", Samples.sco("url", 1, "\"value\":\"https://a.example/ b\""));
        expect("STIX-6.17-HIVE", Samples.sco("windows-registry-key", 1, "\"key\":\"hklm\\\\x\""));
        expect("STIX-6.17.2-ENUM", Samples.sco("windows-registry-key", 1, "\"values\":[{\"data_type\":\"REG_X\"}]"));
        expect("STIX-6.10-MAC", Samples.sco("mac-addr", 1, "\"value\":\"AA:bb:cc:dd:ee:ff\""));
        expect("STIX-2.9-UUIDV4", Samples.sco("process", 1, "\"pid\":1").replace("-4111-", "-5111-"));
    }

    @Test
    void addressesAreAddressesOrBlocks() {
        for (String good : List.of("0.0.0.0", "198.51.100.3/32", "10.0.0.0/0")) {
            expect("valid", Samples.sco("ipv4-addr", 1, "\"value\":\"" + good + "\""));
        }
        for (String bad : List.of(
                "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/01", "1..3.4")) {
            expect("STIX-6.8-IPV4", Samples.sco("ipv4-addr", 1, "\"value\":\"" + bad + "\""));
        }
        for (String good : List.of(
                "::",
                "::1",
                "1::",
                "2001:db8::/32",
                "1:2:3:4:5:6:7:8",
                "::ffff:198.51.100.3",
                "1:2:3:4:5:6:1.2.3.4",
                "fe80::1/128",
                "1:2:3:4:5:6:7::")) {
            expect("valid", Samples.sco("ipv6-addr", 1, "\"value\":\"" + good + "\""));
        }
        for (String bad : List.of(
                "",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7",
                "::/129",
                "::/00",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3",
                "1:2:3:4:5:6:7:8::")) {
            expect("STIX-6.9-IPV6", Samples.sco("ipv6-addr", 1, "\"value\":\"" + bad + "\""));
        }
    }

    @Test
    void extensionsOfTheIncidentSuiteKeepTheirEnumerations() {
        String core =
                "\"name\":\"i\",\"extensions\":{\"extension-definition--ef765651-680c-498d-9894-99799f2fa126\":{\"extension_type\":\"property-extension\",\"investigation_status\":\"open\",\"determination\":\"confirmed\",\"criticality\":100,\"x_unknown\":[]}}";
        expect("STIX-2.11-EMPTY", Samples.sdo("incident", 1, core));
        String good = core.replace("[]", "[1]");
        expect("valid", Samples.sdo("incident", 1, good));
        expect(
                "STIX-ext-ENUM",
                Samples.sdo("incident", 1, good.replace("confirmed", "maybe")),
                Samples.sdo("incident", 1, good.replace("property-extension", "new-sdo")));
        expect("STIX-ext-RANGE", Samples.sdo("incident", 1, good.replace("100", "101")));
        expect("STIX-ext-REQUIRED", Samples.sdo("incident", 1, good.replace("determination", "x_det")));
        String event =
                "\"status\":\"ongoing\",\"extensions\":{\"extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e\":{\"extension_type\":\"new-sdo\"}}";
        expect("valid", Samples.sdo("event", 1, event), Samples.sdo("event", 1, "\"status\":\"anything\""));
        expect("STIX-ext-ENUM", Samples.sdo("event", 1, event.replace("ongoing", "anything")));
    }

    @Test
    void unknownTypesArePreservedAndHeldToTheCommonRules() {
        expect(
                "valid",
                Samples.sdo("x-own", 1, "\"x_any\":{\"Whatever\":[[],{}]}"),
                Samples.sco("x-own-observable", 1, "\"value\":1"));
        expect(
                "STIX-3.2-REQUIRED",
                Samples.sdo("x-own", 1, "").replace("\"modified\"", "\"x_modified\""),
                Samples.sdo("x-own", 1, "").replace("\"spec_version\"", "\"x_version\""));
        expect("STIX-3.1-NAME", Samples.sdo("x--own", 1, ""), Samples.sdo("Xown", 1, ""));
    }

    @Test
    void aPropertyThatATypeDoesNotHaveMayHoldAnything() {
        for (String value : List.of("\"high\"", "-5", "99999", "{\"a\":1}", "[1]", "true", "[\"rsit:a=\\\"b\\\"\"]")) {
            for (String name : List.of(
                    "confidence", "lang", "labels", "created", "modified", "revoked", "country", "first_seen")) {
                expect("valid", Samples.sco("mutex", 1, "\"name\":\"m\",\"" + name + "\":" + value));
            }
        }
    }

    @Test
    void metaObjectsKeepTheirRules() {
        expect(
                "STIX-7.1-LANGUAGE",
                Samples.sdo(
                        "language-content",
                        1,
                        "\"object_ref\":\"" + Samples.id("tool", 1) + "\",\"contents\":{\"e_n\":{\"name\":\"n\"}}"));
        expect(
                "valid",
                Samples.sdo(
                        "language-content",
                        1,
                        "\"object_ref\":\"" + Samples.id("tool", 1)
                                + "\",\"contents\":{\"ja\":{\"name\":\"\u9053\u5177\"}}"));
        expect(
                "STIX-7.1-FORBIDDEN",
                Samples.sdo(
                        "language-content",
                        1,
                        "\"lang\":\"es\",\"object_ref\":\"" + Samples.id("tool", 1)
                                + "\",\"contents\":{\"ja\":{\"name\":\"n\"}}"));
        String extension = "\"created_by_ref\":\"" + Samples.id("identity", 1)
                + "\",\"name\":\"e\",\"schema\":\"s\",\"version\":\"1\",\"extension_types\":[\"new-sdo\"]";
        expect("valid", Samples.sdo("extension-definition", 1, extension));
        expect("STIX-7.3-ENUM", Samples.sdo("extension-definition", 1, extension.replace("new-sdo", "new")));
        expect(
                "STIX-7.3-EXCLUSIVE",
                Samples.sdo("extension-definition", 1, extension + ",\"extension_properties\":[\"abc\"]"));
        expect(
                "STIX-7.3-REQUIRED",
                Samples.sdo("extension-definition", 1, extension.substring(extension.indexOf("\"name\""))));
        expect(
                "STIX-7.2-FORBIDDEN",
                Samples.sdo(
                        "marking-definition",
                        1,
                        "\"definition_type\":\"statement\",\"definition\":{\"statement\":\"s\"}"));
    }

    @Test
    void versionsOfOneObjectInABundleAgree() {
        String first = Samples.sdo("identity", 1, IDENTITY);
        String same = first.replace(",\"name\":\"N\"", "")
                .replace("\"type\"", "\"name\":\"N\",\"type\"")
                .replace("created\":", "created\" : ");
        String later = first.replace("modified\":\"2026-11-01T08:00:00.000Z", "modified\":\"2026-11-01T08:00:00.001Z");
        expect("valid", Samples.bundle(first, same), Samples.bundle(first, later), Samples.bundle(later, first));
        expect(
                "STIX-3.6-CONFLICT",
                Samples.bundle(first, first.replace("\"N\"", "\"M\"")),
                Samples.bundle(
                        first,
                        later,
                        first.replace("\"N\"", "\"M\"")
                                .replace(
                                        "modified\":\"2026-11-01T08:00:00.000Z",
                                        "modified\":\"2026-11-01T08:00:00.0000Z")));
        expect(
                "STIX-3.6-CREATED",
                Samples.bundle(first, later.replace("created\":\"2026-11-01T08", "created\":\"2026-11-01T07")));
        expect(
                "STIX-3.6-REVOKED",
                Samples.bundle(first.replace("}", ",\"revoked\":true}"), later),
                Samples.bundle(later, first.replace("}", ",\"revoked\":true}")));
        expect("valid", Samples.bundle(first, later.replace("}", ",\"revoked\":true}")));
    }
}

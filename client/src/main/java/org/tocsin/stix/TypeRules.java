package org.tocsin.stix;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The rules between the properties of one object: what orders, needs or excludes what.
///
/// Source: the sections named with each rule, STIX 2.1.
final class TypeRules {
    /// The properties that a deterministic id is made of. Section 2.9 and the type's own.
    private static final Map<String, List<String>> CONTRIBUTING = Map.ofEntries(
            Map.entry("artifact", List.of("hashes", "payload_bin")),
            Map.entry("email-message", List.of("from_ref", "subject", "body")),
            Map.entry("file", List.of("hashes", "name", "extensions", "parent_directory_ref")),
            Map.entry("process", List.of()),
            Map.entry("user-account", List.of("account_type", "user_id", "account_login")),
            Map.entry("windows-registry-key", List.of("key", "values")),
            Map.entry("x509-certificate", List.of("hashes", "serial_number")));

    private static final Set<String> SHORT_HIVES = Set.of("HKLM", "HKCC", "HKCR", "HKCU", "HKU");
    private static final List<String> ANY_SCO =
            List.of("type", "id", "spec_version", "defanged", "object_marking_refs", "granular_markings");

    private final Tape tape;
    private final ObjectRules rules;

    TypeRules(Tape tape, ObjectRules rules) {
        this.tape = tape;
        this.rules = rules;
    }

    void check(String type, SpecTables.Shape shape) {
        String section = shape.section;
        if (shape.role != SpecTables.Role.SCO) {
            ordered("created", "modified", "3.2", false);
        }
        switch (type) {
            case "campaign", "infrastructure", "intrusion-set", "threat-actor", "sighting" ->
                ordered("first_seen", "last_seen", section, false);
            case "malware" -> {
                ordered("first_seen", "last_seen", section, false);
                int family = tape.member(0, "is_family");
                if (family >= 0 && tape.kind(family) == Tape.TRUE && !has("name")) {
                    rules.add("name", section, "REQUIRED", "is required of a malware family");
                }
            }
            case "malware-analysis" -> oneOf(section, "result", "analysis_sco_refs");
            case "indicator" -> indicator(section);
            case "location" -> location(section);
            case "observed-data" -> observedData(section);
            case "relationship" -> relationship(section);
            case "artifact" -> artifact(section);
            case "email-message" -> emailMessage(section);
            case "email-addr" -> emailAddress(section);
            case "file" -> oneOf(section, "hashes", "name");
            case "network-traffic" -> networkTraffic(section);
            case "process", "user-account", "x509-certificate", "windows-registry-key" -> {
                atLeastOne(section);
                registryKey(section);
            }
            case "extension-definition" -> extensionDefinition(section);
            default -> {}
        }
        deterministicId(type);
    }

    private boolean has(String property) {
        return tape.member(0, property) >= 0;
    }

    private boolean isTrue(String property) {
        int node = tape.member(0, property);
        return node >= 0 && tape.kind(node) == Tape.TRUE;
    }

    private boolean isFalse(String property) {
        int node = tape.member(0, property);
        return node >= 0 && tape.kind(node) == Tape.FALSE;
    }

    private void ordered(String earlier, String later, String section, boolean strictly) {
        int from = timestamp(earlier);
        int until = timestamp(later);
        if (from < 0 || until < 0) {
            return;
        }
        int order = Timestamps.compare(tape, from, until);
        if (order > 0 || (strictly && order == 0)) {
            rules.add(
                    later,
                    section,
                    "ORDER",
                    strictly ? "must be later than " + earlier : "must not be before " + earlier);
        }
    }

    private int timestamp(String property) {
        int node = tape.member(0, property);
        return node >= 0
                        && tape.kind(node) == Tape.STRING
                        && Timestamps.second(tape.pool(), tape.start(node), tape.length(node)) != Timestamps.INVALID
                ? node
                : -1;
    }

    private void oneOf(String section, String one, String other) {
        if (!has(one) && !has(other)) {
            rules.add(one, section, "REQUIRED", one + " or " + other + " is required");
        }
    }

    private void both(String section, String one, String other) {
        if (has(one) && !has(other)) {
            rules.add(other, section, "REQUIRED", "is required with " + one);
        }
    }

    private void exclusive(String section, String one, String other) {
        if (has(one) && has(other)) {
            rules.add(other, section, "EXCLUSIVE", "must not be present with " + one);
        }
    }

    private void indicator(String section) {
        ordered("valid_from", "valid_until", section, true);
        int type = tape.member(0, "pattern_type");
        int pattern = tape.member(0, "pattern");
        if (type >= 0 && pattern >= 0 && tape.textIs(type, "stix") && tape.kind(pattern) == Tape.STRING) {
            String wrong = new PatternGrammar(tape.pool(), tape.start(pattern), tape.length(pattern)).check();
            if (!wrong.isEmpty()) {
                rules.add("pattern", "9", "PATTERN", "is no STIX pattern: " + wrong);
            }
        }
    }

    private void location(String section) {
        both(section, "latitude", "longitude");
        both(section, "longitude", "latitude");
        both(section, "precision", "latitude");
        if (!has("region") && !has("country") && !has("latitude")) {
            rules.add("region", section, "REQUIRED", "region, country, or latitude and longitude are required");
        }
    }

    private void observedData(String section) {
        ordered("first_observed", "last_observed", section, false);
        oneOf(section, "object_refs", "objects");
        exclusive(section, "object_refs", "objects");
        int refs = tape.member(0, "object_refs");
        if (refs < 0 || tape.kind(refs) != Tape.ARRAY) {
            return;
        }
        for (int item = refs + 1; item < tape.end(refs); item = tape.end(item)) {
            if (tape.kind(item) == Tape.STRING) {
                int type = Formats.identifierType(tape.pool(), tape.start(item), tape.length(item));
                if (type > 0 && rules.tables().isTarget("@sco", new String(tape.pool(), tape.start(item), type))) {
                    return;
                }
            }
        }
        rules.add("object_refs", section, "REFERENCE", "must refer to at least one observable");
    }

    private void relationship(String section) {
        ordered("start_time", "stop_time", section, true);
        int type = tape.member(0, "relationship_type");
        if (type < 0 || tape.kind(type) != Tape.STRING) {
            return;
        }
        for (int i = tape.start(type); i < tape.start(type) + tape.length(type); i++) {
            char c = tape.pool()[i];
            if (!Formats.isLower(c) && !Formats.isDigit(c) && c != '-') {
                rules.add("relationship_type", section, "NAME", "may hold a-z, 0-9 and hyphens only");
                return;
            }
        }
    }

    private void artifact(String section) {
        oneOf(section, "payload_bin", "url");
        exclusive(section, "payload_bin", "url");
        both(section, "url", "hashes");
        both(section, "decryption_key", "encryption_algorithm");
    }

    private void emailMessage(String section) {
        if (isTrue("is_multipart") && has("body")) {
            rules.add("body", section, "EXCLUSIVE", "must not be present in a multipart message");
        }
        if (isFalse("is_multipart") && has("body_multipart")) {
            rules.add("body_multipart", section, "EXCLUSIVE", "must not be present unless is_multipart is true");
        }
        int parts = tape.member(0, "body_multipart");
        if (parts < 0 || tape.kind(parts) != Tape.ARRAY) {
            return;
        }
        for (int part = parts + 1; part < tape.end(parts); part = tape.end(part)) {
            if (tape.kind(part) == Tape.OBJECT
                    && tape.member(part, "body") < 0
                    && tape.member(part, "body_raw_ref") < 0) {
                rules.broken(part, "6.6.2", "REQUIRED", "body or body_raw_ref is required");
            }
        }
    }

    private void emailAddress(String section) {
        int value = tape.member(0, "value");
        if (value < 0 || tape.kind(value) != Tape.STRING) {
            return;
        }
        String text = tape.text(value);
        if (text.indexOf('@') < 0 || text.indexOf('<') >= 0 || text.indexOf('>') >= 0) {
            rules.add("value", section, "ADDRESS", "is no e-mail address without a display name");
        }
    }

    private void networkTraffic(String section) {
        oneOf(section, "src_ref", "dst_ref");
        ordered("start", "end", section, false);
        if (isTrue("is_active") && has("end")) {
            rules.add("end", section, "EXCLUSIVE", "must not be present while is_active is true");
        }
    }

    private void atLeastOne(String section) {
        for (int child = 1; child < tape.end(0); child = tape.end(child)) {
            if (!ANY_SCO.contains(String.valueOf(tape.name(child)))) {
                return;
            }
        }
        rules.add("", section, "REQUIRED", "at least one property of the type is required");
    }

    private void registryKey(String section) {
        int key = tape.member(0, "key");
        if (key < 0 || tape.kind(key) != Tape.STRING || !tape.textIs(tape.member(0, "type"), "windows-registry-key")) {
            return;
        }
        String text = tape.text(key);
        int slash = text.indexOf('\\');
        String hive = slash < 0 ? text : text.substring(0, slash);
        if (SHORT_HIVES.contains(hive.toUpperCase(Locale.ROOT))) {
            rules.add("key", section, "HIVE", "must spell its hive in full (HKEY_LOCAL_MACHINE, not HKLM)");
        }
    }

    private void extensionDefinition(String section) {
        int types = tape.member(0, "extension_types");
        if (!has("extension_properties") || types < 0) {
            return;
        }
        for (int item = types + 1; item < tape.end(types); item = tape.end(item)) {
            if (tape.textIs(item, "toplevel-property-extension")) {
                return;
            }
        }
        rules.add("extension_properties", section, "EXCLUSIVE", "goes with toplevel-property-extension only");
    }

    /// Without any property that a deterministic id is made of, an observable's id is a random one. Section 2.9.
    private void deterministicId(String type) {
        List<String> contributing = CONTRIBUTING.get(type);
        if (contributing == null) {
            return;
        }
        for (String property : contributing) {
            if (has(property)) {
                return;
            }
        }
        int id = tape.member(0, "id");
        if (id < 0
                || tape.kind(id) != Tape.STRING
                || Formats.identifierType(tape.pool(), tape.start(id), tape.length(id)) < 0) {
            return;
        }
        if (Formats.uuidVersion(tape.pool(), tape.start(id), tape.length(id)) != '4') {
            rules.add("id", "2.9", "UUIDV4", "must be a random UUID: no property of the object contributes to its id");
        }
    }
}

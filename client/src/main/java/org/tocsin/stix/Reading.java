package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.stix.SpecTables.Shape;
import org.tocsin.stix.StixDocument.Entry;

/// The reading of one document: one pass over its tokens, one object on the tape at a time. What is a document says
/// rule
/// R-REC-4, its limits R-LIM-2, its marking R-REC-8.
final class Reading {
    private static final String DOCUMENT = "document";

    private final byte[] bytes;
    private final StrictJson json;
    private final Findings findings;
    private final SpecTables tables = SpecTables.STIX_2_1;
    private final Tape tape;
    private final ObjectRules rules;
    private final TypeRules typeRules;
    private final MarkingRules markingRules;
    private final MarkingLedger markings = new MarkingLedger();
    private final HeaderFacts facts = new HeaderFacts();
    private final VersionRules versions;
    private final List<Place> places = new ArrayList<>();
    private boolean bundle;
    private int objects;
    private int behind;

    private record Place(String id, String type, int from, int to) {}

    Reading(byte[] bytes, StrictJson json, Tape tape, Findings findings) {
        this.bytes = bytes;
        this.json = json;
        this.tape = tape;
        this.findings = findings;
        rules = new ObjectRules(tape, findings);
        typeRules = new TypeRules(tape, rules);
        markingRules = new MarkingRules(tape, rules);
        versions = new VersionRules(bytes, findings);
    }

    /// The document, or null if there are findings.
    @Nullable
    StixDocument document() throws JsonFault {
        JsonToken first = json.next();
        if (first == null) {
            throw new JsonFault("JSON-SYNTAX", "is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            findings.add(DOCUMENT, "", "R-REC-4", "is neither a bundle nor a STIX object");
            json.end();
            return null;
        }
        bundle = "bundle".equals(DocumentType.of(bytes));
        if (bundle) {
            members();
        } else {
            int from = json.tokenFrom();
            tape.read(json, first);
            object(from, json.tokenTo());
        }
        json.end();
        if (!findings.isEmpty()) {
            return null;
        }
        int frame = bytes.length - places.getLast().to() + places.getFirst().from();
        if (frame > StixLimits.FRAGMENT_BYTES_MAX) {
            throw tooLarge("the text around the objects", frame);
        }
        return result();
    }

    private StixDocument result() {
        MarkingLedger.Resolved resolved = markings.resolve();
        List<Entry> entries = new ArrayList<>(places.size());
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            entries.add(new Entry(
                    place.id,
                    place.type,
                    place.from,
                    place.to,
                    resolved.objects().get(i),
                    resolved.stricter().get(i)));
        }
        return new StixDocument(
                bundle ? StixDocument.Shape.BUNDLE : StixDocument.Shape.OBJECT,
                entries,
                resolved.record(),
                resolved.stated(),
                facts.header());
    }

    private void members() throws JsonFault {
        boolean identified = false;
        boolean held = false;
        while (json.next() == JsonToken.FIELD_NAME) {
            String name = json.memberName();
            JsonToken value = next();
            switch (name) {
                case "objects" -> {
                    held = true;
                    objects(value);
                }
                case "id" -> {
                    identified = true;
                    identity(value);
                }
                default -> {
                    if (!Formats.isPropertyName(name)) {
                        findings.add(
                                DOCUMENT,
                                name,
                                "STIX-3.1-NAME",
                                "is no property name: a-z, 0-9 and _, 3 to 250 of them");
                    }
                    tape.read(json, value);
                    rules.anything(DOCUMENT);
                }
            }
        }
        if (!identified) {
            findings.add(DOCUMENT, "id", "STIX-8.1-REQUIRED", "is required by bundle");
        }
        if (!held) {
            findings.add(DOCUMENT, "objects", "R-REC-4", "is missing: a record holds at least one object");
        }
    }

    private JsonToken next() throws JsonFault {
        JsonToken token = json.next();
        if (token == null) {
            throw new JsonFault("JSON-SYNTAX", "ends too early");
        }
        return token;
    }

    private void identity(JsonToken value) throws JsonFault {
        tape.read(json, value);
        boolean good = value == JsonToken.VALUE_STRING
                && Formats.identifierType(tape.pool(), tape.start(0), tape.length(0)) == "bundle".length()
                && tape.text(0).startsWith("bundle--");
        if (!good) {
            findings.add(DOCUMENT, "id", "STIX-2.9-ID", "is no identifier of a bundle: bundle--UUID");
        }
    }

    private void objects(JsonToken value) throws JsonFault {
        if (value != JsonToken.START_ARRAY) {
            findings.add(DOCUMENT, "objects", "STIX-8.1-KIND", "must be a list");
            tape.read(json, value);
            return;
        }
        JsonToken token = item();
        if (token == JsonToken.END_ARRAY) {
            findings.add(DOCUMENT, "objects", "STIX-2.11-EMPTY", "is an empty list");
            return;
        }
        while (token != JsonToken.END_ARRAY) {
            int from = json.tokenFrom();
            tape.read(json, token);
            int to = json.tokenTo();
            if (token == JsonToken.START_OBJECT) {
                object(from, to);
            } else {
                findings.add(DOCUMENT, "objects.[" + objects + "]", "STIX-8.1-KIND", "must be an object");
            }
            objects++;
            token = item();
        }
    }

    private JsonToken item() throws JsonFault {
        try {
            return next();
        } catch (JsonFault fault) {
            boolean full = objects == StixLimits.OBJECTS_MAX && fault.rule().equals("LIMIT-MEMBERS");
            throw full
                    ? StrictJson.limit("OBJECTS", "has too many objects", "OBJECTS_MAX", StixLimits.OBJECTS_MAX)
                    : fault;
        }
    }

    private void object(int from, int to) throws JsonFault {
        int lead = objects == 0 ? 0 : from - behind;
        behind = to;
        if (to - from + lead > StixLimits.FRAGMENT_BYTES_MAX) {
            throw tooLarge("object " + objects, to - from + lead);
        }
        int before = findings.size();
        String type = tape.string(0, "type");
        String id = tape.string(0, "id");
        String name = id != null ? id : bundle ? "objects.[" + objects + "]" : DOCUMENT;
        if (type == null) {
            findings.add(name, "type", "STIX-3.2-REQUIRED", "is required, as a string");
            return;
        }
        Shape shape = tables.type(type);
        if (shape == null) {
            custom(name, type);
            shape = tables.customObject();
        }
        rules.check(name, shape);
        if (id != null && !id.startsWith(type + "--")) {
            rules.add("id", "2.9", "ID", "does not begin with the object's type");
        }
        typeRules.check(type, shape);
        int granular = tape.member(0, "granular_markings");
        if (granular >= 0) {
            markingRules.granular(granular);
        }
        boolean definition = type.equals("marking-definition");
        if (definition && id != null) {
            markingRules.definition(id);
        }
        if (findings.size() == before && id != null) {
            markings.add(tape, id, definition);
            facts.add(tape, type);
            versions.add(tape, id, from, to);
            places.add(new Place(id, type, from, to));
        }
    }

    /// What an object of an unknown type must have: with `created` or `modified` it is versioned as SDOs are, else it
    /// is
    /// taken for an observable.
    private void custom(String name, String type) {
        if (type.equals("bundle") || !Formats.isTypeName(type.toCharArray(), 0, type.length())) {
            findings.add(name, "type", "STIX-3.1-NAME", "is no object type");
        }
        boolean versioned = tape.member(0, "created") >= 0 || tape.member(0, "modified") >= 0;
        if (!versioned) {
            return;
        }
        for (String property : List.of("spec_version", "created", "modified")) {
            if (tape.member(0, property) < 0) {
                findings.add(name, property, "STIX-3.2-REQUIRED", "is required of a versioned object");
            }
        }
    }

    private static JsonFault tooLarge(String what, int bytes) {
        return StrictJson.limit(
                "FRAGMENT", what + " has " + bytes + " bytes", "FRAGMENT_BYTES_MAX", StixLimits.FRAGMENT_BYTES_MAX);
    }
}

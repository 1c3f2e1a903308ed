package org.tocsin.stix;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.stix.SpecTables.Property;
import org.tocsin.stix.SpecTables.Role;
import org.tocsin.stix.SpecTables.Shape;

/// The rules of one object that the property tables carry: what must be there, and what each value must be. What the
/// tables do not know is looked at only for what STIX forbids everywhere, and kept.
final class ObjectRules {
    private static final Set<String> RESERVED = Set.of("severity", "username", "phone_number", "action");

    private final SpecTables tables = SpecTables.STIX_2_1;
    private final Tape tape;
    private final Findings findings;
    private final ExtensionRules extensions;
    private final NestedRules nested;
    private int root;
    private String object = "";
    private String section = "";
    private boolean observable;

    ObjectRules(Tape tape, Findings findings) {
        this.tape = tape;
        this.findings = findings;
        this.extensions = new ExtensionRules(tape, this);
        this.nested = new NestedRules(tape, this);
    }

    /// Checks the object at the root of the tape against the shape of its type; `object` names it in reasons.
    void check(String name, Shape shape) {
        root = 0;
        object = name;
        observable = shape.role == Role.SCO;
        members(0, shape, true);
    }

    /// The members of an object of a known shape. At the top level, names that the shape lacks must be fit for a custom
    /// property.
    void members(int node, Shape shape, boolean topLevel) {
        String outer = section;
        section = shape.section;
        long present = 0;
        for (int child = node + 1; child < tape.end(node); child = tape.end(child)) {
            String name = String.valueOf(tape.name(child));
            Property property = shape.property(name);
            if (property != null) {
                present |= property.bit();
                section = property.section();
                value(property.kind(), child);
            } else {
                if (topLevel && RESERVED.contains(name)) {
                    broken(child, "3.1", "RESERVED", "is a reserved name");
                } else if (topLevel && !Formats.isPropertyName(name)) {
                    broken(child, "3.1", "NAME", "is no property name: a-z, 0-9 and _, 3 to 250 of them");
                }
                anything(child);
            }
        }
        if ((shape.required() & ~present) != 0) {
            missing(node, shape, present);
        }
        section = outer;
    }

    private void missing(int node, Shape shape, long present) {
        String path = tape.path(root, node);
        for (Property absent : shape.properties()) {
            if (!absent.required() || (present & absent.bit()) != 0) {
                continue;
            }
            String property = path.isEmpty() ? absent.name() : path + "." + absent.name();
            if (absent.name().equals("spec_version")) {
                add(property, "3.2", "SPEC-VERSION", "is missing: this is STIX 2.0, or no STIX; only 2.1 is read");
            } else {
                add(property, absent.section(), "REQUIRED", "is required by " + shape.name);
            }
        }
    }

    /// Looks at the value on the tape alone: a member of a bundle that is none of its own.
    void anything(String name) {
        root = 0;
        object = name;
        anything(0);
    }

    /// A value that nothing is known of: STIX has no null, and the value itself is no empty list or dictionary. What an
    /// unknown structure holds inside is carried through (ATT&CK has empty lists there).
    void anything(int node) {
        if (tape.length(node) == 0 && tape.kind(node) == Tape.ARRAY) {
            broken(node, "2.11", "EMPTY", "is an empty list");
        } else if (tape.length(node) == 0 && tape.kind(node) == Tape.OBJECT) {
            broken(node, "2.3", "EMPTY", "is an empty dictionary");
        }
        for (int at = node; at < tape.end(node); at++) {
            if (tape.kind(at) == Tape.NULL) {
                broken(at, "2", "NULL", "is null, which is not a STIX value");
            }
        }
    }

    void value(Kind kind, int node) {
        if (!kind.list()) {
            single(kind, node);
            return;
        }
        if (tape.kind(node) != Tape.ARRAY) {
            broken(node, section, "KIND", "must be a list");
            return;
        }
        if (tape.length(node) == 0) {
            broken(node, "2.11", "EMPTY", "is an empty list");
        }
        for (int item = node + 1; item < tape.end(node); item = tape.end(item)) {
            single(kind, item);
        }
    }

    private void single(Kind kind, int node) {
        switch (kind.form()) {
            case STRING,
                    TIMESTAMP,
                    TIMESTAMP_MS,
                    TIMESTAMP_S,
                    HEX,
                    BINARY,
                    ENUM,
                    LANG,
                    URL,
                    CHARSET,
                    CPE,
                    IPV4,
                    IPV6,
                    MAC,
                    ID,
                    REF,
                    VERSION -> {
                if (tape.kind(node) != Tape.STRING) {
                    broken(node, section, "KIND", "must be a string");
                } else {
                    text(kind, node);
                }
            }
            case BOOLEAN -> require(isBoolean(node), node, "a boolean");
            case BOOLEAN_OR_STRING ->
                require(isBoolean(node) || tape.kind(node) == Tape.STRING, node, "a boolean or a string");
            case INTEGER -> integer(kind, node);
            case FLOAT -> real(kind, node);
            case SCALAR ->
                require(
                        tape.kind(node) == Tape.STRING || tape.kind(node) == Tape.INTEGER,
                        node,
                        "an integer or a string");
            case OBJECT -> {
                require(tape.kind(node) == Tape.OBJECT, node, "an object");
                anything(node);
            }
            case DICT -> dictionary(node, kind.item());
            case HASHES -> nested.hashes(node);
            case STRUCT -> struct(kind.label(), node);
            case EXTENSIONS -> extensions.check(root, node);
            case OBSERVABLES -> extensions.observables(node);
            case CONTENTS -> nested.translations(node);
            case RESERVED -> broken(node, section, "RESERVED", "is reserved");
            case FORBIDDEN -> broken(node, section, "FORBIDDEN", "must not be present");
        }
    }

    private boolean isBoolean(int node) {
        return tape.kind(node) == Tape.TRUE || tape.kind(node) == Tape.FALSE;
    }

    private void text(Kind kind, int node) {
        char[] text = tape.pool();
        int from = tape.start(node);
        int length = tape.length(node);
        switch (kind.form()) {
            case TIMESTAMP, TIMESTAMP_MS, TIMESTAMP_S -> timestamp(kind, node);
            case REF -> reference(kind, node);
            case ID -> {
                if (Formats.identifierType(text, from, length) < 0) {
                    broken(node, "2.9", "ID", "is no identifier: type--UUID");
                }
            }
            case ENUM -> {
                if (!tables.enumHolds(kind.label(), tape.text(node))) {
                    broken(node, section, "ENUM", "is none of " + kind.label());
                }
            }
            case HEX -> format(Formats.isHex(text, from, length), node, "2.8", "HEX", "is not hexadecimal");
            case BINARY -> format(Formats.isBase64(text, from, length), node, "2.1", "BINARY", "is not base64");
            case LANG ->
                format(
                        Registries.isLanguageTag(tape.text(node)),
                        node,
                        section,
                        "LANGUAGE",
                        "is no language tag of RFC 5646");
            case URL -> format(Formats.isUrl(text, from, length), node, section, "URL", "is no URL");
            case CHARSET ->
                format(
                        Registries.isCharset(tape.text(node)),
                        node,
                        section,
                        "CHARSET",
                        "is no character set of the IANA registry");
            case CPE -> format(Formats.isCpe(text, from, length), node, section, "CPE", "is no CPE 2.3 name");
            case IPV4 ->
                format(Addresses.isIpv4(text, from, length), node, section, "IPV4", "is no IPv4 address or block");
            case IPV6 ->
                format(Addresses.isIpv6(text, from, length), node, section, "IPV6", "is no IPv6 address or block");
            case MAC ->
                format(
                        Formats.isMac(text, from, length),
                        node,
                        section,
                        "MAC",
                        "is no MAC address in lower case with colons");
            case VERSION ->
                format(
                        tape.textIs(node, "2.1"),
                        node,
                        "3.2",
                        "SPEC-VERSION",
                        "is not 2.1, the only version that is read");
            default -> {}
        }
    }

    private void timestamp(Kind kind, int node) {
        if (Timestamps.second(tape.pool(), tape.start(node), tape.length(node)) == Timestamps.INVALID) {
            broken(node, "2.16", "TIMESTAMP", "is no timestamp: YYYY-MM-DDTHH:mm:ss[.s+]Z");
            return;
        }
        int digits = Timestamps.fractionDigits(tape.length(node));
        if (kind.form() == Kind.Form.TIMESTAMP_MS && digits < 3) {
            broken(node, "3.2", "PRECISION", "must be precise to the millisecond");
        } else if (kind.form() == Kind.Form.TIMESTAMP_S && digits > 0) {
            broken(node, section, "PRECISION", "must be precise to the second");
        }
    }

    private void reference(Kind kind, int node) {
        char[] text = tape.pool();
        int from = tape.start(node);
        int length = tape.length(node);
        int type = observable
                ? Formats.looseIdentifierType(text, from, length)
                : Formats.identifierType(text, from, length);
        if (type < 0) {
            broken(node, "2.9", "ID", "is no identifier: type--UUID");
            return;
        }
        String name = new String(text, from, type);
        for (String target : kind.targets()) {
            if (tables.isTarget(target, name)) {
                return;
            }
        }
        broken(node, section, "REFERENCE", "must not refer to an object of type " + name);
    }

    private void integer(Kind kind, int node) {
        if (tape.kind(node) != Tape.INTEGER) {
            broken(node, section, "KIND", "must be an integer");
            return;
        }
        long value = Long.parseLong(tape.text(node));
        if (value < kind.min() || value > kind.max()) {
            broken(node, section, "RANGE", "must lie in " + kind.min() + " to " + kind.max());
        }
    }

    private void real(Kind kind, int node) {
        if (tape.kind(node) != Tape.INTEGER && tape.kind(node) != Tape.FLOAT) {
            broken(node, section, "KIND", "must be a number");
            return;
        }
        double value = Double.parseDouble(tape.text(node));
        if (value < kind.min() || value > kind.max()) {
            broken(node, section, "RANGE", "must lie in " + kind.min() + " to " + kind.max());
        }
    }

    void dictionary(int node, @Nullable Kind item) {
        if (tape.kind(node) != Tape.OBJECT) {
            broken(node, section, "KIND", "must be a dictionary");
            return;
        }
        if (tape.length(node) == 0) {
            broken(node, "2.3", "EMPTY", "is an empty dictionary");
        }
        for (int child = node + 1; child < tape.end(node); child = tape.end(child)) {
            if (!Formats.isDictionaryKey(String.valueOf(tape.name(child)))) {
                broken(child, "2.3", "KEY", "is no dictionary key: a-z, A-Z, 0-9, - and _, up to 250 of them");
            }
            if (item == null) {
                anything(child);
            } else {
                value(item, child);
            }
        }
    }

    private void struct(String name, int node) {
        Shape shape = tables.struct(name);
        if (shape == null) {
            throw new IllegalStateException("stix21.table: no struct " + name);
        }
        if (tape.kind(node) != Tape.OBJECT) {
            broken(node, section, "KIND", "must be an object");
            return;
        }
        if (tape.length(node) == 0) {
            broken(node, shape.section, "EMPTY", "is empty");
            return;
        }
        members(node, shape, false);
        if (name.equals("external-reference")) {
            nested.externalReference(node);
        }
    }

    private void require(boolean good, int node, String what) {
        if (!good) {
            broken(node, section, "KIND", "must be " + what);
        }
    }

    private void format(boolean good, int node, String where, String rule, String text) {
        if (!good) {
            broken(node, where, rule, text);
        }
    }

    /// Reports what is wrong with a node, under the section that says so.
    void broken(int node, String where, String rule, String text) {
        add(tape.path(root, node), where, rule, text);
    }

    void add(String property, String where, String rule, String text) {
        findings.add(object, property, "STIX-" + where + "-" + rule, text);
    }

    SpecTables tables() {
        return tables;
    }
}

package org.tocsin.stix;

import org.jspecify.annotations.Nullable;
import org.tocsin.stix.SpecTables.Shape;

/// The rules of `extensions`: predefined ones by name, others by the id of their definition; and of the containers that
/// nest whole observables.
///
/// Source: STIX 2.1 sections 3.2 and 7.3; the OASIS incident extension suite.
final class ExtensionRules {
    private static final String DEFINITION = "extension-definition--";

    private final Tape tape;
    private final ObjectRules rules;

    ExtensionRules(Tape tape, ObjectRules rules) {
        this.tape = tape;
        this.rules = rules;
    }

    void check(int root, int node) {
        if (tape.kind(node) != Tape.OBJECT || tape.length(node) == 0) {
            rules.broken(node, "3.2", "KIND", "must be a dictionary that is not empty");
            return;
        }
        for (int child = node + 1; child < tape.end(node); child = tape.end(child)) {
            String key = String.valueOf(tape.name(child));
            if (tape.kind(child) != Tape.OBJECT || tape.length(child) == 0) {
                rules.broken(child, "3.2", "KIND", "must be an object with at least one property");
            } else if (key.startsWith(DEFINITION)) {
                defined(root, child, key);
            } else {
                predefined(child, key);
            }
        }
    }

    private void defined(int root, int node, String key) {
        if (Formats.identifierType(key.toCharArray(), 0, key.length()) != DEFINITION.length() - 2) {
            rules.broken(node, "7.3", "ID", "is no identifier of an extension definition");
        }
        int type = tape.member(node, "extension_type");
        if (type >= 0
                && !(tape.kind(type) == Tape.STRING
                        && rules.tables().enumHolds("extension-type-enum", tape.text(type)))) {
            rules.broken(type, "7.3", "ENUM", "is none of extension-type-enum");
        }
        Shape known = rules.tables().extension(key);
        if (known != null) {
            rules.members(node, known, false);
        } else {
            rules.anything(node);
        }
        Shape custom = rules.tables().customType(key);
        if (custom != null && tape.textIs(tape.member(root, "type"), custom.name)) {
            rules.members(root, custom, false);
        }
    }

    private void predefined(int node, String key) {
        @Nullable Shape shape = key.endsWith("-ext") ? rules.tables().struct(key) : null;
        if (shape != null) {
            rules.members(node, shape, false);
            return;
        }
        if (!key.endsWith("-ext")) {
            rules.broken(node, "3.2", "EXTENSION", "is neither a predefined extension nor the id of a definition");
        }
        rules.anything(node);
    }

    /// The deprecated container of observables without ids.
    void observables(int node) {
        rules.dictionary(node, null);
        if (tape.kind(node) != Tape.OBJECT) {
            return;
        }
        for (int child = node + 1; child < tape.end(node); child = tape.end(child)) {
            if (tape.kind(child) != Tape.OBJECT || tape.string(child, "type") == null) {
                rules.broken(child, "4.14", "KIND", "must be an observable with a type");
            }
        }
    }
}

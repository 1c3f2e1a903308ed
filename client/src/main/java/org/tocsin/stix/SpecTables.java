package org.tocsin.stix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The property tables of STIX 2.1, read once from the resource `stix21.table`, which says its own format.
final class SpecTables {
    /// The tables of this module.
    static final SpecTables STIX_2_1 = load();

    /// The role of an object type, which decides its common properties.
    enum Role {
        SDO,
        SRO,
        SCO,
        META,
        CUSTOM
    }

    /// One property of a shape, and the section that defines it. `bit` is its own, for the set of what is required and
    /// present.
    record Property(String name, long bit, boolean required, Kind kind, String section) {}

    /// The properties of an object type or of a nested struct.
    static final class Shape {
        final String name;
        final Role role;
        final String section;
        private final Map<String, Property> properties = new LinkedHashMap<>();
        private long required;

        Shape(String name, Role role, String section) {
            this.name = name;
            this.role = role;
            this.section = section;
        }

        @Nullable
        Property property(String name) {
            return properties.get(name);
        }

        long required() {
            return required;
        }

        /// Its properties, in the order of the table.
        Iterable<Property> properties() {
            return properties.values();
        }

        /// A type may demand what its common properties only allow.
        private void add(String name, boolean isRequired, Kind kind, String where) {
            Property common = properties.get(name);
            long bit = common == null ? 1L << properties.size() : common.bit;
            if (bit == 0 || properties.size() >= Long.SIZE || (common != null && !isRequired)) {
                throw new IllegalStateException("stix21.table: " + this.name + "." + name);
            }
            properties.put(name, new Property(name, bit, isRequired, kind, where));
            if (isRequired) {
                required |= bit;
            }
        }
    }

    private final Map<String, Shape> classes = new HashMap<>();
    private final Map<String, Shape> customs = new HashMap<>();
    private final Map<String, Shape> structs = new HashMap<>();
    private final Map<String, String> extensions = new HashMap<>();
    private final Map<String, Set<String>> enums = new HashMap<>();

    private SpecTables() {}

    /// The shape of an object type of the specification, or null.
    @Nullable
    Shape type(String name) {
        return classes.get(name);
    }

    /// The shape of a type of an extension, by the extension's id, or null.
    @Nullable
    Shape customType(String extension) {
        return customs.get(extension);
    }

    /// The shape of a nested struct, or null.
    @Nullable
    Shape struct(String name) {
        return structs.get(name);
    }

    /// The shape of the content of an extension that is known by its id, or null.
    @Nullable
    Shape extension(String id) {
        String name = extensions.get(id);
        return name == null ? null : structs.get(name);
    }

    boolean enumHolds(String name, String value) {
        Set<String> values = enums.get(name);
        return values != null && values.contains(value);
    }

    Shape customObject() {
        return common(Role.CUSTOM);
    }

    /// Whether a reference to this type may stand where `target` is asked for. Types that the specification does not
    /// know pass for any class of types.
    boolean isTarget(String target, String type) {
        if (!target.startsWith("@")) {
            return target.equals(type);
        }
        if (type.equals("bundle")) {
            return false;
        }
        Shape shape = classes.get(type);
        if (shape == null) {
            return true;
        }
        return switch (target) {
            case "@any" -> true;
            case "@sco" -> shape.role == Role.SCO;
            case "@identity" -> type.equals("identity");
            case "@sdo" -> shape.role == Role.SDO;
            case "@end" -> shape.role == Role.SDO || shape.role == Role.SCO;
            case "@observed" -> shape.role == Role.SCO || shape.role == Role.SRO;
            default -> throw new IllegalStateException("stix21.table: " + target);
        };
    }

    private Shape common(Role role) {
        Shape shape =
                structs.get("common-" + (role == Role.SRO ? "sdo" : role.name().toLowerCase(Locale.ROOT)));
        if (shape == null) {
            throw new IllegalStateException("stix21.table: no common properties of " + role);
        }
        return shape;
    }

    private static SpecTables load() {
        SpecTables tables = new SpecTables();
        try (InputStream in = SpecTables.class.getResourceAsStream("stix21.table")) {
            if (in == null) {
                throw new IllegalStateException("stix21.table is missing");
            }
            Shape shape = null;
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
            for (String line : lines) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    shape = tables.line(line.split(" "), shape);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tables;
    }

    private @Nullable Shape line(String[] words, @Nullable Shape shape) {
        switch (words[0]) {
            case "class" -> {
                Role role = Role.valueOf(words[2].toUpperCase(Locale.ROOT));
                Shape type = new Shape(words[1], role, role == Role.CUSTOM ? "ext" : words[3]);
                if (role == Role.CUSTOM) {
                    customs.put(words[3], type);
                } else {
                    common(role).properties.forEach((name, p) -> type.add(name, p.required, p.kind, p.section));
                    classes.put(words[1], type);
                }
                return type;
            }
            case "struct" -> {
                Shape struct = new Shape(words[1], Role.CUSTOM, words[2]);
                structs.put(words[1], struct);
                return struct;
            }
            case "ext" -> extensions.put(words[1], words[2]);
            case "enum" -> enums.put(words[1], Set.copyOf(List.of(words).subList(2, words.length)));
            default -> property(words, shape);
        }
        return shape;
    }

    private static void property(String[] words, @Nullable Shape shape) {
        if (shape == null || words.length != 2) {
            throw new IllegalStateException("stix21.table: " + String.join(" ", words));
        }
        boolean required = words[0].endsWith("!");
        String name = required ? words[0].substring(0, words[0].length() - 1) : words[0];
        shape.add(name, required, kind(words[1]), shape.section);
    }

    private static Kind kind(String text) {
        boolean list = text.startsWith("[");
        String bare = list ? text.substring(1, text.length() - 1) : text;
        int open = bare.indexOf('(');
        String word = open < 0 ? bare : bare.substring(0, open);
        String inside = open < 0 ? "" : bare.substring(open + 1, bare.length() - 1);
        long min = -StixLimits.INTEGER_MAX;
        long max = StixLimits.INTEGER_MAX;
        Set<String> targets = new HashSet<>();
        Kind item = null;
        Kind.Form form = form(word);
        String label = word;
        switch (form) {
            case INTEGER, FLOAT -> {
                if (!inside.isEmpty()) {
                    int comma = inside.indexOf(',');
                    min = Long.parseLong(inside, 0, comma, 10);
                    max = comma + 1 == inside.length() ? max : Long.parseLong(inside, comma + 1, inside.length(), 10);
                }
            }
            case REF -> targets.addAll(List.of(inside.split(",")));
            case ENUM -> label = inside;
            case DICT -> item = inside.isEmpty() ? null : kind(inside);
            default -> {}
        }
        return new Kind(form, list, label, min, max, Set.copyOf(targets), item);
    }

    private static Kind.Form form(String word) {
        for (Kind.Form form : Kind.Form.values()) {
            if (form.name().replace('_', '-').equalsIgnoreCase(word)) {
                return form;
            }
        }
        return Kind.Form.STRUCT;
    }
}

package org.tocsin.stix;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;

/// Looks into the objects and properties of a record, as far as it takes to tell which of them an agreement withholds.
/// Rule R-REL-8.
public final class ContentGlance {
    private final Map<Long, Seen> objects = new LinkedHashMap<>();
    private final Set<String> creators = new HashSet<>();
    private final Set<String> targets = new HashSet<>();
    private final Tape tape = new Tape();

    /// One object. `members` are those that its own fragment holds, `marked` those that its granular markings name.
    private static final class Seen {
        private String type = "";
        private @Nullable String id;
        private @Nullable String relationship;
        private @Nullable String target;
        private final Set<String> members = new HashSet<>();
        private final Set<String> marked = new HashSet<>();
    }

    private ContentGlance() {}

    /// What the objects are, by their fragments and those of their properties.
    ///
    /// @throws IllegalArgumentException if one of them cannot be read
    public static List<ContentPart> of(List<Fragment> fragments) {
        ContentGlance glance = new ContentGlance();
        for (Fragment fragment : fragments) {
            if (fragment instanceof Fragment.StixObject object) {
                glance.read(object.order(), object.body(), true);
            }
        }
        for (Fragment fragment : fragments) {
            if (fragment instanceof Fragment.Property property) {
                glance.read(property.objectOrder(), alone(property.body()), false);
            }
        }
        return glance.parts();
    }

    /// As `of`, when it is first asked for.
    public static Supplier<List<ContentPart>> lazily(List<Fragment> fragments) {
        return new Supplier<>() {
            private @Nullable List<ContentPart> known;

            @Override
            public synchronized List<ContentPart> get() {
                List<ContentPart> parts = known == null ? of(fragments) : known;
                known = parts;
                return parts;
            }
        };
    }

    /// A property as an object of its own: the comma in front of it becomes the brace.
    private static Bytes alone(Bytes property) {
        int comma = 0;
        while (comma < property.length() && property.array()[comma] != ',') {
            comma++;
        }
        if (comma == property.length()) {
            throw new IllegalArgumentException("a property without its comma");
        }
        byte[] object = new byte[property.length() - comma + 1];
        System.arraycopy(property.array(), comma, object, 0, property.length() - comma);
        object[0] = '{';
        object[object.length - 1] = '}';
        return Bytes.wrap(object);
    }

    private void read(long order, Bytes body, boolean whole) {
        try {
            StrictJson json = new StrictJson(body.array());
            tape.read(json, Objects.requireNonNull(json.next(), "an object"));
        } catch (JsonFault fault) {
            throw new IllegalArgumentException("a part that is no JSON: " + fault.text(), fault);
        }
        if (tape.kind(0) != Tape.OBJECT) {
            throw new IllegalArgumentException("a part that is no object");
        }
        Seen seen = objects.computeIfAbsent(order, first -> new Seen());
        for (int child = 1; child < tape.end(0); child = tape.end(child)) {
            String name = String.valueOf(tape.name(child));
            if (whole) {
                seen.members.add(name);
            }
            member(seen, name, child);
        }
    }

    private void member(Seen seen, String name, int node) {
        switch (name) {
            case "type" -> seen.type = tape.text(node);
            case "id" -> seen.id = tape.text(node);
            case "created_by_ref" -> creators.add(tape.text(node));
            case "relationship_type" -> seen.relationship = tape.text(node);
            case "target_ref" -> seen.target = tape.text(node);
            case "granular_markings" -> granular(seen, node);
            default -> {}
        }
    }

    /// A granular marking with a language marks nothing as less for anybody.
    private void granular(Seen seen, int markings) {
        for (int item = markings + 1; item < tape.end(markings); item = tape.end(item)) {
            int selectors = tape.kind(item) == Tape.OBJECT ? tape.member(item, "selectors") : -1;
            if (selectors < 0 || tape.member(item, "marking_ref") < 0) {
                continue;
            }
            for (int at = selectors + 1; at < tape.end(selectors); at = tape.end(at)) {
                String selector = tape.text(at);
                int dot = selector.indexOf('.');
                seen.marked.add(dot < 0 ? selector : selector.substring(0, dot));
            }
        }
    }

    private List<ContentPart> parts() {
        for (Seen seen : objects.values()) {
            if (seen.target != null && "targets".equals(seen.relationship)) {
                targets.add(seen.target);
            }
        }
        List<ContentPart> parts = new ArrayList<>(objects.size());
        objects.forEach((order, seen) -> {
            boolean marked = seen.members.stream().anyMatch(seen.marked::contains);
            String id = String.valueOf(seen.id);
            parts.add(new ContentPart(order, seen.type, creators.contains(id), targets.contains(id), marked));
        });
        return List.copyOf(parts);
    }
}

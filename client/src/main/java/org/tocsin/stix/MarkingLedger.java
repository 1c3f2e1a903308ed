package org.tocsin.stix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Tlp;

/// What the objects of one document are marked with, resolved once all of them are read: a definition may stand behind
/// the objects that refer to it. A reference whose meaning stays unknown counts as RED.
final class MarkingLedger {
    /// What a definition of a known kind says: a level, or (a statement) nothing about redistribution.
    private record Meaning(@Nullable Tlp level) {}

    private record Open(int object, String property, String ref) {}

    private final List<@Nullable Tlp> own = new ArrayList<>();
    private final List<Open> open = new ArrayList<>(0);
    private final Map<String, @Nullable Meaning> definitions = new HashMap<>();
    private boolean anyTlp;

    /// Takes in the object at the root of the tape, the next one of the document.
    void add(Tape tape, String id, boolean isDefinition) {
        int index = own.size();
        own.add(null);
        int refs = tape.member(0, "object_marking_refs");
        if (refs >= 0) {
            for (int item = refs + 1; item < tape.end(refs); item = tape.end(item)) {
                note(index, "", tape.text(item));
            }
        }
        int granular = tape.member(0, "granular_markings");
        if (granular >= 0) {
            for (int item = granular + 1; item < tape.end(granular); item = tape.end(item)) {
                granular(tape, index, item);
            }
        }
        if (isDefinition) {
            definitions.put(id, meaning(tape));
        }
    }

    private void note(int index, String property, String ref) {
        Tlp level = TlpMarkings.ofId(ref);
        if (level == null || !property.isEmpty()) {
            open.add(new Open(index, property, ref));
            return;
        }
        anyTlp = true;
        own.set(index, strictest(own.get(index), level));
    }

    private void granular(Tape tape, int index, int item) {
        String ref = tape.string(item, "marking_ref");
        int selectors = tape.member(item, "selectors");
        if (ref == null || selectors < 0) {
            return;
        }
        for (int at = selectors + 1; at < tape.end(selectors); at = tape.end(at)) {
            String selector = tape.text(at);
            int dot = selector.indexOf('.');
            note(index, dot < 0 ? selector : selector.substring(0, dot), ref);
        }
    }

    private static @Nullable Meaning meaning(Tape tape) {
        int extensions = tape.member(0, "extensions");
        if (extensions >= 0) {
            int iep = tape.member(extensions, TlpMarkings.IEP_EXTENSION);
            if (iep < 0) {
                // What PAP says is what may be done, not who may have it.
                return tape.member(extensions, HandlingFacts.PAP_EXTENSION) < 0 ? null : new Meaning(null);
            }
            if (tape.member(iep, "tlp") < 0) {
                return new Meaning(null);
            }
            String label = tape.string(iep, "tlp");
            return new Meaning(label == null ? Tlp.RED : TlpMarkings.ofTlp1(label));
        }
        return tape.textIs(tape.member(0, "definition_type"), "statement") ? new Meaning(null) : null;
    }

    /// What all objects together come to. `stricter` holds, for each object, the top-level properties that are marked
    /// more strictly than the object.
    record Resolved(Tlp record, Optional<Tlp> stated, List<Tlp> objects, List<SortedMap<String, Tlp>> stricter) {}

    Resolved resolve() {
        List<Open> granular = new ArrayList<>(0);
        Tlp restriction = null;
        for (Open reference : open) {
            if (!reference.property().isEmpty()) {
                granular.add(reference);
                continue;
            }
            Tlp level = level(reference.ref());
            if (level != null) {
                own.set(reference.object(), strictest(own.get(reference.object()), level));
            }
        }
        for (Tlp level : own) {
            restriction = strictest(restriction, level);
        }
        Tlp record = anyTlp && restriction != null ? restriction : Tlp.RED;
        List<Tlp> objects = new ArrayList<>(own.size());
        List<SortedMap<String, Tlp>> stricter = new ArrayList<>(own.size());
        for (Tlp level : own) {
            objects.add(level == null ? record : level);
            stricter.add(Collections.emptySortedMap());
        }
        for (Open reference : granular) {
            Tlp level = level(reference.ref());
            restriction = strictest(restriction, level);
            if (level != null && level.isStricterThan(objects.get(reference.object()))) {
                SortedMap<String, Tlp> properties = new TreeMap<>(stricter.get(reference.object()));
                properties.merge(reference.property(), level, Tlp::strictest);
                stricter.set(reference.object(), properties);
            }
        }
        return new Resolved(record, Optional.ofNullable(restriction), objects, stricter);
    }

    private @Nullable Tlp level(String ref) {
        Tlp known = TlpMarkings.ofId(ref);
        if (known != null) {
            return known;
        }
        if (!definitions.containsKey(ref)) {
            return HandlingFacts.isPap(ref) ? null : Tlp.RED;
        }
        Meaning meaning = definitions.get(ref);
        return meaning == null ? Tlp.RED : meaning.level();
    }

    private static @Nullable Tlp strictest(@Nullable Tlp a, @Nullable Tlp b) {
        return a == null ? b : b == null ? a : Tlp.strictest(a, b);
    }
}

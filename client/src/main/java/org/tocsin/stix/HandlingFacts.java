package org.tocsin.stix;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordPolicy;

/// Gathers how the content wants to be handled, beside TLP: markings of the Permissible Actions Protocol and policies
/// of the Information Exchange Policy. The strictest counts for the whole record; what cannot be understood counts as
/// the strictest there is.
///
/// Source: OASIS PAP marking extension; FIRST IEP 2.0 and its STIX extension; MISP, which writes `PAP:AMBER` as a label
/// or as a statement.
final class HandlingFacts {
    static final String PAP_EXTENSION = "extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b";

    private static final Map<String, Pap> PAP_IDS = Map.of(
            "marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92", Pap.CLEAR,
            "marking-definition--a3bea94c-b469-41dc-9cfe-d6e7daba7730", Pap.CLEAR,
            "marking-definition--c43594d1-4b11-4c59-93ab-1c9b14d53ce9", Pap.GREEN,
            "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab", Pap.AMBER,
            "marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e", Pap.RED);
    private static final String PAP_PREFIX = "PAP:";
    private static final RecordPolicy STRICTEST = RecordPolicy.of(List.of("permitted_actions=none"));

    private Conditions conditions = Conditions.NONE;

    /// Whether a marking definition's id stands for a marking of PAP: it says nothing about who may have what.
    static boolean isPap(String id) {
        return PAP_IDS.containsKey(id);
    }

    /// Takes in the valid object at the root of the tape.
    void add(Tape tape, String type) {
        refs(tape, tape.member(0, "object_marking_refs"));
        int granular = tape.member(0, "granular_markings");
        if (granular >= 0) {
            for (int item = granular + 1; item < tape.end(granular); item = tape.end(item)) {
                note(PAP_IDS.get(String.valueOf(tape.string(item, "marking_ref"))));
            }
        }
        int labels = tape.member(0, "labels");
        if (labels >= 0) {
            for (int item = labels + 1; item < tape.end(labels); item = tape.end(item)) {
                text(tape.text(item));
            }
        }
        if (type.equals("marking-definition")) {
            definition(tape);
        }
    }

    private void refs(Tape tape, int refs) {
        if (refs >= 0) {
            for (int item = refs + 1; item < tape.end(refs); item = tape.end(item)) {
                note(PAP_IDS.get(tape.text(item)));
            }
        }
    }

    private void definition(Tape tape) {
        int definition = tape.member(0, "definition");
        if (definition >= 0 && tape.kind(definition) == Tape.OBJECT) {
            text(String.valueOf(tape.string(definition, "statement")));
        }
        int extensions = tape.member(0, "extensions");
        if (extensions < 0 || tape.kind(extensions) != Tape.OBJECT) {
            return;
        }
        int pap = tape.member(extensions, PAP_EXTENSION);
        if (pap >= 0) {
            String label = tape.kind(pap) == Tape.OBJECT ? String.valueOf(tape.string(pap, "pap")) : "";
            note(label(label));
        }
        int iep = tape.member(extensions, TlpMarkings.IEP_EXTENSION);
        if (iep >= 0 && tape.kind(iep) == Tape.OBJECT) {
            narrow(new Conditions(Optional.empty(), Optional.empty(), Optional.of(policy(tape, iep))));
        }
    }

    private void text(String text) {
        if (text.startsWith(PAP_PREFIX)) {
            note(label(text.substring(PAP_PREFIX.length())));
        }
    }

    private static Pap label(String label) {
        return Pap.ofLabel(label.toUpperCase(Locale.ROOT)).orElse(Pap.RED);
    }

    private void note(@Nullable Pap pap) {
        if (pap != null) {
            narrow(new Conditions(Optional.of(pap), Optional.empty(), Optional.empty()));
        }
    }

    private void narrow(Conditions more) {
        conditions = conditions.narrowedBy(more);
    }

    private static RecordPolicy policy(Tape tape, int extension) {
        SortedMap<String, String> stated = new TreeMap<>();
        for (int child = extension + 1; child < tape.end(extension); child = tape.end(child)) {
            String name = String.valueOf(tape.name(child));
            if (tape.kind(child) == Tape.STRING && RecordPolicy.FIELDS.contains(name)) {
                stated.put(name, RecordPolicy.dated(name, tape.text(child)));
            }
        }
        try {
            return new RecordPolicy(stated);
        } catch (IllegalArgumentException notOfIep) {
            return STRICTEST;
        }
    }

    Conditions conditions() {
        return conditions;
    }
}

package org.tocsin.stix;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conditions;

/// A valid document: where its objects stand in its bytes, how it is marked, and what its header says. The bytes
/// themselves stay with the caller.
///
/// `stated` is the strictest marking that the content itself states, granular ones included; a reference to a marking
/// whose meaning is not known counts as RED. It is empty if nothing states a TLP level.
public record StixDocument(Shape shape, List<Entry> objects, Tlp marking, Optional<Tlp> stated, Header header) {
    public StixDocument {
        objects = List.copyOf(objects);
    }

    /// What a document is.
    public enum Shape {
        BUNDLE,
        /// One STIX object by itself: a record without a bundle around it.
        OBJECT
    }

    /// One object: its bytes are `[from, to)` of the document. `marking` is its own TLP level, or the record's if it
    /// states none. `stricter` holds those of its own properties that a granular marking puts above that.
    public record Entry(String id, String type, int from, int to, Tlp marking, SortedMap<String, Tlp> stricter) {}

    /// What a record's header says of its content; each set is sorted. Rule R-REC-7.
    public record Header(
            SortedSet<String> types,
            SortedSet<String> rsit,
            SortedSet<String> sectors,
            SortedSet<String> countries,
            OptionalInt confidence,
            SortedSet<String> languages,
            Optional<Occurred> occurred,
            Conditions handling) {}

    /// The earliest and the latest time of occurrence that the content states.
    public record Occurred(Instant from, Instant until) {}
}

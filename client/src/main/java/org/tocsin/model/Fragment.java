package org.tocsin.model;

import java.util.List;

/// One part of what a statement says; hashed behind a salt, so that it can be withheld or erased alone. Rules R-FRG-1
/// to R-FRG-4.
public sealed interface Fragment {
    /// The strictest marking that applies to this part.
    Tlp marking();

    /// The bytes of the input in front of its first object and behind its last one.
    record Frame(Tlp marking, Bytes prefix, Bytes suffix) implements Fragment {}

    /// One STIX object without what was cut out of it. `lead` is the separator to the object before; `order` grows in
    /// the order of the
    /// input, with random gaps.
    record StixObject(Tlp marking, long order, Bytes lead, Bytes body) implements Fragment {}

    /// One property that is marked more strictly than its object. `at` is where it belongs in the object's own body.
    record Property(Tlp marking, long order, long objectOrder, int at, Bytes body) implements Fragment {}

    /// One facet of the record's header.
    record Facet(Tlp marking, FacetKind facet, List<String> values) implements Fragment {
        public Facet {
            values = List.copyOf(values);
        }
    }

    /// One team that the record is for; shown to that team only.
    record Audience(Tlp marking, Team team) implements Fragment {}

    /// An encoded message: a receipt, an agreement's terms, a manifest.
    record Document(Tlp marking, Bytes body) implements Fragment {}

    /// An officer's approval of the statement's document: an encoded `OfficerApproval`.
    record Approval(Tlp marking, Bytes body) implements Fragment {}

    /// The facets of a header. Rule R-REC-7.
    enum FacetKind {
        MARKING,
        TYPES,
        RSIT,
        SECTORS,
        COUNTRIES,
        CONFIDENCE,
        LANGUAGES,
        OCCURRED,
        AUDIENCE,
        /// Permissible Actions Protocol.
        PAP,
        /// Information Exchange Policy.
        IEP,
        /// Not before.
        EMBARGO
    }
}

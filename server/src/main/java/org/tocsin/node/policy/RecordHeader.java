package org.tocsin.node.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// What a decision reads of a record's header: its marking, whether it is for a named audience only, and the teams of
/// that audience which are shown (the author sees all of them, a receiver its own only).
///
/// `marking` is empty if the header states none that is known. Who releases takes that as RED; who admits refuses it.
/// Rules R-REC-7, R-REL-2, R-REL-4.
public record RecordHeader(Optional<Tlp> marking, boolean limited, Set<Team> audience) {
    private static final String LIMITED = "limited";

    public RecordHeader {
        audience = Set.copyOf(audience);
    }

    /// Reads the header from a record's fragments. Whatever is stated twice or in an unknown way counts as the
    /// strictest
    /// reading of it.
    ///
    /// A record that a hub hands on is one document to the hub: its marking is the record's.
    public static RecordHeader of(List<Fragment> fragments) {
        if (fragments.size() == 1 && fragments.getFirst() instanceof Fragment.Document document) {
            return new RecordHeader(Optional.of(document.marking()), false, Set.of());
        }
        Optional<Tlp> marking = Optional.empty();
        boolean markingStated = false;
        boolean limited = false;
        Set<Team> audience = new HashSet<>();
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Audience named -> {
                    limited = true;
                    audience.add(named.team());
                }
                case Fragment.Facet facet -> {
                    if (facet.facet() == FacetKind.MARKING) {
                        marking = markingStated ? Optional.empty() : markingOf(facet);
                        markingStated = true;
                    } else if (facet.facet() == FacetKind.AUDIENCE) {
                        limited = true;
                    }
                }
                // Not part of the header.
                case Fragment.Frame frame -> {}
                case Fragment.StixObject object -> {}
                case Fragment.Property property -> {}
                case Fragment.Document document -> {}
                case Fragment.Approval approval -> {}
            }
        }
        return new RecordHeader(marking, limited, audience);
    }

    /// The facet that says "for its audience only".
    public static Fragment.Facet limited(Tlp marking) {
        return new Fragment.Facet(marking, FacetKind.AUDIENCE, List.of(LIMITED));
    }

    private static Optional<Tlp> markingOf(Fragment.Facet facet) {
        return facet.values().size() == 1 ? Tlp.ofLabel(facet.values().getFirst()) : Optional.empty();
    }
}

package org.tocsin.node.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordPolicy;
import org.tocsin.model.agreement.Scope;

/// What a decision reads of a record's header: its marking, whether it is for a named audience only, the teams of that
/// audience which are shown (the author sees all of them, a receiver its own only), and the facets that say what it is
/// about and how it is to be handled.
///
/// `marking` is empty if the header states none that is known. Who releases takes that as RED; who admits refuses it.
/// A facet that is stated twice, or in a way that cannot be read, makes whoever asks for it fail: every error denies.
/// Rules R-REC-7, R-REL-2, R-REL-4, R-REL-6, R-REL-7.
///
/// @param facets all but MARKING and AUDIENCE
public record RecordHeader(Optional<Tlp> marking, boolean limited, Set<Team> audience, List<Fragment.Facet> facets) {
    private static final String LIMITED = "limited";

    public RecordHeader {
        audience = Set.copyOf(audience);
        facets = List.copyOf(facets);
    }

    /// Reads the header from a record's fragments. Whatever is stated twice or in an unknown way counts as the
    /// strictest reading of it.
    ///
    /// A record that a hub hands on is one document to the hub: its marking is the record's.
    public static RecordHeader of(List<Fragment> fragments) {
        if (fragments.size() == 1 && fragments.getFirst() instanceof Fragment.Document document) {
            return new RecordHeader(Optional.of(document.marking()), false, Set.of(), List.of());
        }
        Optional<Tlp> marking = Optional.empty();
        boolean markingStated = false;
        boolean limited = false;
        Set<Team> audience = new HashSet<>();
        List<Fragment.Facet> facets = new ArrayList<>(8);
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
                    } else {
                        facets.add(facet);
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
        return new RecordHeader(marking, limited, audience, facets);
    }

    /// The facet that says "for its audience only".
    public static Fragment.Facet limited(Tlp marking) {
        return new Fragment.Facet(marking, FacetKind.AUDIENCE, List.of(LIMITED));
    }

    /// A facet; empty if the record states none of the kind.
    public Optional<Fragment.Facet> facet(FacetKind kind) {
        Fragment.Facet found = null;
        for (int i = 0; i < facets.size(); i++) {
            Fragment.Facet facet = facets.get(i);
            if (facet.facet() == kind) {
                if (found != null) {
                    throw new IllegalStateException("a header that states " + kind + " twice");
                }
                found = facet;
            }
        }
        return Optional.ofNullable(found);
    }

    /// What a facet states; nothing if the record has none of the kind.
    public List<String> values(FacetKind kind) {
        return facet(kind).map(Fragment.Facet::values).orElse(List.of());
    }

    /// The Permissible Actions Protocol marking; what is none that is known is RED.
    public Optional<Pap> pap() {
        return facet(FacetKind.PAP)
                .map(facet -> facet.values().size() == 1
                        ? Pap.ofLabel(facet.values().getFirst()).orElse(Pap.RED)
                        : Pap.RED);
    }

    /// The lowest confidence stated.
    public Optional<Integer> confidence() {
        return facet(FacetKind.CONFIDENCE).map(RecordHeader::only).map(RecordHeader::confidence);
    }

    private static int confidence(String value) {
        int confidence = value.length() <= 3 ? Integer.parseUnsignedInt(value) : Integer.MAX_VALUE;
        if (confidence > Scope.CONFIDENCE_MAX || value.startsWith("+")) {
            throw new IllegalStateException("a confidence of 0 to 100");
        }
        return confidence;
    }

    /// Before when it is not to be released.
    public Optional<Instant> embargo() {
        return facet(FacetKind.EMBARGO).map(RecordHeader::only).map(Instant::parse);
    }

    /// Its own information exchange policy.
    public Optional<RecordPolicy> policy() {
        return facet(FacetKind.IEP).map(facet -> RecordPolicy.of(facet.values()));
    }

    private static String only(Fragment.Facet facet) {
        if (facet.values().size() != 1) {
            throw new IllegalStateException(facet.facet() + " has one value");
        }
        return facet.values().getFirst();
    }

    /// The header of a record that its author narrowed: the stricter marking, and only the teams that are named both
    /// here and there.
    ///
    /// @param tighter marking; empty: as it was
    /// @param named the teams that may have it; empty: as it was
    public RecordHeader narrowedBy(Optional<Tlp> tighter, Optional<Set<Team>> named) {
        Set<Team> left = new HashSet<>(named.filter(teams -> !limited).orElse(audience));
        named.ifPresent(left::retainAll);
        return new RecordHeader(
                marking.map(
                        own -> tighter.map(other -> Tlp.strictest(own, other)).orElse(own)),
                limited || named.isPresent(),
                left,
                facets);
    }

    private static Optional<Tlp> markingOf(Fragment.Facet facet) {
        return facet.values().size() == 1 ? Tlp.ofLabel(facet.values().getFirst()) : Optional.empty();
    }
}

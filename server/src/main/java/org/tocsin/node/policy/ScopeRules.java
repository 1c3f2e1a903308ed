package org.tocsin.node.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordKind;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.node.policy.Trace.Looked;

/// What a direction's scope lets through, by what a header states: the same for both gates. Rule R-AGR-7.
final class ScopeRules {
    private ScopeRules() {}

    /// A facet that a scope can narrow.
    enum Narrowed {
        KINDS(FacetKind.TYPES),
        RSIT(FacetKind.RSIT),
        SECTORS(FacetKind.SECTORS),
        COUNTRIES(FacetKind.COUNTRIES);

        private final FacetKind facet;

        Narrowed(FacetKind facet) {
            this.facet = facet;
        }

        private Selection selection(Scope scope) {
            return switch (this) {
                case KINDS -> scope.kinds();
                case RSIT -> scope.rsit();
                case SECTORS -> scope.sectors();
                case COUNTRIES -> scope.countries();
            };
        }

        private List<String> stated(RecordHeader header) {
            List<String> values = header.values(facet);
            return this == KINDS ? List.of(RecordKind.of(values).name()) : values;
        }

        /// Whether a header passes. A facet that decides has to be seen by whoever it is decided for.
        boolean passes(Scope scope, RecordHeader header, Tlp ceiling) {
            Selection selection = selection(scope);
            if (selection.isOpen()) {
                return true;
            }
            return isSeen(header, facet, ceiling) && selection.passes(stated(header));
        }

        List<Looked> looked(Scope scope, RecordHeader header) {
            List<Looked> looked = new ArrayList<>();
            stated(header).forEach(value -> looked.add(new Looked("stated", value)));
            header.facet(facet)
                    .ifPresent(found ->
                            looked.add(new Looked("marking", found.marking().label())));
            Selection selection = selection(scope);
            if (selection.all()) {
                looked.add(new Looked("allowed", "all"));
            }
            selection.values().forEach(value -> looked.add(new Looked("allowed", value)));
            looked.add(new Looked("unstated", selection.unstated() ? "allowed" : "not allowed"));
            return looked;
        }
    }

    private static boolean isSeen(RecordHeader header, FacetKind facet, Tlp ceiling) {
        return header.facet(facet)
                .map(Fragment.Facet::marking)
                .filter(marking -> marking.isStricterThan(ceiling))
                .isEmpty();
    }

    static boolean passesConfidence(Scope scope, RecordHeader header, Tlp ceiling) {
        return scope.confidenceMin() == 0
                || (isSeen(header, FacetKind.CONFIDENCE, ceiling)
                        && header.confidence()
                                .filter(stated -> stated >= scope.confidenceMin())
                                .isPresent());
    }

    static List<Looked> lookedAtConfidence(Scope scope, RecordHeader header) {
        return List.of(
                new Looked("stated", header.confidence().map(String::valueOf).orElse("none")),
                new Looked("least", String.valueOf(scope.confidenceMin())));
    }

    static boolean passesPap(Scope scope, RecordHeader header) {
        Optional<Pap> stated = header.pap();
        return stated.isEmpty()
                || scope.papCeiling()
                        .filter(ceiling -> !stated.get().isStricterThan(ceiling))
                        .isPresent();
    }

    static List<Looked> lookedAtPap(Scope scope, RecordHeader header) {
        return List.of(
                new Looked("stated", header.pap().map(Enum::name).orElse("none")),
                new Looked("ceiling", scope.papCeiling().map(Enum::name).orElse("none")));
    }
}

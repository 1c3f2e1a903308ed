package org.tocsin.node.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;

/// A second reading of the rules R-REL and R-ADM, written apart from the first: everything is a number, and each rule a
/// line. The level of RED is 5, of CLEAR 1; "nothing may flow" is a ceiling of 0.
final class PolicyOracle {
    private PolicyOracle() {}

    /// "released", or the reason.
    static String release(List<Fragment> all, List<SharingAgreement> agreements, Team author, Team to, Instant at) {
        int ceiling = ceiling(agreements, author, to, at);
        if (ceiling < 0) {
            return "NO_AGREEMENT";
        }
        int level = statedLevel(all);
        level = level == 0 ? 5 : level;
        for (Fragment fragment : all) {
            level = Math.max(level, fixed(fragment) ? level(fragment.marking()) : 0);
        }
        if (level > ceiling) {
            return "MARKING_ABOVE_CEILING";
        }
        if ((level == 5 || isLimited(all)) && !names(all, to)) {
            return "NOT_IN_AUDIENCE";
        }
        boolean objects = all.stream().anyMatch(Fragment.StixObject.class::isInstance);
        boolean left = shown(all, agreements, author, to, at).stream().anyMatch(Fragment.StixObject.class::isInstance);
        return objects && !left ? "NOTHING_LEFT" : "released";
    }

    /// What the recipient of a released record sees.
    static List<Fragment> shown(
            List<Fragment> all, List<SharingAgreement> agreements, Team author, Team to, Instant at) {
        List<Fragment> seen = new ArrayList<>();
        for (Fragment fragment : all) {
            boolean low = level(fragment.marking()) <= ceiling(agreements, author, to, at);
            boolean red = fragment.marking() == Tlp.RED && !names(all, to);
            boolean foreign = fragment instanceof Fragment.Audience audience
                    && !audience.team().domain().equals(to.domain());
            if (low && !red && !foreign) {
                seen.add(fragment);
            }
        }
        return seen;
    }

    /// "admitted", "held", or the reason of the refusal.
    static String admission(List<Fragment> shown, List<SharingAgreement> agreements, Team author, Team to, Instant at) {
        int ceiling = ceiling(agreements, author, to, at);
        if (ceiling < 0) {
            return ceiling == -1 ? "NO_AGREEMENT" : "held";
        }
        int level = statedLevel(shown);
        boolean leaksAudience = shown.stream()
                .anyMatch(f -> f instanceof Fragment.Audience a && !a.team().equals(to));
        if (level == 0 || leaksAudience) {
            return "MALFORMED";
        }
        if (level > ceiling) {
            return "MARKING_ABOVE_CEILING";
        }
        if ((level == 5 || isLimited(shown)) && !names(shown, to)) {
            return "NOT_IN_AUDIENCE";
        }
        for (Fragment fragment : shown) {
            int own = level(fragment.marking());
            if (own > level && fixed(fragment)) {
                return "MARKING_UNDERSTATED";
            }
            if (own > ceiling) {
                return "MARKING_ABOVE_CEILING";
            }
            if (own == 5 && !names(shown, to)) {
                return "NOT_IN_AUDIENCE";
            }
        }
        return "admitted";
    }

    /// -3: no agreement; -2: all start later or some do and none is in force; -1: lapsed; else the ceiling.
    private static int ceiling(List<SharingAgreement> agreements, Team author, Team to, Instant at) {
        int lowest = Integer.MAX_VALUE;
        boolean any = false;
        boolean later = false;
        for (SharingAgreement agreement : agreements) {
            boolean parties = agreement.isBetween(author, to);
            boolean newest = agreements.stream()
                    .noneMatch(o -> o.isBetween(author, to)
                            && o.id().equals(agreement.id())
                            && o.version() > agreement.version());
            if (!parties || !newest) {
                continue;
            }
            any = true;
            long now = at.toEpochMilli();
            if (now < agreement.from().toEpochMilli()) {
                later = true;
            } else if (now < agreement.until().toEpochMilli()) {
                Optional<Tlp> stated = agreement.ceiling(author, to);
                lowest = Math.min(lowest, stated.map(PolicyOracle::level).orElse(0));
            }
        }
        if (lowest != Integer.MAX_VALUE) {
            return lowest;
        }
        return any ? (later ? -2 : -1) : -3;
    }

    private static int level(Tlp tlp) {
        return switch (tlp) {
            case CLEAR -> 1;
            case GREEN -> 2;
            case AMBER -> 3;
            case AMBER_STRICT -> 4;
            case RED -> 5;
        };
    }

    /// 0: none, or none that is known.
    private static int statedLevel(List<Fragment> fragments) {
        List<Fragment.Facet> stated = fragments.stream()
                .filter(f -> f instanceof Fragment.Facet x && x.facet() == Fragment.FacetKind.MARKING)
                .map(f -> (Fragment.Facet) f)
                .toList();
        if (stated.size() != 1 || stated.getFirst().values().size() != 1) {
            return 0;
        }
        List<String> labels = List.of("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED");
        return labels.indexOf(stated.getFirst().values().getFirst()) + 1;
    }

    private static boolean isLimited(List<Fragment> fragments) {
        return fragments.stream()
                .anyMatch(f -> f instanceof Fragment.Audience
                        || (f instanceof Fragment.Facet x && x.facet() == Fragment.FacetKind.AUDIENCE));
    }

    private static boolean names(List<Fragment> fragments, Team team) {
        return fragments.stream()
                .anyMatch(f -> f instanceof Fragment.Audience a && a.team().equals(team));
    }

    private static boolean fixed(Fragment fragment) {
        return fragment instanceof Fragment.Frame
                || fragment instanceof Fragment.Document
                || (fragment instanceof Fragment.Facet x
                        && (x.facet() == Fragment.FacetKind.MARKING || x.facet() == Fragment.FacetKind.AUDIENCE));
    }
}

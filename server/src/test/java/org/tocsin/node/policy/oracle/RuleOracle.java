package org.tocsin.node.policy.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tocsin.node.policy.oracle.Facts.Facet;
import org.tocsin.node.policy.oracle.Facts.Hands;
import org.tocsin.node.policy.oracle.Facts.Limits;
import org.tocsin.node.policy.oracle.Facts.Pact;
import org.tocsin.node.policy.oracle.Facts.Question;
import org.tocsin.node.policy.oracle.Facts.Story;
import org.tocsin.node.policy.oracle.Facts.Thing;

/// The rules R-AGR-3, R-AGR-4, R-AGR-7 to R-AGR-9, R-REL-1 to R-REL-10, R-ADM-3, R-ADM-4, R-ADM-6, R-RLY-2 and R-RLY-3
/// as their text says them, once more. Nothing is folded: a record has to pass every limit that binds, one by one.
final class RuleOracle {
    private static final List<String> TRAVELS = List.of("MARKING", "AUDIENCE", "PAP", "IEP");

    private final Question asked;
    private final Story story;
    private final List<Limits> binding;
    private final HeaderOracle header;
    private final String standing;

    RuleOracle(Question asked) {
        this.asked = asked;
        this.story = asked.story();
        List<Pact> ours = asked.pacts().stream().filter(this::between).toList();
        List<Pact> newest = ours.stream()
                .filter(pact ->
                        ours.stream().noneMatch(other -> other.id() == pact.id() && other.version() > pact.version()))
                .toList();
        List<Pact> running = newest.stream().filter(this::runs).toList();
        binding = running.stream().flatMap(RuleOracle::limits).toList();
        header = new HeaderOracle(story.facets(), binding, asked.at());
        if (newest.isEmpty()) {
            standing = "none";
        } else if (running.stream().anyMatch(pact -> !pact.suspendedBy().isEmpty())) {
            standing = "suspended";
        } else if (!running.isEmpty()) {
            standing = "in force";
        } else {
            standing = newest.stream().anyMatch(this::isToCome) ? "to come" : "lapsed";
        }
    }

    private boolean between(Pact pact) {
        return !asked.author().equals(asked.recipient())
                && Set.of(pact.one(), pact.other()).equals(Set.of(asked.author(), asked.recipient()));
    }

    private static long end(Pact pact) {
        return pact.terminated().map(end -> Math.min(end, pact.until())).orElse(pact.until());
    }

    private boolean runs(Pact pact) {
        return pact.from() <= asked.at() && asked.at() < end(pact);
    }

    private boolean isToCome(Pact pact) {
        return asked.at() < pact.from() && pact.from() < end(pact);
    }

    private static Stream<Limits> limits(Pact pact) {
        return Stream.concat(Stream.of(pact.limits()), pact.restrictions().stream());
    }

    /// Whether the record may be stated, before any lane is asked (R-REL-10): "stated", or what is missing.
    String stating(Hands hands) {
        boolean red = Stream.of(
                        Stream.of(story.frame()),
                        story.facets().stream().map(Facet::level),
                        story.audience().values().stream(),
                        story.things().stream().map(Thing::level),
                        story.things().stream()
                                .flatMap(thing -> thing.cuts().stream())
                                .map(cut -> cut.level()))
                .flatMap(levels -> levels)
                .anyMatch(level -> level == 5);
        if (!red || story.audience().isEmpty() || hands.eyes() < 4) {
            return "stated";
        }
        if (hands.approved().isEmpty()) {
            return "APPROVAL";
        }
        if (hands.approved().equals(hands.publishes())) {
            return "ANOTHER_OFFICER";
        }
        return hands.mayApprove().contains(hands.approved()) ? "stated" : "SIGNATORY";
    }

    /// "released", or why not.
    String release() {
        try {
            return releaseOrFail();
        } catch (HeaderOracle.Unreadable error) {
            return "POLICY_ERROR";
        }
    }

    private String releaseOrFail() throws HeaderOracle.Unreadable {
        if (story.hop().isPresent()) {
            if (story.hop().get().heldBy().contains(asked.recipient())) {
                return "HELD_THERE";
            }
            boolean named = story.hop().get().reach().equals("NAMED_HUBS")
                    && story.hop().get().hubs().contains(asked.recipient());
            if (!named && !story.hop().get().reach().equals("AS_MARKED")) {
                return "ONWARD_NOT_AGREED";
            }
        }
        if (!standing.equals("in force")) {
            return "NO_AGREEMENT";
        }
        int level = level();
        if (level > ceiling() || ceiling() == 0) {
            return "MARKING_ABOVE_CEILING";
        }
        if ((level == 5 || isLimited()) && !isNamed()) {
            return "NOT_IN_AUDIENCE";
        }
        if (!header.inScope()) {
            return "OUT_OF_SCOPE";
        }
        if (!header.withinPap()) {
            return "PAP_ABOVE_CEILING";
        }
        Optional<String> embargo = header.one("EMBARGO");
        if (embargo.isPresent() && asked.at() < HeaderOracle.instant(embargo.get())) {
            return "EMBARGOED";
        }
        Map<String, String> policy = header.policy();
        boolean early = policy.containsKey("start_date") && asked.at() < HeaderOracle.instant(policy.get("start_date"));
        if (early || header.hasEnded(policy)) {
            return "IEP_NOT_IN_FORCE";
        }
        if (header.contradicts(policy)) {
            return "IEP_CONFLICT";
        }
        return left();
    }

    private String left() {
        if (story.hop().isPresent()) {
            boolean cut = story.things().stream()
                    .anyMatch(thing -> withheld(thing)
                            || (!isDefinition(thing)
                                    && any(Limits::marked)
                                    && !thing.cuts().isEmpty()));
            return cut ? "NOT_DIVISIBLE" : "released";
        }
        boolean shown = story.things().isEmpty() || story.things().stream().anyMatch(this::isShown);
        return shown ? "released" : "NOTHING_LEFT";
    }

    /// What the recipient of a released record sees: facets and teams by name, objects by number, cuts by both.
    List<String> shown() {
        List<String> seen = new ArrayList<>();
        if (story.hop().isPresent()) {
            return List.of("document");
        }
        if (isOpen(story.frame())) {
            seen.add("frame");
        }
        for (int i = 0; i < story.facets().size(); i++) {
            if (isOpen(story.facets().get(i).level())) {
                seen.add("facet " + i);
            }
        }
        story.audience().forEach((team, level) -> {
            if (team.equals(asked.recipient()) && isOpen(level)) {
                seen.add("team " + team);
            }
        });
        for (Thing thing : story.things()) {
            if (isShown(thing)) {
                seen.add("object " + thing.order());
            }
            thing.cuts().stream()
                    .filter(cut -> isOpen(cut.level()) && !any(Limits::marked) && !withheld(thing))
                    .forEach(cut -> seen.add("cut " + thing.order() + " " + cut.name()));
        }
        return seen;
    }

    private boolean isShown(Thing thing) {
        return isOpen(thing.level()) && !withheld(thing);
    }

    private boolean isOpen(int level) {
        return level <= ceiling() && (level < 5 || isNamed());
    }

    private static boolean isDefinition(Thing thing) {
        return thing.type().equals("marking-definition");
    }

    private boolean withheld(Thing thing) {
        if (isDefinition(thing)) {
            return false;
        }
        boolean creator = story.things().stream()
                .anyMatch(other -> other.createdBy().filter(thing.id()::equals).isPresent());
        boolean victim = thing.type().equals("identity") && (!creator || isTargeted(thing, story.things()));
        return any(limits -> limits.types().contains(thing.type()))
                || (victim && any(Limits::victims))
                || (!thing.markedInside().isEmpty() && any(Limits::marked));
    }

    private static boolean isTargeted(Thing thing, List<Thing> among) {
        return among.stream()
                .anyMatch(
                        other -> other.relationship().filter("targets"::equals).isPresent()
                                && other.target().filter(thing.id()::equals).isPresent());
    }

    /// "admitted", "held", or the reason of the refusal, of a record of which only this is shown.
    String admission(Set<String> visible) {
        try {
            return admissionOrFail(new Sight(visible));
        } catch (HeaderOracle.Unreadable error) {
            return "MALFORMED";
        }
    }

    private String admissionOrFail(Sight sight) throws HeaderOracle.Unreadable {
        if (asked.author().equals(asked.recipient()) || standing.equals("lapsed")) {
            return "NO_AGREEMENT";
        }
        if (!standing.equals("in force")) {
            return "held";
        }
        int stated = sight.header().statedLevel();
        if (stated == 0 || sight.teams.stream().anyMatch(team -> !team.equals(asked.recipient()))) {
            return "MALFORMED";
        }
        if (stated > ceiling() || ceiling() == 0) {
            return "MARKING_ABOVE_CEILING";
        }
        boolean limited = !sight.teams.isEmpty() || sight.limited;
        boolean named = sight.teams.contains(asked.recipient());
        if ((stated == 5 || limited) && !named) {
            return "NOT_IN_AUDIENCE";
        }
        for (Sight.Part part : sight.parts) {
            if (part.travels && part.level > stated) {
                return "MARKING_UNDERSTATED";
            }
            if (part.level > ceiling()) {
                return "MARKING_ABOVE_CEILING";
            }
            if (part.level == 5 && !named) {
                return "NOT_IN_AUDIENCE";
            }
        }
        return otherTerms(sight);
    }

    private String otherTerms(Sight sight) throws HeaderOracle.Unreadable {
        HeaderOracle seen = sight.header();
        if (!seen.inScope()) {
            return "OUT_OF_SCOPE";
        }
        if (!seen.withinPap()) {
            return "PAP_ABOVE_CEILING";
        }
        Map<String, String> policy = seen.policy();
        if (seen.hasEnded(policy)) {
            return "IEP_NOT_IN_FORCE";
        }
        if (seen.contradicts(policy)) {
            return "IEP_CONFLICT";
        }
        boolean cut = any(Limits::marked) && sight.cuts;
        boolean whole = sight.things.stream()
                .filter(thing -> !isDefinition(thing))
                .anyMatch(thing -> any(limits -> limits.types().contains(thing.type()))
                        || (any(Limits::marked)
                                && thing.cuts().isEmpty()
                                && !thing.markedInside().isEmpty())
                        || (any(Limits::victims)
                                && thing.type().equals("identity")
                                && isTargeted(thing, sight.things)));
        return cut || whole ? "NOT_WITHHELD" : "admitted";
    }

    /// The parts that a receiver sees, in the order of the record.
    private final class Sight {
        record Part(int level, boolean travels) {}

        final List<Part> parts = new ArrayList<>();
        final List<String> teams = new ArrayList<>();
        final List<Thing> things = new ArrayList<>();
        final List<Facet> facets = new ArrayList<>();
        boolean limited;
        boolean cuts;

        HeaderOracle header() {
            return new HeaderOracle(facets, binding, asked.at());
        }

        Sight(Set<String> visible) {
            for (int i = 0; i < story.facets().size(); i++) {
                Facet facet = story.facets().get(i);
                if (visible.contains("facet " + i)) {
                    facets.add(facet);
                    parts.add(new Part(facet.level(), TRAVELS.contains(facet.name())));
                    limited |= facet.name().equals("AUDIENCE");
                }
            }
            if (visible.contains("frame")) {
                parts.add(new Part(story.frame(), true));
            }
            story.audience().forEach((team, level) -> {
                if (visible.contains("team " + team)) {
                    parts.add(new Part(level, false));
                    teams.add(team);
                }
            });
            for (Thing thing : story.things()) {
                if (visible.contains("object " + thing.order())) {
                    parts.add(new Part(thing.level(), false));
                    things.add(thing);
                }
                thing.cuts().stream()
                        .filter(cut -> visible.contains("cut " + thing.order() + " " + cut.name()))
                        .forEach(cut -> {
                            parts.add(new Part(cut.level(), false));
                            cuts = true;
                        });
            }
        }
    }

    private boolean any(Predicate<Limits> limit) {
        return binding.stream().anyMatch(limit);
    }

    private int ceiling() {
        return binding.stream().mapToInt(Limits::ceiling).min().orElse(0);
    }

    private int level() {
        int level = header.statedLevel() == 0 ? 5 : header.statedLevel();
        if (story.hop().isPresent()) {
            return Math.max(level, story.hop().get().level());
        }
        level = Math.max(level, story.frame());
        for (Facet facet : story.facets()) {
            level = TRAVELS.contains(facet.name()) ? Math.max(level, facet.level()) : level;
        }
        return level;
    }

    private boolean isLimited() {
        return !story.audience().isEmpty() || !header.facets("AUDIENCE").isEmpty();
    }

    private boolean isNamed() {
        return story.audience().containsKey(asked.recipient());
    }
}

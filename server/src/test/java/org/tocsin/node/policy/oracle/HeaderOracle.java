package org.tocsin.node.policy.oracle;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tocsin.node.policy.oracle.Facts.Choice;
import org.tocsin.node.policy.oracle.Facts.Facet;
import org.tocsin.node.policy.oracle.Facts.Limits;

/// What the facets that somebody sees of a header say, against the limits that bind him. Rules R-AGR-7, R-REL-6,
/// R-REL-7.
record HeaderOracle(List<Facet> facets, List<Limits> binding, long at) {
    private static final List<String> LEVELS = List.of("", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED");
    private static final List<String> PAP = List.of("", "CLEAR", "GREEN", "AMBER", "RED");
    private static final Map<String, String> KINDS = kinds();

    /// 0: none is stated, or none that is known, or more than one.
    int statedLevel() {
        List<Facet> stated = facets("MARKING");
        return stated.size() == 1 && stated.getFirst().values().size() == 1
                ? Math.max(0, LEVELS.indexOf(stated.getFirst().values().getFirst()))
                : 0;
    }

    private int ceiling() {
        return binding.stream().mapToInt(Limits::ceiling).min().orElse(0);
    }

    List<Facet> facets(String name) {
        return facets.stream().filter(facet -> facet.name().equals(name)).toList();
    }

    /// A facet that cannot be read.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;
    }

    private Optional<Facet> facet(String name) throws Unreadable {
        List<Facet> stated = facets(name);
        if (stated.size() > 1) {
            throw new Unreadable();
        }
        return stated.stream().findFirst();
    }

    Optional<String> one(String name) throws Unreadable {
        Optional<Facet> stated = facet(name);
        if (stated.isPresent() && stated.get().values().size() != 1) {
            throw new Unreadable();
        }
        return stated.map(facet -> facet.values().getFirst());
    }

    boolean inScope() throws Unreadable {
        return passes("TYPES", Limits::kinds)
                && passes("RSIT", Limits::rsit)
                && passes("SECTORS", Limits::sectors)
                && passes("COUNTRIES", Limits::countries)
                && isConfident();
    }

    private boolean passes(String name, Function<Limits, Choice> choice) throws Unreadable {
        List<Choice> choices = binding.stream().map(choice).toList();
        if (choices.stream().allMatch(one -> one.all() && one.unstated())) {
            return true;
        }
        Optional<Facet> facet = facet(name);
        if (facet.isPresent() && facet.get().level() > ceiling()) {
            return false;
        }
        List<String> values = facet.map(Facet::values).orElse(List.of());
        List<String> words = name.equals("TYPES") ? List.of(kind(values)) : values;
        return choices.stream()
                .allMatch(one -> words.isEmpty()
                        ? one.unstated()
                        : one.all() || words.stream().allMatch(word -> lists(one.words(), word)));
    }

    private static boolean lists(Set<String> words, String word) {
        return words.contains(word) || (word.indexOf('/') > 0 && words.contains(word.split("/", 2)[0]));
    }

    private static String kind(List<String> types) {
        Set<String> found =
                types.stream().map(type -> KINDS.getOrDefault(type, "OTHER")).collect(Collectors.toSet());
        for (String kind : List.of("INCIDENT", "REPORT", "VULNERABILITY", "THREAT", "INDICATOR")) {
            if (found.contains(kind)) {
                return kind;
            }
        }
        return "OTHER";
    }

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new HashMap<>();
        kinds.put("incident", "INCIDENT");
        List.of("report", "grouping", "note", "opinion").forEach(type -> kinds.put(type, "REPORT"));
        kinds.put("vulnerability", "VULNERABILITY");
        List.of(
                        "attack-pattern",
                        "campaign",
                        "course-of-action",
                        "infrastructure",
                        "intrusion-set",
                        "malware",
                        "malware-analysis",
                        "threat-actor",
                        "tool")
                .forEach(type -> kinds.put(type, "THREAT"));
        List.of("indicator", "observed-data", "sighting").forEach(type -> kinds.put(type, "INDICATOR"));
        return kinds;
    }

    private boolean isConfident() throws Unreadable {
        int least = binding.stream().mapToInt(Limits::confidence).max().orElse(0);
        if (least == 0) {
            return true;
        }
        Optional<Facet> facet = facet("CONFIDENCE");
        if (facet.isEmpty() || facet.get().level() > ceiling()) {
            return false;
        }
        String value = one("CONFIDENCE").orElseThrow();
        if (!value.matches("[0-9]{1,3}") || Integer.parseInt(value) > 100) {
            throw new Unreadable();
        }
        return Integer.parseInt(value) >= least;
    }

    boolean withinPap() throws Unreadable {
        Optional<Facet> facet = facet("PAP");
        if (facet.isEmpty()) {
            return true;
        }
        String label = facet.get().values().size() == 1 ? facet.get().values().getFirst() : "";
        int stated = label.equals("WHITE") ? 1 : PAP.indexOf(label) <= 0 ? 4 : PAP.indexOf(label);
        return binding.stream().allMatch(limits -> stated <= limits.pap());
    }

    Map<String, String> policy() throws Unreadable {
        Map<String, String> policy = new LinkedHashMap<>();
        Optional<Facet> facet = facet("IEP");
        for (String value : facet.map(Facet::values).orElse(List.of())) {
            String[] parts = value.split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty() || policy.put(parts[0], parts[1]) != null) {
                throw new Unreadable();
            }
        }
        for (String name : List.of("start_date", "end_date")) {
            if (policy.containsKey(name)) {
                instant(policy.get(name));
            }
        }
        known(policy, "attribution", Set.of("must", "may", "must-not"));
        known(policy, "unmodified_resale", Set.of("may", "must-not"));
        known(policy, "affected_party_notifications", Set.of("may", "must-not"));
        return policy;
    }

    private static void known(Map<String, String> policy, String name, Set<String> values) throws Unreadable {
        if (policy.containsKey(name) && !values.contains(policy.get(name))) {
            throw new Unreadable();
        }
    }

    boolean hasEnded(Map<String, String> policy) throws Unreadable {
        return policy.containsKey("end_date") && at >= instant(policy.get("end_date"));
    }

    boolean contradicts(Map<String, String> policy) {
        boolean mustNot = binding.stream().anyMatch(limits -> limits.attribution() < 0);
        boolean must = !mustNot && binding.stream().anyMatch(limits -> limits.attribution() > 0);
        String own = policy.getOrDefault("attribution", "may");
        return (own.equals("must") && mustNot) || (own.equals("must-not") && must);
    }

    static long instant(String text) throws Unreadable {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException unreadable) {
            throw new Unreadable();
        }
    }
}

package org.tocsin.node.policy.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.tocsin.node.policy.oracle.Facts.Choice;
import org.tocsin.node.policy.oracle.Facts.Cut;
import org.tocsin.node.policy.oracle.Facts.Facet;
import org.tocsin.node.policy.oracle.Facts.Hands;
import org.tocsin.node.policy.oracle.Facts.Hop;
import org.tocsin.node.policy.oracle.Facts.Limits;
import org.tocsin.node.policy.oracle.Facts.Pact;
import org.tocsin.node.policy.oracle.Facts.Question;
import org.tocsin.node.policy.oracle.Facts.Story;
import org.tocsin.node.policy.oracle.Facts.Thing;

/// Questions by seed: mostly ones where much is let through, so that every rule gets to speak, and each of its edges.
final class Seeds {
    static final String AUTHOR = "cert-es.example";
    static final String RECIPIENT = "cert-jp.example";
    static final String THIRD = "fusion.example";
    static final List<String> LABELS = List.of("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED");
    static final long BASE = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private static final List<String> TYPES =
            List.of("incident", "report", "indicator", "malware", "identity", "x-own", "vulnerability");
    private static final List<String> RSIT = List.of("fraud/phishing", "fraud/masquerade", "availability/ddos");
    private static final List<String> SECTORS = List.of("energy", "finance", "health");
    private static final List<String> COUNTRIES = List.of("ES", "JP", "FR");

    private final Random random;

    Seeds(long seed) {
        random = new Random(seed);
    }

    Question question() {
        int most = oneIn(5) ? 5 : 1 + random.nextInt(3);
        List<Pact> pacts = new ArrayList<>();
        for (int n = oneIn(25) ? 0 : 1 + (oneIn(3) ? random.nextInt(3) : 0); n > 0; n--) {
            pacts.add(pact(pacts.size()));
        }
        Collections.shuffle(pacts, random);
        String recipient = oneIn(60) ? AUTHOR : oneIn(30) ? THIRD : RECIPIENT;
        return new Question(story(most), pacts, AUTHOR, recipient, BASE + (oneIn(3) ? random.nextInt(12) - 1 : 5));
    }

    /// Of few officers, so that they often are the same ones.
    Hands hands() {
        List<String> officers = List.of("7f3a", "0b0b", "0c0c");
        return new Hands(
                oneIn(4) ? 2 : 4,
                any(List.of("7f3a", "0b0b", "")),
                oneIn(3) ? "" : any(officers),
                some(officers, officers.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private Pact pact(int before) {
        long from = BASE + (oneIn(8) ? random.nextInt(6) : 0);
        long until = from + (oneIn(8) ? 1 + random.nextInt(6) : 20);
        List<Limits> restrictions = new ArrayList<>();
        for (int n = oneIn(4) ? 1 + random.nextInt(2) : 0; n > 0; n--) {
            restrictions.add(limits());
        }
        boolean foreign = oneIn(20);
        return new Pact(
                random.nextInt(2),
                1 + before,
                foreign ? THIRD : AUTHOR,
                RECIPIENT,
                from,
                until,
                limits(),
                oneIn(30) ? Set.of(any(List.of(AUTHOR, RECIPIENT))) : Set.of(),
                restrictions,
                oneIn(20) ? Optional.of(BASE + random.nextInt(12)) : Optional.empty());
    }

    private Limits limits() {
        return new Limits(
                oneIn(50) ? 0 : oneIn(5) ? 1 + random.nextInt(5) : 3 + random.nextInt(3),
                choice(List.of("INCIDENT", "REPORT", "INDICATOR", "THREAT", "OTHER", "VULNERABILITY")),
                choice(List.of("fraud", "fraud/phishing", "availability", "availability/ddos")),
                choice(SECTORS),
                choice(COUNTRIES),
                oneIn(10) ? any(List.of(1, 50, 51, 100)) : 0,
                oneIn(4) ? random.nextInt(5) : 4,
                oneIn(6) ? some(List.of("identity", "x-own", "incident", "marking-definition", "report"), 3) : Set.of(),
                oneIn(8),
                oneIn(8),
                oneIn(3) ? random.nextInt(3) - 1 : 0);
    }

    private Choice choice(List<String> words) {
        if (!oneIn(14)) {
            return new Choice(true, Set.of(), !oneIn(30));
        }
        return new Choice(false, some(words, words.size()), oneIn(2));
    }

    private Set<String> some(List<String> words, int most) {
        Set<String> some = new LinkedHashSet<>();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            some.add(any(words));
        }
        return some;
    }

    private int level(int most) {
        return oneIn(40) ? 1 + random.nextInt(5) : 1 + random.nextInt(most);
    }

    private Story story(int most) {
        List<Facet> facets = new ArrayList<>();
        String label = oneIn(30) ? any(List.of("TLP:GREEN", "green", "")) : LABELS.get(level(most) - 1);
        if (!oneIn(40)) {
            facets.add(new Facet("MARKING", level(most), oneIn(60) ? List.of(label, "CLEAR") : List.of(label)));
        }
        if (oneIn(60)) {
            facets.add(new Facet("MARKING", 1, List.of(LABELS.getFirst())));
        }
        List<Thing> things = things(most);
        facet(facets, "TYPES", most, oneIn(10) ? List.of() : List.copyOf(some(TYPES, 4)));
        facet(facets, "RSIT", most, List.copyOf(some(RSIT, 2)));
        facet(facets, "SECTORS", most, List.copyOf(some(SECTORS, 2)));
        facet(facets, "COUNTRIES", most, List.copyOf(some(COUNTRIES, 2)));
        facet(facets, "CONFIDENCE", most, oneIn(2) ? List.of() : List.of(any(CONFIDENCES)));
        facet(facets, "PAP", most, oneIn(3) ? List.of(any(PAPS)) : List.of());
        facet(facets, "IEP", most, oneIn(4) ? policy() : List.of());
        facet(facets, "EMBARGO", most, oneIn(9) ? List.of(oneIn(20) ? "soon" : near()) : List.of());
        Map<String, Integer> audience = new LinkedHashMap<>();
        if (oneIn(9)) {
            facets.add(new Facet("AUDIENCE", level(most), List.of("limited")));
        }
        if (oneIn(4)) {
            audience.put(RECIPIENT, level(most));
        }
        if (oneIn(25)) {
            audience.put(THIRD, level(most));
        }
        return new Story(level(most), facets, audience, things, oneIn(6) ? Optional.of(hop(most)) : Optional.empty());
    }

    private static final List<String> CONFIDENCES = List.of("0", "1", "49", "50", "51", "99", "100", "101", "high", "");
    private static final List<String> PAPS = List.of("CLEAR", "WHITE", "GREEN", "AMBER", "RED", "PURPLE", "pap:red");

    private void facet(List<Facet> facets, String name, int most, List<String> values) {
        if (!values.isEmpty()) {
            facets.add(new Facet(name, level(most), values));
            if (oneIn(80)) {
                facets.add(new Facet(name, 1, oneIn(2) ? values : List.of("other", "values")));
            }
        }
    }

    private String near() {
        return Instant.ofEpochMilli(BASE + random.nextInt(12) - 1).toString();
    }

    private List<String> policy() {
        List<String> policy = new ArrayList<>();
        if (oneIn(2)) {
            policy.add("attribution=" + any(List.of("may", "must", "must-not", "must", "must-not", "maybe")));
        }
        if (oneIn(3)) {
            policy.add("start_date=" + near());
        }
        if (oneIn(3)) {
            policy.add("end_date=" + (oneIn(10) ? "never" : near()));
        }
        if (oneIn(10)) {
            policy.add(any(List.of("x_own=1", "unmodified_resale=may", "unmodified_resale=yes", "no field")));
        }
        if (oneIn(20)) {
            policy.add("attribution=may");
        }
        return policy;
    }

    private Hop hop(int most) {
        String reach = any(List.of("NOBODY", "OWN_CONSTITUENTS", "NAMED_HUBS", "AS_MARKED", "AS_MARKED", "AS_MARKED"));
        return new Hop(
                level(most),
                oneIn(10) ? Set.of(RECIPIENT) : Set.of(THIRD),
                reach,
                reach.equals("NAMED_HUBS") ? some(List.of(RECIPIENT, THIRD, AUTHOR), 3) : Set.of());
    }

    private List<Thing> things(int most) {
        List<Thing> things = new ArrayList<>();
        for (int n = oneIn(30) ? 0 : 1 + random.nextInt(3); n > 0; n--) {
            String id = "identity--" + random.nextInt(3);
            boolean identity = oneIn(3);
            boolean relationship = !identity && oneIn(3);
            List<Cut> cuts = new ArrayList<>();
            if (oneIn(6)) {
                int level = level(most);
                cuts.add(new Cut("x_cut", level));
                cuts.add(new Cut("granular_markings", Math.max(level, level(most))));
            }
            things.add(new Thing(
                    10L * (things.size() + 1),
                    level(most),
                    identity
                            ? "identity"
                            : relationship ? "relationship" : oneIn(12) ? "marking-definition" : any(TYPES),
                    identity ? id : "x-own--" + things.size(),
                    oneIn(2) ? Optional.of("identity--" + random.nextInt(3)) : Optional.empty(),
                    relationship ? Optional.of(any(List.of("targets", "uses"))) : Optional.empty(),
                    relationship ? Optional.of("identity--" + random.nextInt(3)) : Optional.empty(),
                    oneIn(8) ? List.of("x_marked") : List.of(),
                    oneIn(8) ? List.of("x_spoken") : List.of(),
                    cuts));
        }
        return things;
    }
}

package org.tocsin.node.policy.oracle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the second reading decides on: numbers and words, no type of the product. A level is 1 (CLEAR) to 5 (RED), of
/// PAP 1 to 4; 0 means none.
final class Facts {
    private Facts() {}

    /// A facet of the header: its name, its own level, what it says.
    record Facet(String name, int level, List<String> values) {}

    /// A member that was cut out of an object.
    record Cut(String name, int level) {}

    /// An object: `markedInside` are members in its own bytes under a granular marking with a marking, `spokenInside`
    /// such with a language.
    record Thing(
            long order,
            int level,
            String type,
            String id,
            Optional<String> createdBy,
            Optional<String> relationship,
            Optional<String> target,
            List<String> markedInside,
            List<String> spokenInside,
            List<Cut> cuts) {}

    /// A record as its author has it. Facets include MARKING and AUDIENCE; `audience` are the teams with a fragment
    /// each,
    /// and its level.
    record Story(int frame, List<Facet> facets, Map<String, Integer> audience, List<Thing> things, Optional<Hop> hop) {}

    /// What makes a record another team's: who has it, and how far it may go.
    record Hop(int level, Set<String> heldBy, String reach, Set<String> hubs) {}

    /// Which words may flow.
    record Choice(boolean all, Set<String> words, boolean unstated) {}

    /// What may flow one way. Attribution: -1 must not, 0 may, 1 must.
    record Limits(
            int ceiling,
            Choice kinds,
            Choice rsit,
            Choice sectors,
            Choice countries,
            int confidence,
            int pap,
            Set<String> types,
            boolean victims,
            boolean marked,
            int attribution) {}

    /// A version of an agreement that both signed, as far as one way goes, and what was stated about it since.
    record Pact(
            int id,
            int version,
            String one,
            String other,
            long from,
            long until,
            Limits limits,
            Set<String> suspendedBy,
            List<Limits> restrictions,
            Optional<Long> terminated) {}

    /// Through whose hands a record goes before it is stated: how many eyes see what is RED; an officer that is "" is
    /// nobody.
    record Hands(int eyes, String publishes, String approved, Set<String> mayApprove) {}

    /// One question.
    record Question(Story story, List<Pact> pacts, String author, String recipient, long at) {}
}

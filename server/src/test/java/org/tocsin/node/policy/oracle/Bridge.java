package org.tocsin.node.policy.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tocsin.model.Bytes;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.policy.oracle.Facts.Choice;
import org.tocsin.node.policy.oracle.Facts.Cut;
import org.tocsin.node.policy.oracle.Facts.Facet;
import org.tocsin.node.policy.oracle.Facts.Hop;
import org.tocsin.node.policy.oracle.Facts.Limits;
import org.tocsin.node.policy.oracle.Facts.Pact;
import org.tocsin.node.policy.oracle.Facts.Story;
import org.tocsin.node.policy.oracle.Facts.Thing;
import org.tocsin.stix.ContentGlance;

/// Tells the product the same story as the second reading is told. Decides nothing.
final class Bridge {
    private static final String MARKING = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da";

    private Bridge() {}

    static Tlp tlp(int level) {
        return List.of(Tlp.values()).get(level - 1);
    }

    /// All fragments of a record, by the name that the second reading has for each.
    static Map<String, Fragment> fragments(Story story) {
        Map<String, Fragment> fragments = new LinkedHashMap<>();
        for (int i = 0; i < story.facets().size(); i++) {
            Facet facet = story.facets().get(i);
            fragments.put(
                    "facet " + i,
                    new Fragment.Facet(tlp(facet.level()), FacetKind.valueOf(facet.name()), facet.values()));
        }
        fragments.put("frame", new Fragment.Frame(tlp(story.frame()), Bytes.ofUtf8("{"), Bytes.ofUtf8("}")));
        story.audience()
                .forEach((team, level) ->
                        fragments.put("team " + team, new Fragment.Audience(tlp(level), new Team(team))));
        for (Thing thing : story.things()) {
            fragments.put(
                    "object " + thing.order(),
                    new Fragment.StixObject(tlp(thing.level()), thing.order(), Bytes.EMPTY, body(thing)));
            long order = thing.order();
            for (Cut cut : thing.cuts()) {
                order++;
                String value = cut.name().equals("granular_markings") ? granular(thing) : "1";
                fragments.put(
                        "cut " + thing.order() + " " + cut.name(),
                        new Fragment.Property(
                                tlp(cut.level()),
                                order,
                                thing.order(),
                                1,
                                Bytes.ofUtf8(",\"" + cut.name() + "\":" + value)));
            }
        }
        return fragments;
    }

    private static Bytes body(Thing thing) {
        StringBuilder body = new StringBuilder("{\"type\":\"" + thing.type() + "\",\"id\":\"" + thing.id() + "\"");
        thing.createdBy().ifPresent(id -> body.append(",\"created_by_ref\":\"" + id + "\""));
        thing.relationship().ifPresent(type -> body.append(",\"relationship_type\":\"" + type + "\""));
        thing.target().ifPresent(id -> body.append(",\"target_ref\":\"" + id + "\""));
        thing.markedInside().forEach(name -> body.append(",\"" + name + "\":{\"deep\":[1]}"));
        thing.spokenInside().forEach(name -> body.append(",\"" + name + "\":\"x\""));
        boolean spoken =
                !thing.markedInside().isEmpty() || !thing.spokenInside().isEmpty();
        if (thing.cuts().isEmpty() && spoken) {
            body.append(",\"granular_markings\":" + granular(thing));
        }
        return Bytes.ofUtf8(body + "}");
    }

    private static String granular(Thing thing) {
        List<String> markings = new ArrayList<>();
        thing.spokenInside().forEach(name -> markings.add("{\"lang\":\"ja\",\"selectors\":[\"" + name + "\"]}"));
        thing.markedInside()
                .forEach(name -> markings.add(
                        "{\"marking_ref\":\"" + MARKING + "\",\"selectors\":[\"" + name + ".deep.[0]\"]}"));
        thing.cuts().stream()
                .filter(cut -> !cut.name().equals("granular_markings"))
                .forEach(cut ->
                        markings.add("{\"marking_ref\":\"" + MARKING + "\",\"selectors\":[\"" + cut.name() + "\"]}"));
        return "[" + String.join(",", markings) + "]";
    }

    static RecordSubject subject(Story story, List<Fragment> fragments) {
        if (story.hop().isEmpty()) {
            return new RecordSubject(RecordHeader.of(fragments), fragments, ContentGlance.lazily(fragments));
        }
        Hop hop = story.hop().get();
        Set<Long> divided = story.things().stream()
                .filter(thing -> !thing.cuts().isEmpty())
                .map(Thing::order)
                .collect(Collectors.toSet());
        Onward.Reach reach = Onward.Reach.valueOf(hop.reach());
        return new RecordSubject(
                RecordHeader.of(fragments),
                List.of(new Fragment.Document(tlp(hop.level()), Bytes.EMPTY)),
                () -> ContentGlance.of(fragments).stream()
                        .map(part -> divided.contains(part.order())
                                ? new ContentPart(part.order(), part.type(), part.creator(), part.targeted(), true)
                                : part)
                        .toList(),
                Optional.of(
                        new RecordSubject.Relayed(teams(hop.heldBy()), new Onward(reach, teams(hop.hubs()), false))));
    }

    private static SortedSet<Team> teams(Set<String> names) {
        return names.stream().map(Team::new).collect(Collectors.toCollection(TreeSet::new));
    }

    static Standing standing(Pact pact, String author) {
        Team one = new Team(pact.one());
        Team other = new Team(pact.other());
        Team from = pact.other().equals(author) ? other : one;
        Team to = from.equals(one) ? other : one;
        SharingAgreement agreement = new SharingAgreement(
                Bytes.ofHex("00112233445566778899aabbccddee0" + pact.id()),
                pact.version(),
                "asked about",
                "",
                Instant.ofEpochMilli(pact.from()),
                Instant.ofEpochMilli(pact.until()),
                way(from, to, pact.limits(), true),
                way(from, to, pact.limits(), false));
        List<Standing.Restriction> restrictions = new ArrayList<>();
        for (Limits limits : pact.restrictions()) {
            restrictions.add(new Standing.Restriction(
                    one,
                    restrictions.size() + 1,
                    new Act.Restrict(way(from, to, limits, true), way(from, to, limits, false))));
        }
        return Standing.of(
                agreement,
                teams(pact.suspendedBy()),
                restrictions,
                pact.terminated().map(Instant::ofEpochMilli));
    }

    /// The lower team's direction first; the other way round anything may flow.
    private static Direction way(Team from, Team to, Limits limits, boolean first) {
        boolean asked = (from.compareTo(to) < 0) == first;
        return asked
                ? new Direction(
                        from,
                        to,
                        limits.ceiling() == 0 ? Optional.empty() : Optional.of(tlp(limits.ceiling())),
                        0,
                        Onward.NOTHING,
                        scope(limits),
                        new Withholding(new TreeSet<>(limits.types()), limits.victims(), limits.marked()),
                        new Handling(
                                Iep.OPEN,
                                List.of(Attribution.values()).get(limits.attribution() + 1),
                                0,
                                false,
                                List.of()))
                : new Direction(to, from, Optional.of(Tlp.RED));
    }

    private static Scope scope(Limits limits) {
        return new Scope(
                selection(limits.kinds()),
                selection(limits.rsit()),
                selection(limits.sectors()),
                selection(limits.countries()),
                limits.confidence(),
                limits.pap() == 0
                        ? Optional.empty()
                        : Optional.of(List.of(Pap.values()).get(limits.pap() - 1)));
    }

    private static Selection selection(Choice choice) {
        return new Selection(choice.all(), new TreeSet<>(choice.words()), choice.unstated());
    }
}

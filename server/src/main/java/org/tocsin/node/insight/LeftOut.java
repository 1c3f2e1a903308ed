package org.tocsin.node.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.Tlp;
import org.tocsin.node.policy.Disclosure;
import org.tocsin.node.policy.PartReason;
import org.tocsin.stix.ContentGlance;

/// Parts of a released record that its recipient is not shown, of one kind and for one reason.
///
/// @param part object, property, facet or audience
/// @param what its STIX type, or its name; may quote the document
public record LeftOut(String part, String what, Tlp marking, PartReason reason, int count) {
    private static final Pattern MEMBER = Pattern.compile("\"((?:[^\"\\\\]|\\\\.){0,250})\"");

    /// What a disclosure leaves out of a record. Another team's place in the audience is left out for everybody, and is
    /// not told of.
    static List<LeftOut> of(Disclosure disclosure, List<Fragment> fragments) {
        Map<Long, String> types = new HashMap<>();
        for (ContentPart part : ContentGlance.of(fragments)) {
            types.put(part.order(), part.type());
        }
        Map<LeftOut, Integer> counts = new LinkedHashMap<>();
        for (Fragment fragment : fragments) {
            disclosure
                    .why(fragment)
                    .flatMap(reason -> one(fragment, reason, types))
                    .ifPresent(one -> counts.merge(one, 1, Integer::sum));
        }
        List<LeftOut> leftOut = new ArrayList<>();
        counts.forEach(
                (one, count) -> leftOut.add(new LeftOut(one.part(), one.what(), one.marking(), one.reason(), count)));
        leftOut.sort(
                Comparator.comparing(LeftOut::part).thenComparing(LeftOut::what).thenComparing(LeftOut::marking));
        return leftOut;
    }

    private static Optional<LeftOut> one(Fragment fragment, PartReason reason, Map<Long, String> types) {
        return switch (fragment) {
            case Fragment.StixObject object ->
                Optional.of(
                        new LeftOut("object", types.getOrDefault(object.order(), "?"), object.marking(), reason, 0));
            case Fragment.Property property ->
                Optional.of(new LeftOut(
                        "property",
                        types.getOrDefault(property.objectOrder(), "?") + "." + name(property),
                        property.marking(),
                        reason,
                        0));
            case Fragment.Facet facet ->
                Optional.of(new LeftOut("facet", facet.facet().name(), facet.marking(), reason, 0));
            case Fragment.Audience audience -> Optional.empty();
            case Fragment.Frame frame -> Optional.empty();
            case Fragment.Document document -> Optional.empty();
            case Fragment.Approval approval -> Optional.empty();
        };
    }

    /// Its bytes run from the comma before the member: the first text in them is the member's name.
    private static String name(Fragment.Property property) {
        Matcher member = MEMBER.matcher(property.body().utf8());
        return member.find() ? member.group(1) : "?";
    }
}

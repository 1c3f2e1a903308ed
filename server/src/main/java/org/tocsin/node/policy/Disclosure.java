package org.tocsin.node.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Withholding;

/// Which fragments of a released record its recipient sees: those up to the ceiling; RED ones only if the recipient is
/// named; of the audience its own place only; and nothing that the terms withhold. Rules R-REL-2 to R-REL-5, R-REL-8.
///
/// @param properties whether properties under granular markings are withheld
/// @param objects the objects that are withheld whatever their marking, by their order
public record Disclosure(
        Team recipient, Tlp ceiling, boolean named, boolean properties, Map<Long, PartReason> objects) {
    private static final String DEFINITION = "marking-definition";
    private static final String IDENTITY = "identity";

    public Disclosure {
        objects = Map.copyOf(objects);
    }

    /// Withholds nothing but what markings say.
    public Disclosure(Team recipient, Tlp ceiling, boolean named) {
        this(recipient, ceiling, named, false, Map.of());
    }

    /// Whether the recipient sees a fragment.
    public boolean shows(Fragment fragment) {
        return reason(fragment) == null;
    }

    /// Why the recipient does not see a fragment; empty if it does.
    public Optional<PartReason> why(Fragment fragment) {
        return Optional.ofNullable(reason(fragment));
    }

    private @Nullable PartReason reason(Fragment fragment) {
        Tlp marking = fragment.marking();
        if (marking.isStricterThan(ceiling)) {
            return PartReason.MARKING_ABOVE_CEILING;
        }
        boolean foreign = fragment instanceof Fragment.Audience audience
                && !audience.team().equals(recipient);
        if (foreign || (marking == Tlp.RED && !named)) {
            return PartReason.NOT_IN_AUDIENCE;
        }
        if (fragment instanceof Fragment.Property property) {
            return properties ? PartReason.GRANULAR_MARKING : objects.get(property.objectOrder());
        }
        return fragment instanceof Fragment.StixObject object ? objects.get(object.order()) : null;
    }

    /// Of a whole record's objects those that terms withhold, and why.
    static Map<Long, PartReason> withheld(Withholding terms, List<ContentPart> parts) {
        Map<Long, PartReason> withheld = new HashMap<>();
        for (ContentPart part : parts) {
            boolean victim = part.type().equals(IDENTITY) && (!part.creator() || part.targeted());
            PartReason reason = reason(terms, part, victim);
            if (reason != null) {
                withheld.put(part.order(), reason);
            }
        }
        return withheld;
    }

    /// Whether a receiver was shown an object that terms withhold. It sees no more than a part of the record: that
    /// nothing it sees names an identity as creator says nothing.
    static boolean withholds(Withholding terms, ContentPart shown) {
        return reason(terms, shown, shown.type().equals(IDENTITY) && shown.targeted()) != null;
    }

    /// A marking definition is never withheld: nobody who sees the record can do without the meaning of its markings.
    private static @Nullable PartReason reason(Withholding terms, ContentPart part, boolean victim) {
        if (part.type().equals(DEFINITION)) {
            return null;
        }
        if (terms.types().contains(part.type())) {
            return PartReason.TYPE_WITHHELD;
        }
        if (terms.victims() && victim) {
            return PartReason.VICTIM_WITHHELD;
        }
        return terms.marked() && part.marked() ? PartReason.GRANULAR_MARKING : null;
    }
}

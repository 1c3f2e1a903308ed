package org.tocsin.stix;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Tlp;

/// Puts together what was disclosed of a record: the published bytes if nothing was withheld, else valid STIX without
/// what was. Facets, audience and documents are passed over. Rules R-REC-5 and R-REC-6.
public final class Recomposer {
    private Recomposer() {}

    /// @throws IllegalArgumentException if the fragments do not fit together: no frame or several, an order twice, a
    ///     property without its object, outside its bytes or out of order
    public static Bytes recompose(List<Fragment> fragments) {
        Fragment.Frame frame = null;
        TreeMap<Long, Fragment.StixObject> objects = new TreeMap<>();
        Map<Long, List<Fragment.Property>> properties = new TreeMap<>();
        int length = 0;
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Frame one -> {
                    require(frame == null, "two frames");
                    frame = one;
                    length = Math.addExact(
                            length, one.prefix().length() + one.suffix().length());
                }
                case Fragment.StixObject object -> {
                    require(objects.put(object.order(), object) == null, "two objects of one order");
                    length = Math.addExact(
                            length, object.lead().length() + object.body().length());
                }
                case Fragment.Property property -> {
                    properties
                            .computeIfAbsent(property.objectOrder(), order -> new ArrayList<>())
                            .add(property);
                    length = Math.addExact(length, property.body().length());
                }
                case Fragment.Facet facet -> {}
                case Fragment.Audience audience -> {}
                case Fragment.Document document -> {}
                case Fragment.Approval approval -> {}
            }
        }
        if (frame == null) {
            throw new IllegalArgumentException("no frame");
        }
        // Nothing stands in front of the first object.
        int unwritten =
                objects.isEmpty() ? 0 : objects.firstEntry().getValue().lead().length();
        ByteBuffer out = ByteBuffer.allocate(length - unwritten);
        write(out, frame.prefix(), 0, frame.prefix().length());
        boolean first = true;
        for (Fragment.StixObject object : objects.values()) {
            if (!first) {
                write(out, object.lead(), 0, object.lead().length());
            }
            first = false;
            object(out, object, properties.remove(object.order()));
        }
        require(properties.isEmpty(), "a property without its object");
        write(out, frame.suffix(), 0, frame.suffix().length());
        return Bytes.wrap(out.array());
    }

    private static void object(
            ByteBuffer out, Fragment.StixObject object, @Nullable List<Fragment.Property> properties) {
        int written = 0;
        if (properties != null) {
            properties.sort(Comparator.comparingLong(Fragment.Property::order));
            long before = object.order();
            for (Fragment.Property property : properties) {
                require(property.order() > before, "two properties of one order");
                require(
                        property.at() >= written
                                && property.at() <= object.body().length(),
                        "a property out of place");
                before = property.order();
                write(out, object.body(), written, property.at());
                write(out, property.body(), 0, property.body().length());
                written = property.at();
            }
        }
        write(out, object.body(), written, object.body().length());
    }

    private static void write(ByteBuffer out, Bytes bytes, int from, int to) {
        out.put(bytes.array(), from, to - from);
    }

    private static void require(boolean good, String problem) {
        if (!good) {
            throw new IllegalArgumentException(problem);
        }
    }

    /// The marking under which something received stands: the strictest of the record's MARKING facet (RED if there is
    /// none), of the disclosed content fragments, and of what the recomposed content states itself.
    public static Tlp effectiveMarking(List<Fragment> disclosed, StixDocument recomposed) {
        Tlp effective = recomposed.stated().orElse(Tlp.CLEAR);
        Tlp record = Tlp.RED;
        for (Fragment fragment : disclosed) {
            effective = Tlp.strictest(effective, fragment.marking());
            if (fragment instanceof Fragment.Facet facet
                    && facet.facet() == FacetKind.MARKING
                    && facet.values().size() == 1) {
                record = Tlp.ofLabel(facet.values().getFirst()).orElse(Tlp.RED);
            }
        }
        return Tlp.strictest(effective, record);
    }
}

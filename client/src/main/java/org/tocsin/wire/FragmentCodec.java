package org.tocsin.wire;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.exchange.v1.DisclosedFragment;
import org.tocsin.exchange.v1.FragmentKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;

/// Fragments and sets of fragments. A fragment's bytes are what is hashed: encoded once, at the author. Rules R-FRG-1
/// to R-FRG-4.
public final class FragmentCodec {
    /// Bytes of one encoded fragment, at most: a body of 768 KiB and what stands around it.
    public static final int FRAGMENT_BYTES_MAX = 768 * 1024 + 4_096;
    /// Bytes of an encoded set, at most: a record of 16 MiB and the salts, places and hashes of 16,384 fragments.
    public static final int SET_BYTES_MAX = 20 * 1024 * 1024;

    private FragmentCodec() {}

    public static Bytes encode(Fragment fragment) {
        var builder = org.tocsin.exchange.v1.Fragment.newBuilder().setMarking(Enums.tlp(fragment.marking()));
        switch (fragment) {
            case Fragment.Frame frame ->
                builder.setKind(FragmentKind.FRAGMENT_KIND_FRAME)
                        .setBody(Parsing.string(frame.prefix()))
                        .setSuffix(Parsing.string(frame.suffix()));
            case Fragment.StixObject object ->
                builder.setKind(FragmentKind.FRAGMENT_KIND_OBJECT)
                        .setBody(Parsing.string(object.body()))
                        .setLead(Parsing.string(object.lead()))
                        .setOrder(object.order());
            case Fragment.Property property ->
                builder.setKind(FragmentKind.FRAGMENT_KIND_PROPERTY)
                        .setBody(Parsing.string(property.body()))
                        .setOrder(property.order())
                        .setObjectOrder(property.objectOrder())
                        .setAt(property.at());
            case Fragment.Facet facet ->
                builder.setKind(FragmentKind.FRAGMENT_KIND_FACET)
                        .setFacet(Enums.facet(facet.facet()))
                        .addAllValues(facet.values());
            case Fragment.Audience audience ->
                builder.setKind(FragmentKind.FRAGMENT_KIND_AUDIENCE)
                        .addValues(audience.team().domain());
            case Fragment.Document document ->
                builder.setKind(FragmentKind.FRAGMENT_KIND_DOCUMENT).setBody(Parsing.string(document.body()));
        }
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes are not a fragment of a known kind (R-FRG-1)
    public static Fragment decode(Bytes bytes) throws WireException {
        var message = Parsing.strictly(org.tocsin.exchange.v1.Fragment.parser(), bytes, FRAGMENT_BYTES_MAX, "fragment");
        var marking = Enums.tlp(message.getMarking());
        Bytes body = Parsing.bytes(message.getBody());
        return switch (message.getKind()) {
            case FRAGMENT_KIND_FRAME -> new Fragment.Frame(marking, body, Parsing.bytes(message.getSuffix()));
            case FRAGMENT_KIND_OBJECT ->
                new Fragment.StixObject(marking, message.getOrder(), Parsing.bytes(message.getLead()), body);
            case FRAGMENT_KIND_PROPERTY ->
                new Fragment.Property(marking, message.getOrder(), message.getObjectOrder(), message.getAt(), body);
            case FRAGMENT_KIND_FACET ->
                new Fragment.Facet(marking, Enums.facet(message.getFacet()), message.getValuesList());
            case FRAGMENT_KIND_AUDIENCE -> audience(message, marking);
            case FRAGMENT_KIND_DOCUMENT -> new Fragment.Document(marking, body);
            case FRAGMENT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of fragment unknown to this version");
        };
    }

    private static Fragment.Audience audience(org.tocsin.exchange.v1.Fragment message, org.tocsin.model.Tlp marking)
            throws WireException {
        if (message.getValuesCount() != 1) {
            throw new WireException("an audience fragment names exactly one team");
        }
        return new Fragment.Audience(marking, Parsing.team(message.getValues(0), "fragment.values"));
    }

    public static Bytes encode(FragmentSet set) {
        var builder = org.tocsin.exchange.v1.FragmentSet.newBuilder()
                .setLeafCount(set.leafCount())
                .setHidden(Parsing.concatenated(set.hidden()));
        for (FragmentSet.Disclosed disclosed : set.fragments()) {
            builder.addFragments(DisclosedFragment.newBuilder()
                    .setPosition(disclosed.position())
                    .setSalt(Parsing.string(disclosed.salt()))
                    .setFragment(Parsing.string(disclosed.fragment())));
        }
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes are not a well-formed set (R-FRG-4); whether it belongs to a statement is for
    /// the proof to say
    public static FragmentSet decodeSet(Bytes bytes) throws WireException {
        var message = Parsing.strictly(org.tocsin.exchange.v1.FragmentSet.parser(), bytes, SET_BYTES_MAX, "fragments");
        if (message.getFragmentsCount() > FragmentSet.LEAF_COUNT_MAX) {
            throw new WireException("more than 32768 fragments");
        }
        List<FragmentSet.Disclosed> disclosed = new ArrayList<>(message.getFragmentsCount());
        for (DisclosedFragment fragment : message.getFragmentsList()) {
            disclosed.add(Parsing.checked(() -> new FragmentSet.Disclosed(
                    fragment.getPosition(), Parsing.bytes(fragment.getSalt()), Parsing.bytes(fragment.getFragment()))));
        }
        var hidden = Parsing.digests(message.getHidden(), FragmentSet.LEAF_COUNT_MAX, "fragments.hidden");
        return Parsing.checked(() -> new FragmentSet(message.getLeafCount(), disclosed, hidden));
    }
}

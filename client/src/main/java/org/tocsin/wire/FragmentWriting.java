package org.tocsin.wire;

import org.tocsin.exchange.v1.FragmentKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;

/// Writes fragments and sets of them field by field: the bytes of the generated writer, made in one array. Rules
/// R-FRG-2, R-FRG-4.
final class FragmentWriting {
    private static final int KIND = org.tocsin.exchange.v1.Fragment.KIND_FIELD_NUMBER;
    private static final int MARKING = org.tocsin.exchange.v1.Fragment.MARKING_FIELD_NUMBER;
    private static final int BODY = org.tocsin.exchange.v1.Fragment.BODY_FIELD_NUMBER;
    private static final int SUFFIX = org.tocsin.exchange.v1.Fragment.SUFFIX_FIELD_NUMBER;
    private static final int LEAD = org.tocsin.exchange.v1.Fragment.LEAD_FIELD_NUMBER;
    private static final int ORDER = org.tocsin.exchange.v1.Fragment.ORDER_FIELD_NUMBER;
    private static final int OBJECT_ORDER = org.tocsin.exchange.v1.Fragment.OBJECT_ORDER_FIELD_NUMBER;
    private static final int AT = org.tocsin.exchange.v1.Fragment.AT_FIELD_NUMBER;
    private static final int FACET = org.tocsin.exchange.v1.Fragment.FACET_FIELD_NUMBER;
    private static final int VALUES = org.tocsin.exchange.v1.Fragment.VALUES_FIELD_NUMBER;
    private static final int LEAF_COUNT = org.tocsin.exchange.v1.FragmentSet.LEAF_COUNT_FIELD_NUMBER;
    private static final int FRAGMENTS = org.tocsin.exchange.v1.FragmentSet.FRAGMENTS_FIELD_NUMBER;
    private static final int HIDDEN = org.tocsin.exchange.v1.FragmentSet.HIDDEN_FIELD_NUMBER;
    private static final int POSITION = org.tocsin.exchange.v1.DisclosedFragment.POSITION_FIELD_NUMBER;
    private static final int SALT = org.tocsin.exchange.v1.DisclosedFragment.SALT_FIELD_NUMBER;
    private static final int FRAGMENT = org.tocsin.exchange.v1.DisclosedFragment.FRAGMENT_FIELD_NUMBER;

    /// Tags, lengths and numbers of a fragment: kind, marking, three runs, and three numbers at their longest.
    private static final int FRAGMENT_OVERHEAD_BYTES = 48;

    private FragmentWriting() {}

    static Bytes fragment(Fragment fragment) {
        int marking = Enums.tlp(fragment.marking()).getNumber();
        FieldWriter out = switch (fragment) {
            case Fragment.Frame frame -> {
                FieldWriter begun = begun(
                        FragmentKind.FRAGMENT_KIND_FRAME,
                        marking,
                        frame.prefix().length() + frame.suffix().length());
                begun.bytes(BODY, frame.prefix().array());
                begun.bytes(SUFFIX, frame.suffix().array());
                yield begun;
            }
            case Fragment.StixObject object -> {
                FieldWriter begun = begun(
                        FragmentKind.FRAGMENT_KIND_OBJECT,
                        marking,
                        object.body().length() + object.lead().length());
                begun.bytes(BODY, object.body().array());
                begun.bytes(LEAD, object.lead().array());
                begun.number(ORDER, object.order());
                yield begun;
            }
            case Fragment.Property property -> {
                FieldWriter begun = begun(
                        FragmentKind.FRAGMENT_KIND_PROPERTY,
                        marking,
                        property.body().length());
                begun.bytes(BODY, property.body().array());
                begun.number(ORDER, property.order());
                begun.number(OBJECT_ORDER, property.objectOrder());
                begun.number(AT, property.at());
                yield begun;
            }
            case Fragment.Facet facet -> {
                FieldWriter begun = begun(FragmentKind.FRAGMENT_KIND_FACET, marking, 0);
                begun.number(FACET, Enums.facet(facet.facet()).getNumber());
                facet.values().forEach(value -> begun.element(VALUES, value));
                yield begun;
            }
            case Fragment.Audience audience -> {
                FieldWriter begun = begun(FragmentKind.FRAGMENT_KIND_AUDIENCE, marking, 0);
                begun.element(VALUES, audience.team().domain());
                yield begun;
            }
            case Fragment.Document document -> document(FragmentKind.FRAGMENT_KIND_DOCUMENT, marking, document.body());
            case Fragment.Approval approval -> document(FragmentKind.FRAGMENT_KIND_APPROVAL, marking, approval.body());
        };
        return Bytes.wrap(out.written());
    }

    private static FieldWriter document(FragmentKind kind, int marking, Bytes body) {
        FieldWriter begun = begun(kind, marking, body.length());
        begun.bytes(BODY, body.array());
        return begun;
    }

    private static FieldWriter begun(FragmentKind kind, int marking, int bytes) {
        FieldWriter out = new FieldWriter(bytes + FRAGMENT_OVERHEAD_BYTES);
        out.number(KIND, kind.getNumber());
        out.number(MARKING, marking);
        return out;
    }

    static Bytes set(FragmentSet set) {
        int hidden = set.hidden().size() * Digest.LENGTH;
        int length = FieldWriter.numberBytes(set.leafCount()) + FieldWriter.fieldBytes(hidden);
        for (FragmentSet.Disclosed disclosed : set.fragments()) {
            length += FieldWriter.fieldBytes(bytes(disclosed));
        }
        FieldWriter out = new FieldWriter(length);
        out.number(LEAF_COUNT, set.leafCount());
        for (FragmentSet.Disclosed disclosed : set.fragments()) {
            out.begin(FRAGMENTS, bytes(disclosed));
            out.number(POSITION, disclosed.position());
            out.bytes(SALT, disclosed.salt().array());
            out.bytes(FRAGMENT, disclosed.fragment().array());
        }
        if (hidden > 0) {
            out.begin(HIDDEN, hidden);
            set.hidden().forEach(hash -> out.raw(hash.array()));
        }
        return Bytes.wrap(out.written());
    }

    private static int bytes(FragmentSet.Disclosed disclosed) {
        return FieldWriter.numberBytes(disclosed.position())
                + FieldWriter.fieldBytes(disclosed.salt().length())
                + FieldWriter.fieldBytes(disclosed.fragment().length());
    }
}

package org.tocsin.wire;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.exchange.v1.FacetKind;
import org.tocsin.exchange.v1.FragmentKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// Reads fragments and sets of them field by field: the same messages that the generated parser reads and no others,
/// without building what would be copied again at once. Every fragment of every record passes here. Rules R-FRG-2,
/// R-FRG-4, R-LIM-4.
final class FragmentReading {
    private static final int SET_LEAF_COUNT = tag(org.tocsin.exchange.v1.FragmentSet.LEAF_COUNT_FIELD_NUMBER, 0);
    private static final int SET_FRAGMENTS = tag(org.tocsin.exchange.v1.FragmentSet.FRAGMENTS_FIELD_NUMBER, 2);
    private static final int SET_HIDDEN = tag(org.tocsin.exchange.v1.FragmentSet.HIDDEN_FIELD_NUMBER, 2);
    private static final int SHOWN_POSITION = tag(1, 0);
    private static final int SHOWN_SALT = tag(2, 2);
    private static final int SHOWN_FRAGMENT = tag(3, 2);
    private static final int KIND = tag(1, 0);
    private static final int MARKING = tag(2, 0);
    private static final int BODY = tag(3, 2);
    private static final int SUFFIX = tag(4, 2);
    private static final int LEAD = tag(5, 2);
    private static final int ORDER = tag(6, 0);
    private static final int OBJECT_ORDER = tag(7, 0);
    private static final int AT = tag(8, 0);
    private static final int FACET = tag(9, 0);
    private static final int VALUES = tag(10, 2);

    private final CodedInputStream in;
    private final String what;

    private FragmentReading(Bytes bytes, int bytesMax, String what) throws WireException {
        if (bytes.length() > bytesMax) {
            throw new WireException(what + " is longer than " + bytesMax + " bytes");
        }
        this.in = CodedInputStream.newInstance(bytes.array());
        this.what = what;
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    static FragmentSet set(Bytes bytes) throws WireException {
        FragmentReading reading = new FragmentReading(bytes, FragmentCodec.SET_BYTES_MAX, "fragments");
        try {
            return reading.set();
        } catch (IOException | IllegalArgumentException notAMessage) {
            throw reading.unreadable(notAMessage);
        }
    }

    static List<Fragment> outline(Bytes bytes) throws WireException {
        FragmentReading reading = new FragmentReading(bytes, FragmentCodec.SET_BYTES_MAX, "fragments");
        try {
            return reading.outline();
        } catch (IOException | IllegalArgumentException notAMessage) {
            throw reading.unreadable(notAMessage);
        }
    }

    static Fragment fragment(Bytes bytes) throws WireException {
        FragmentReading reading = new FragmentReading(bytes, FragmentCodec.FRAGMENT_BYTES_MAX, "fragment");
        try {
            return reading.fragment(true);
        } catch (IOException | IllegalArgumentException notAMessage) {
            throw reading.unreadable(notAMessage);
        }
    }

    /// What the input is not: a message, or one whose parts fit each other.
    private WireException unreadable(Exception failure) {
        return failure instanceof IllegalArgumentException unfit
                ? new WireException(String.valueOf(unfit.getMessage()))
                : new WireException(what + " is not a message of its type");
    }

    private WireException unknown() {
        return new WireException(what + " has fields unknown to this version");
    }

    private FragmentSet set() throws IOException, WireException {
        int leafCount = 0;
        Bytes hidden = Bytes.EMPTY;
        List<FragmentSet.Disclosed> shown = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SET_FRAGMENTS) {
                if (shown.size() == FragmentSet.LEAF_COUNT_MAX) {
                    throw new WireException("more than 32768 fragments");
                }
                int outer = in.pushLimit(in.readRawVarint32());
                shown.add(shown());
                in.popLimit(outer);
            } else if (tag == SET_LEAF_COUNT) {
                leafCount = in.readUInt32();
            } else if (tag == SET_HIDDEN) {
                hidden = bytes();
            } else {
                throw unknown();
            }
        }
        return new FragmentSet(leafCount, shown, hashes(hidden));
    }

    private FragmentSet.Disclosed shown() throws IOException, WireException {
        int position = 0;
        Bytes salt = Bytes.EMPTY;
        Bytes fragment = Bytes.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SHOWN_FRAGMENT) {
                fragment = bytes();
            } else if (tag == SHOWN_SALT) {
                salt = bytes();
            } else if (tag == SHOWN_POSITION) {
                position = in.readUInt32();
            } else {
                throw unknown();
            }
        }
        return new FragmentSet.Disclosed(position, salt, fragment);
    }

    private static List<Digest> hashes(Bytes run) throws WireException {
        int count = run.length() / Digest.LENGTH;
        if (run.length() % Digest.LENGTH != 0 || count > FragmentSet.LEAF_COUNT_MAX) {
            throw new WireException(
                    "fragments.hidden is not a run of at most " + FragmentSet.LEAF_COUNT_MAX + " hashes");
        }
        List<Digest> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(Digest.copyOf(run.array(), i * Digest.LENGTH));
        }
        return hashes;
    }

    private List<Fragment> outline() throws IOException, WireException {
        List<Fragment> fragments = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SET_FRAGMENTS) {
                int outer = in.pushLimit(in.readRawVarint32());
                fragments.add(shownOutline());
                in.popLimit(outer);
            } else if (tag == SET_LEAF_COUNT || tag == SET_HIDDEN) {
                in.skipField(tag);
            } else {
                throw unknown();
            }
        }
        return fragments;
    }

    private Fragment shownOutline() throws IOException, WireException {
        Fragment fragment = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SHOWN_FRAGMENT && fragment == null) {
                int outer = in.pushLimit(in.readRawVarint32());
                fragment = fragment(false);
                in.popLimit(outer);
            } else if (tag == SHOWN_POSITION || tag == SHOWN_SALT) {
                in.skipField(tag);
            } else {
                throw unknown();
            }
        }
        if (fragment == null) {
            throw new WireException("a place without a fragment");
        }
        return fragment;
    }

    /// One fragment, up to the limit at hand.
    ///
    /// @param whole whether its bytes are wanted, or only what decisions are made of
    private Fragment fragment(boolean whole) throws IOException, WireException {
        int kind = 0;
        int marking = 0;
        Bytes body = Bytes.EMPTY;
        Bytes suffix = Bytes.EMPTY;
        Bytes lead = Bytes.EMPTY;
        long order = 0;
        long objectOrder = 0;
        int at = 0;
        int facet = 0;
        List<String> values = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == KIND) {
                kind = in.readEnum();
            } else if (tag == MARKING) {
                marking = in.readEnum();
            } else if (tag == BODY) {
                body = bytes(whole);
            } else if (tag == SUFFIX) {
                suffix = bytes(whole);
            } else if (tag == LEAD) {
                lead = bytes(whole);
            } else if (tag == ORDER) {
                order = in.readUInt64();
            } else if (tag == OBJECT_ORDER) {
                objectOrder = in.readUInt64();
            } else if (tag == AT) {
                at = in.readUInt32();
            } else if (tag == FACET) {
                facet = in.readEnum();
            } else if (tag == VALUES) {
                values = values == null ? new ArrayList<>(2) : values;
                values.add(in.readStringRequireUtf8());
            } else {
                throw unknown();
            }
        }
        Tlp level = marking(marking);
        List<String> said = values == null ? List.of() : values;
        return switch (known(FragmentKind.forNumber(kind), FragmentKind.UNRECOGNIZED)) {
            case FRAGMENT_KIND_FRAME -> new Fragment.Frame(level, body, suffix);
            case FRAGMENT_KIND_OBJECT -> new Fragment.StixObject(level, order, lead, body);
            case FRAGMENT_KIND_PROPERTY -> new Fragment.Property(level, order, objectOrder, at, body);
            case FRAGMENT_KIND_FACET ->
                new Fragment.Facet(level, Enums.facet(known(FacetKind.forNumber(facet), FacetKind.UNRECOGNIZED)), said);
            case FRAGMENT_KIND_AUDIENCE -> new Fragment.Audience(level, audience(said));
            case FRAGMENT_KIND_DOCUMENT -> new Fragment.Document(level, body);
            case FRAGMENT_KIND_APPROVAL -> new Fragment.Approval(level, body);
            case FRAGMENT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of fragment unknown to this version");
        };
    }

    private static Tlp marking(int number) {
        return Enums.tlp(known(org.tocsin.exchange.v1.Tlp.forNumber(number), org.tocsin.exchange.v1.Tlp.UNRECOGNIZED));
    }

    private static <E> E known(@Nullable E constant, E unrecognized) {
        return constant == null ? unrecognized : constant;
    }

    private static Team audience(List<String> values) throws WireException {
        if (values.size() != 1) {
            throw new WireException("an audience fragment names exactly one team");
        }
        return Parsing.team(values.getFirst(), "fragment.values");
    }

    private Bytes bytes() throws IOException {
        return Bytes.wrap(in.readByteArray());
    }

    private Bytes bytes(boolean wanted) throws IOException {
        if (wanted) {
            return bytes();
        }
        in.skipRawBytes(in.readRawVarint32());
        return Bytes.EMPTY;
    }
}

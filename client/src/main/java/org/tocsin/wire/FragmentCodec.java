package org.tocsin.wire;

import java.util.List;
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
        return FragmentWriting.fragment(fragment);
    }

    /// @throws WireException if the bytes are not a fragment of a known kind (R-FRG-1)
    public static Fragment decode(Bytes bytes) throws WireException {
        return FragmentReading.fragment(bytes);
    }

    public static Bytes encode(FragmentSet set) {
        return FragmentWriting.set(set);
    }

    /// @throws WireException if the bytes are not a well-formed set (R-FRG-4); whether it belongs to a statement is for
    /// the proof to say
    public static FragmentSet decodeSet(Bytes bytes) throws WireException {
        return FragmentReading.set(bytes);
    }

    /// The fragments of a set in their order, without their bytes: everything that a decision reads of them, and
    /// nothing that could be shown. For sets that were checked when they were made: of what stands around the
    /// fragments only the form is looked at.
    ///
    /// @throws WireException if the bytes are not a set of fragments of known kinds
    public static List<Fragment> outline(Bytes set) throws WireException {
        return FragmentReading.outline(set);
    }
}

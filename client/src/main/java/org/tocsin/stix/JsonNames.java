package org.tocsin.stix;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Member names that were read lately, so that the few names that all documents use are made once. A table of fixed
/// size
/// in which names drive each other out: whoever chooses names can make others' be made anew, and nothing more. What one
/// thread writes others may see late or never, but whole: a name's fields are final.
final class JsonNames {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SLOT_BITS = 10;
    /// Longer names are no property's of the specification.
    private static final int LENGTH_MAX = 64;

    private static final @Nullable Name[] SLOTS = new @Nullable Name[1 << SLOT_BITS];

    private record Name(byte[] bytes, String text) {}

    private JsonNames() {}

    /// The name that these bytes, all of them ASCII, spell.
    static String name(byte[] bytes, int from, int length) {
        if (length > LENGTH_MAX) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        int slot = slot(bytes, from, length);
        Name known = SLOTS[slot];
        if (known != null
                && known.bytes.length == length
                && Arrays.equals(bytes, from, from + length, known.bytes, 0, length)) {
            return known.text;
        }
        String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        SLOTS[slot] = new Name(Arrays.copyOfRange(bytes, from, from + length), text);
        return text;
    }

    /// From the first and the last eight bytes.
    private static int slot(byte[] bytes, int from, int length) {
        long first = 0;
        long last = 0;
        if (length >= Long.BYTES) {
            first = (long) LONGS.get(bytes, from);
            last = (long) LONGS.get(bytes, from + length - Long.BYTES);
        } else {
            for (int i = from; i < from + length; i++) {
                first = first << Byte.SIZE | bytes[i];
            }
        }
        long mixed = (first * 0x9e3779b97f4a7c15L ^ last + length) * 0xc2b2ae3d27d4eb4fL;
        return (int) (mixed >>> (Long.SIZE - SLOT_BITS));
    }
}

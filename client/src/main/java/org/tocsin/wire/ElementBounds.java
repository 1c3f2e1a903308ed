package org.tocsin.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/// Counts the repeated messages in encoded bytes, at every depth, before anything is built of them. Rule R-LIM-1.
public final class ElementBounds {
    private ElementBounds() {}

    /// Whether the bytes can be read as a message with at most so many elements of repeated messages in all.
    public static boolean hold(Descriptor message, byte[] bytes, int elementsMax) {
        try {
            return count(message, CodedInputStream.newInstance(bytes), elementsMax) >= 0;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// How many more elements there may be; below zero if there are too many.
    private static int count(Descriptor message, CodedInputStream input, int left) throws IOException {
        int more = left;
        for (int tag = input.readTag(); tag != 0 && more >= 0; tag = input.readTag()) {
            FieldDescriptor field = message.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field == null
                    || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                    || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                if (!input.skipField(tag)) {
                    return -1;
                }
                continue;
            }
            more -= field.isRepeated() ? 1 : 0;
            int limit = input.pushLimit(input.readRawVarint32());
            more = count(field.getMessageType(), input, more);
            if (more < 0) {
                return more;
            }
            input.popLimit(limit);
        }
        return more;
    }
}

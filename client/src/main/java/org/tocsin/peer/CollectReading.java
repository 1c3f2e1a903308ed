package org.tocsin.peer;

import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.tocsin.exchange.v1.CollectResponse;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.ElementBounds;

/// Reads what an author sends on a lane that is collected: elements are counted before anything is built of them, and a
/// message that cannot be read within bounds becomes one that says nothing. Threat S-HOSTILE-MESSAGE; rule R-LIM-1.
final class CollectReading implements MethodDescriptor.Marshaller<CollectResponse> {
    @Override
    public InputStream stream(CollectResponse value) {
        return value.toByteString().newInput();
    }

    @Override
    public CollectResponse parse(InputStream stream) {
        try {
            byte[] bytes = stream.readAllBytes();
            return ElementBounds.hold(CollectResponse.getDescriptor(), bytes, DeliveryCodec.FRAME_ITEMS_MAX)
                    ? CollectResponse.parseFrom(bytes)
                    : CollectResponse.getDefaultInstance();
        } catch (com.google.protobuf.InvalidProtocolBufferException unreadable) {
            return CollectResponse.getDefaultInstance();
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }
}

package org.tocsin.node.edge;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.Frame;
import org.tocsin.exchange.v1.LaneOpen;
import org.tocsin.wire.ElementBounds;

/// Reads requests within bounds: elements are counted before anything is built of them, unknown fields are passed over
/// instead of kept. A request that cannot be read becomes one that says nothing, which the handler refuses: what a
/// parser throws would leave without a reason.
///
/// Threat S-HOSTILE-MESSAGE; rule R-LIM-1.
final class StrictMessages {
    /// Elements of a repeated field in a request, at most: the items of a frame.
    static final int ELEMENTS_MAX = 1_024;
    /// Bytes of a request that is a question.
    static final int QUESTION_BYTES_MAX = 1_024;

    /// The repeated messages inside a message, by the number of the field that leads to them.
    private static final Map<Integer, Integer> REPEATED = Map.of(
            DeliverRequest.OPEN_FIELD_NUMBER, LaneOpen.MANIFESTS_FIELD_NUMBER,
            DeliverRequest.FRAME_FIELD_NUMBER, Frame.ITEMS_FIELD_NUMBER);

    private StrictMessages() {}

    /// The same service, reading its requests within bounds.
    static ServerServiceDefinition bounded(ServerServiceDefinition service) {
        ServerServiceDefinition.Builder builder =
                ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
        for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
            builder.addMethod(bounded(method));
        }
        return builder.build();
    }

    private static <Q, A> ServerMethodDefinition<Q, A> bounded(ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        if (!(descriptor.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<Q> reader)
                || !(reader.getMessagePrototype() instanceof Message prototype)) {
            throw new IllegalArgumentException("not a service of protocol messages");
        }
        return ServerMethodDefinition.create(
                descriptor.toBuilder(new Bounded<>(reader, prototype), descriptor.getResponseMarshaller())
                        .build(),
                method.getServerCallHandler());
    }

    /// Reads one kind of request.
    private record Bounded<Q>(MethodDescriptor.PrototypeMarshaller<Q> reader, Message prototype)
            implements MethodDescriptor.Marshaller<Q> {
        @Override
        public InputStream stream(Q value) {
            return reader.stream(value);
        }

        @Override
        public Q parse(InputStream stream) {
            try {
                return reader.getMessageClass().cast(read(prototype, stream.readAllBytes()));
            } catch (IOException lost) {
                throw new UncheckedIOException(lost);
            }
        }
    }

    /// Reads a request, or gives the empty one if it cannot be read within bounds.
    static Message read(Message prototype, byte[] bytes) {
        boolean isFrame = prototype instanceof DeliverRequest;
        boolean isAnswer = prototype instanceof CollectRequest;
        if (!isFrame && !isAnswer && bytes.length > QUESTION_BYTES_MAX) {
            return prototype;
        }
        try {
            if (isFrame) {
                count(bytes);
            } else if (!ElementBounds.hold(prototype.getDescriptorForType(), bytes, ELEMENTS_MAX)) {
                return prototype;
            }
            Parser<? extends Message> parser = prototype.getParserForType();
            return DiscardUnknownFieldsParser.wrap(parser).parseFrom(bytes);
        } catch (IOException unreadable) {
            return prototype;
        }
    }

    private static void count(byte[] bytes) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(bytes);
        int elements = 0;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            Integer repeated = REPEATED.get(WireFormat.getTagFieldNumber(tag));
            if (repeated == null || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                skip(input, tag);
                continue;
            }
            int limit = input.pushLimit(input.readRawVarint32());
            for (int inner = input.readTag(); inner != 0; inner = input.readTag()) {
                if (WireFormat.getTagFieldNumber(inner) == repeated && ++elements > ELEMENTS_MAX) {
                    throw new InvalidProtocolBufferException("too many elements");
                }
                skip(input, inner);
            }
            input.popLimit(limit);
        }
    }

    private static void skip(CodedInputStream input, int tag) throws IOException {
        if (!input.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }
}

package org.tocsin.interop.bench;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/// The least that gRPC can do with a message: give it back, or answer it with 16 bytes; and the bare steps of delivery
/// behind the same transport. Messages are bytes as they
/// are, without protobuf: nothing that carries them over gRPC and TLS is faster.
final class RawService {
    static final int ACK_BYTES = 16;
    static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

    /// Each message comes back as it is.
    static final MethodDescriptor<byte[], byte[]> ECHO = method("Echo");

    /// Each message is answered with 16 bytes.
    static final MethodDescriptor<byte[], byte[]> ACK = method("Ack");

    /// Each message is a batch that is verified and made durable, and answered with 16 bytes then.
    static final MethodDescriptor<byte[], byte[]> BARE = method("Bare");

    private static final String NAME = "tocsin.bench.Raw";

    private RawService() {}

    static ServerServiceDefinition definition(BareReceiver bare) {
        byte[] ack = new byte[ACK_BYTES];
        return ServerServiceDefinition.builder(NAME)
                .addMethod(ECHO, ServerCalls.asyncBidiStreamingCall(answers -> answering(answers, message -> message)))
                .addMethod(ACK, ServerCalls.asyncBidiStreamingCall(answers -> answering(answers, message -> ack)))
                .addMethod(BARE, ServerCalls.asyncBidiStreamingCall(bare::receive))
                .build();
    }

    private static StreamObserver<byte[]> answering(StreamObserver<byte[]> answers, UnaryOperator<byte[]> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                answers.onNext(answer.apply(message));
            }

            @Override
            public void onError(Throwable cut) {
                // The caller went away: there is nobody to answer.
            }

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(AsIs.INSTANCE, AsIs.INSTANCE)
                .setType(MethodType.BIDI_STREAMING)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .build();
    }

    /// A message is its bytes.
    private enum AsIs implements Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new Written(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                byte[] bytes = new byte[stream.available()];
                if (stream.readNBytes(bytes, 0, bytes.length) != bytes.length || stream.read() >= 0) {
                    throw new IOException("not the length that was announced");
                }
                return bytes;
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /// Lets gRPC take all bytes at once, without a buffer between.
    private static final class Written extends ByteArrayInputStream implements Drainable, KnownLength {
        Written(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = count - pos;
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}

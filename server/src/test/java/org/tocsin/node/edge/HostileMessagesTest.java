package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.CollectResponse;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.Frame;
import org.tocsin.exchange.v1.GetConsistencyRequest;
import org.tocsin.exchange.v1.GetManifestRequest;
import org.tocsin.exchange.v1.GetSeenRequest;
import org.tocsin.exchange.v1.Item;
import org.tocsin.testing.SharedData;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.ElementBounds;
import org.tocsin.wire.WireException;

/// Hostile protobuf, as a whole request and wherever a request nests something: read within bounds or refused
/// (R-LIM-1).
class HostileMessagesTest {
    private static final long ALLOCATED_MAX = 32L * 1024 * 1024;
    private static final Duration TIME_MAX = Duration.ofSeconds(1);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// The suite's, by their names.
    static Map<String, byte[]> inputs() throws IOException {
        TreeMap<String, byte[]> inputs = new TreeMap<>();
        try (Stream<Path> files = Files.list(SharedData.file("suites/protobuf/bin"))) {
            for (Path file : files.toList()) {
                try (var in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                    inputs.put(file.getFileName().toString(), in.readAllBytes());
                }
            }
        }
        return inputs;
    }

    @Test
    void allThirtySixInputsAreReadWithinBoundsWhereverTheyStand() throws IOException {
        Map<String, byte[]> inputs = inputs();
        assertEquals(36, inputs.size());
        for (var input : inputs.entrySet()) {
            for (byte[] request : placed(input.getValue())) {
                if (request.length <= PeerPort.MESSAGE_BYTES_MAX) {
                    withinBounds(input.getKey(), request);
                }
            }
        }
    }

    private static void withinBounds(String name, byte[] request) {
        for (Message prototype : List.of(
                DeliverRequest.getDefaultInstance(),
                CollectRequest.getDefaultInstance(),
                GetSeenRequest.getDefaultInstance(),
                GetConsistencyRequest.getDefaultInstance(),
                GetManifestRequest.getDefaultInstance())) {
            long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
            long begun = THREADS.getCurrentThreadCpuTime();
            Message read = StrictMessages.read(prototype, request);
            boolean refused = read instanceof DeliverRequest deliver && isRefused(deliver);
            if (read instanceof CollectRequest) {
                ElementBounds.hold(CollectResponse.getDescriptor(), request, StrictMessages.ELEMENTS_MAX);
            }
            long took = THREADS.getCurrentThreadCpuTime() - begun;
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
            assertTrue(allocated < ALLOCATED_MAX, name + " allocated " + allocated);
            assertTrue(took < TIME_MAX.toNanos(), name + " took " + Duration.ofNanos(took));
            assertTrue(
                    !(read instanceof DeliverRequest) || refused || read.getSerializedSize() <= request.length,
                    name + " grew");
        }
    }

    private static boolean isRefused(DeliverRequest request) {
        try {
            if (request.hasOpen()) {
                DeliveryCodec.open(request);
            } else {
                DeliveryCodec.frame(request);
            }
            return false;
        } catch (WireException | IllegalArgumentException refused) {
            return true;
        }
    }

    /// The input as the request, as its opening, as its frame, and as an item of a frame.
    private static List<byte[]> placed(byte[] input) throws IOException {
        byte[] item = field(Frame.ITEMS_FIELD_NUMBER, input);
        byte[] statement = field(Frame.ITEMS_FIELD_NUMBER, field(Item.STATEMENT_FIELD_NUMBER, input));
        return List.of(
                input,
                field(DeliverRequest.OPEN_FIELD_NUMBER, input),
                field(DeliverRequest.FRAME_FIELD_NUMBER, input),
                field(DeliverRequest.FRAME_FIELD_NUMBER, item),
                field(DeliverRequest.FRAME_FIELD_NUMBER, statement));
    }

    private static byte[] field(int number, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeBytes(number, ByteString.copyFrom(content));
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void aFrameHasAsManyItemsAsTheLimitSaysAndNotOneMore() {
        assertEquals(
                StrictMessages.ELEMENTS_MAX,
                read(frame(StrictMessages.ELEMENTS_MAX)).getFrame().getItemsCount());
        assertEquals(
                DeliverRequest.KindCase.KIND_NOT_SET,
                read(frame(StrictMessages.ELEMENTS_MAX + 1)).getKindCase());
    }

    @Test
    void aFieldFromTheFutureIsPassedOver() throws IOException {
        byte[] known = frame(1);
        byte[] future = field(77, new byte[] {1, 2, 3});
        byte[] both = new byte[known.length + future.length];
        System.arraycopy(known, 0, both, 0, known.length);
        System.arraycopy(future, 0, both, known.length, future.length);
        assertEquals(1, read(both).getFrame().getItemsCount());
        assertTrue(read(both).getUnknownFields().asMap().isEmpty());
    }

    private static DeliverRequest read(byte[] bytes) {
        return assertInstanceOf(DeliverRequest.class, StrictMessages.read(DeliverRequest.getDefaultInstance(), bytes));
    }

    private static byte[] frame(int items) {
        Frame.Builder frame = Frame.newBuilder();
        for (int i = 1; i <= items; i++) {
            frame.addItems(Item.newBuilder().setSequence(i));
        }
        return DeliverRequest.newBuilder().setFrame(frame).build().toByteArray();
    }
}

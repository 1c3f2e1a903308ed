package org.tocsin.node.edge;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.node.intake.LaneCaller.Heard;

/// Counts what comes in on one call, below the messages: a peer that sends the beginning of one and no more is found by
/// it. Told by the call's event loop, asked by anyone.
final class CallHearing extends ServerStreamTracer {
    /// The hearing of the call that is served.
    static final Context.Key<CallHearing> OF_CALL = Context.key("hearing");

    /// Calls that may take long. All others are questions, also those for methods that there are not.
    private static final Set<String> STREAMS = Stream.of(
                    ExchangeServiceGrpc.getServiceDescriptor(), HealthGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .filter(method -> !method.getType().equals(MethodType.UNARY))
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toUnmodifiableSet());

    private final @Nullable LaneDeadlines deadlines;
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean midMessage;
    private Context.@Nullable CancellableContext limited;

    /// @param deadlines of a question; none for a stream
    private CallHearing(@Nullable LaneDeadlines deadlines) {
        this.deadlines = deadlines;
    }

    static Factory factory(LaneDeadlines deadlines) {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new CallHearing(STREAMS.contains(method) ? null : deadlines);
            }
        };
    }

    Heard heard() {
        return new Heard(bytes.get(), midMessage);
    }

    @Override
    public Context filterContext(Context context) {
        Context hearing = context.withValue(OF_CALL, this);
        if (deadlines == null) {
            return hearing;
        }
        Context.CancellableContext until = deadlines.question(hearing);
        limited = until;
        return until;
    }

    /// When the answer left, or nobody wants it any more.
    @Override
    public void streamClosed(Status status) {
        if (limited != null) {
            limited.cancel(null);
        }
    }

    @Override
    public void inboundWireSize(long more) {
        bytes.addAndGet(more);
    }

    @Override
    public void inboundMessage(int number) {
        midMessage = true;
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long size) {
        midMessage = false;
    }
}

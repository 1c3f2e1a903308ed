package org.tocsin.node.edge;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.concurrent.atomic.AtomicLong;
import org.tocsin.node.intake.LaneCaller.Heard;

/// Counts what comes in on one call, below the messages: a peer that sends the beginning of one and no more is found by
/// it. Told by the call's event loop, asked by anyone.
final class CallHearing extends ServerStreamTracer {
    /// The hearing of the call that is served.
    static final Context.Key<CallHearing> OF_CALL = Context.key("hearing");

    static final Factory FACTORY = new Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
            return new CallHearing();
        }
    };

    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean midMessage;

    Heard heard() {
        return new Heard(bytes.get(), midMessage);
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(OF_CALL, this);
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

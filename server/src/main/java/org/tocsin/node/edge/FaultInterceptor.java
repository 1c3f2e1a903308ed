package org.tocsin.node.edge;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.fault.Fault;

/// The outermost interceptor: whatever a handler throws becomes a status of the closed list, and a status that anybody
/// else made does not leave as it is.
final class FaultInterceptor implements ServerInterceptor {
    private static final Logger log = LoggerFactory.getLogger(FaultInterceptor.class);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Guarded<Q, A> guarded = new Guarded<>(call);
        ServerCall.Listener<Q> listener;
        try {
            listener = next.startCall(guarded, headers);
        } catch (RuntimeException thrown) {
            guarded.fail(thrown);
            return new ServerCall.Listener<>() {};
        }
        return new Listening<>(listener, guarded);
    }

    private static final class Guarded<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private boolean closed;

        Guarded(ServerCall<Q, A> call) {
            super(call);
        }

        void fail(Throwable thrown) {
            if (!closed) {
                Statuses.Told told = Statuses.told(thrown);
                close(told.status(), told.trailers());
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (closed) {
                return;
            }
            closed = true;
            if (status.isOk() || Statuses.isTold(trailers)) {
                super.close(status, trailers);
                return;
            }
            Statuses.Told told = Statuses.of(foreign(status));
            super.close(told.status(), told.trailers());
        }

        /// What gRPC itself says: a method that is not there, a message that cannot be read, a bug of ours.
        private static Fault foreign(Status status) {
            return switch (status.getCode()) {
                case UNIMPLEMENTED -> Fault.of(Fault.Reason.NOT_FOUND, "no such method");
                case RESOURCE_EXHAUSTED -> Fault.of(Fault.Reason.TOO_LARGE, "the message is too large");
                case INVALID_ARGUMENT, CANCELLED -> Fault.of(Fault.Reason.MALFORMED, "the message cannot be read");
                case DEADLINE_EXCEEDED -> Fault.of(Fault.Reason.DEADLINE, "the deadline passed");
                default -> {
                    log.error("a call failed by a bug status={}", status.getCode(), status.getCause());
                    yield Fault.internal();
                }
            };
        }
    }

    private static final class Listening<Q, A>
            extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final Guarded<Q, A> call;

        Listening(ServerCall.Listener<Q> listener, Guarded<Q, A> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guarded(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guarded(super::onHalfClose);
        }

        @Override
        public void onCancel() {
            guarded(super::onCancel);
        }

        @Override
        public void onReady() {
            guarded(super::onReady);
        }

        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException thrown) {
                call.fail(thrown);
            }
        }
    }
}

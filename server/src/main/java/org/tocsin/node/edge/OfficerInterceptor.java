package org.tocsin.node.edge;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.node.acts.Act;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.trust.PeerIdentity;

/// Lets an officer make only the calls that one of their roles allows, and has every call in the local ledger: what
/// only reads before it is answered; what changes something before it is done and when it has ended; what states
/// something at once, in the commit of what it states. With every message it asks again whether the officer still may.
/// Threats T37, T39, T40.
final class OfficerInterceptor implements ServerInterceptor {
    /// Whether the officer of this call still may go on with it.
    static final Context.Key<BooleanSupplier> STILL = Context.key("still");
    /// What this call is in the local ledger; empty before its first message.
    static final Context.Key<AtomicReference<@Nullable Act>> ACT = Context.key("act");

    private final OfficerDesk desk;
    private final LocalLedger acts;
    private final Audit audit;

    OfficerInterceptor(OfficerDesk desk, LocalLedger acts, Audit audit) {
        this.desk = desk;
        this.acts = acts;
        this.audit = audit;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        PeerIdentity officer = DoorInterceptor.CALLER.get();
        String method = call.getMethodDescriptor().getFullMethodName();
        Optional<MethodRules.Rule> rule = MethodRules.of(call.getMethodDescriptor());
        desk.objection(officer, rule).ifPresent(fault -> {
            audit.record(AuditEvent.of(AuditEvent.Kind.CALL_REFUSED, officer.uri())
                    .with("method", method)
                    .with("reason", fault.reason()));
            acts.refused(
                    ActCall.act(officer, method, Optional.empty()),
                    fault.reason().name());
            throw fault.exception();
        });
        var acting = new ActCall(acts, officer, method, rule.orElseThrow());
        Context context = Context.current()
                .withValue(STILL, () -> desk.objection(officer, rule).isEmpty())
                .withValue(ACT, acting.act());
        ServerCall<Q, A> noted = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                acting.ended(Statuses.reason(status, trailers));
                super.close(status, trailers);
            }
        };
        return new Listening<>(
                Contexts.interceptCall(context, noted, headers, next), acting, () -> desk.objection(officer, rule));
    }

    /// Why an officer may not go on, if so.
    private interface Objection {
        Optional<Fault> now();
    }

    private static final class Listening<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final ActCall acting;
        private final Objection objection;

        Listening(ServerCall.Listener<Q> listener, ActCall acting, Objection objection) {
            super(listener);
            this.acting = acting;
            this.objection = objection;
        }

        @Override
        public void onMessage(Q message) {
            guarded(() -> {
                objection.now().map(Fault::exception).ifPresent(refused -> {
                    throw refused;
                });
                acting.heard(message);
                acting.within(() -> super.onMessage(message));
            });
        }

        @Override
        public void onHalfClose() {
            guarded(() -> acting.within(super::onHalfClose));
        }

        @Override
        public void onCancel() {
            super.onCancel();
            acting.gone();
        }

        /// What a handler throws ends the call outside of here.
        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException thrown) {
                acting.ended(Statuses.reason(thrown));
                throw thrown;
            }
        }
    }
}

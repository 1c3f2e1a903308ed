package org.tocsin.node.edge;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.trust.PeerIdentity;

/// Lets an officer make only the calls that one of their roles allows, and writes down who asks for what, before it is
/// done. With every message it asks again whether they still may. What cannot be audited is not done, but for reading:
/// with a full disk an officer must be able to look.
final class OfficerInterceptor implements ServerInterceptor {
    /// Whether the officer of this call still may go on with it.
    static final Context.Key<BooleanSupplier> STILL = Context.key("still");

    private final OfficerDesk desk;
    private final Audit audit;

    OfficerInterceptor(OfficerDesk desk, Audit audit) {
        this.desk = desk;
        this.audit = audit;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        PeerIdentity officer = DoorInterceptor.CALLER.get();
        MethodDescriptor<Q, A> method = call.getMethodDescriptor();
        Optional<MethodRules.Rule> rule = MethodRules.of(method);
        desk.objection(officer, rule).ifPresent(fault -> {
            audit.record(AuditEvent.of(AuditEvent.Kind.CALL_REFUSED, officer.uri())
                    .with("method", method.getFullMethodName())
                    .with("reason", fault.reason()));
            throw fault.exception();
        });
        AuditEvent acted =
                AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, officer.uri()).with("method", method.getFullMethodName());
        if (rule.map(MethodRules.Rule::reads).orElse(false)) {
            audit.record(acted);
        } else {
            audit.require(acted);
        }
        BooleanSupplier still = () -> desk.objection(officer, rule).isEmpty();
        ServerCall.Listener<Q> listener =
                Contexts.interceptCall(Context.current().withValue(STILL, still), call, headers, next);
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
                desk.objection(officer, rule).map(Fault::exception).ifPresent(refused -> {
                    throw refused;
                });
                super.onMessage(message);
            }
        };
    }
}

package org.tocsin.node.edge;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.Trust;

/// Writes down who asks for what, before it is done, and asks of every message whether its officer is still one.
/// What cannot be audited is not done, but for reading: with a full disk an officer must be able to look.
final class OfficerInterceptor implements ServerInterceptor {
    private static final Pattern READING = Pattern.compile("(Get|List|Export|Prove|Track|Watch)[A-Z].*");

    private final Trust trust;
    private final Audit audit;
    private final InstantSource clock;

    OfficerInterceptor(Trust trust, Audit audit, InstantSource clock) {
        this.trust = trust;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        PeerIdentity officer = DoorInterceptor.CALLER.get();
        MethodDescriptor<Q, A> method = call.getMethodDescriptor();
        AuditEvent acted =
                AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, officer.uri()).with("method", method.getFullMethodName());
        if (READING.matcher(String.valueOf(method.getBareMethodName())).matches()) {
            audit.record(acted);
        } else {
            audit.require(acted);
        }
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                if (!trust.stillTrusted(officer, clock.instant())) {
                    throw Fault.of(Fault.Reason.IDENTITY_REFUSED, "the officer's certificate ended")
                            .exception();
                }
                super.onMessage(message);
            }
        };
    }
}

package org.tocsin.node.edge;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.InstantSource;
import javax.net.ssl.SSLSession;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.Trust;

/// Finds out who calls, from the TLS session and nothing else, before any handler runs. Rules R-TLS-2 and R-TLS-3.
final class DoorInterceptor implements ServerInterceptor {
    /// Who calls.
    static final Context.Key<PeerIdentity> CALLER = Context.key("caller");

    private final Door door;
    private final Trust trust;
    private final InstantSource clock;
    private final Audit audit;

    DoorInterceptor(Door door, Trust trust, InstantSource clock, Audit audit) {
        this.door = door;
        this.trust = trust;
        this.clock = clock;
        this.audit = audit;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return refuse(call, CertificateRefusal.NO_CERTIFICATE);
        }
        return switch (trust.identify(session, door, clock.instant())) {
            case Identification.Identified known ->
                Contexts.interceptCall(Context.current().withValue(CALLER, known.peer()), call, headers, next);
            case Identification.Refused refused -> refuse(call, refused.reason());
        };
    }

    private <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, CertificateRefusal reason) {
        audit.record(AuditEvent.of(AuditEvent.Kind.CALL_REFUSED, "stranger")
                .with("method", call.getMethodDescriptor().getFullMethodName())
                .with("reason", reason));
        Fault.Reason fault =
                reason == CertificateRefusal.WRONG_ROLE ? Fault.Reason.WRONG_PORT : Fault.Reason.IDENTITY_REFUSED;
        Statuses.Told told = Statuses.of(Fault.of(fault, "the certificate does not speak for a caller of this port"));
        call.close(told.status(), told.trailers());
        return new ServerCall.Listener<>() {};
    }
}

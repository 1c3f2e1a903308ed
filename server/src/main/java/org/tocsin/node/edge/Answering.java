package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.function.Supplier;
import org.tocsin.model.Team;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.wire.WireException;

/// How the services for officers answer: one message in, one out, and what goes wrong as a status.
final class Answering {
    private Answering() {}

    /// A model record from a message that may not fit it.
    interface WireCall<T> {
        T make() throws WireException;
    }

    /// Answers a call with what a question comes to.
    static <A> void answering(StreamObserver<A> answer, Supplier<A> question) {
        A made;
        try {
            made = question.get();
        } catch (RuntimeException thrown) {
            answer.onError(Statuses.of(thrown));
            return;
        }
        answer.onNext(made);
        answer.onCompleted();
    }

    static <T> T wired(WireCall<T> call) {
        try {
            return call.make();
        } catch (WireException unfit) {
            throw malformed(String.valueOf(unfit.getMessage()));
        }
    }

    static RuntimeException malformed(String why) {
        return Fault.of(Reason.MALFORMED, why).exception();
    }

    /// A team that a call must name.
    static Team team(String field, String domain) {
        if (!Team.isDomain(domain)) {
            throw malformed(field + " is not a domain name");
        }
        return new Team(domain);
    }

    /// Who calls: an officer, as the door has found.
    static PeerIdentity officer() {
        return DoorInterceptor.CALLER.get();
    }

    /// Whether whoever calls has one of some roles, now.
    static boolean isAnyOf(OperatorParts parts, Set<OfficerRole> roles) {
        return parts.roster().get().allows(officer().name(), roles);
    }
}

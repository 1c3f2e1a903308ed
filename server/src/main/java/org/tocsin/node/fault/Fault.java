package org.tocsin.node.fault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Why a call fails: a reason from the closed list of `proto/README.md` (errors), a constant sentence for people, and
/// when to try again.
/// A verdict on a partner's statement is not a fault: it travels with status OK.
///
/// @param metadata what a program needs to know beyond the reason, as in `google.rpc.ErrorInfo.metadata`
public record Fault(Reason reason, String message, Optional<Duration> retryAfter, Map<String, String> metadata) {
    /// Whose fault it is, and so which status it becomes.
    public enum Kind {
        INVALID_ARGUMENT,
        UNAUTHENTICATED,
        PERMISSION_DENIED,
        NOT_FOUND,
        ALREADY_EXISTS,
        FAILED_PRECONDITION,
        RESOURCE_EXHAUSTED,
        UNAVAILABLE,
        INTERNAL
    }

    /// The reasons, as they stand in `google.rpc.ErrorInfo.reason`.
    public enum Reason {
        /// The caller showed no certificate that speaks for a team, or it ended while the call was open.
        IDENTITY_REFUSED(Kind.UNAUTHENTICATED),
        /// The caller's certificate is good, but it is not for this port (an officer at the peer port, a node at the
        /// operator port).
        WRONG_PORT(Kind.PERMISSION_DENIED),
        /// The officer has none of the roles that the call needs; the metadata names them, and who has them.
        ROLE_NEEDED(Kind.PERMISSION_DENIED),
        /// The caller's team is not a partner.
        NOT_A_PARTNER(Kind.PERMISSION_DENIED),
        /// A message or a field breaks the specification.
        MALFORMED(Kind.INVALID_ARGUMENT),
        /// A message came at the wrong time.
        PROTOCOL(Kind.INVALID_ARGUMENT),
        /// A proof, a signature or a fingerprint does not verify.
        NOT_VERIFIED(Kind.INVALID_ARGUMENT),
        /// A size or a count is above its limit.
        TOO_LARGE(Kind.RESOURCE_EXHAUSTED),
        /// Too much is under way for this caller.
        TOO_MANY(Kind.RESOURCE_EXHAUSTED),
        /// There is no such thing, or it is not the caller's to see.
        NOT_FOUND(Kind.NOT_FOUND),
        /// Another root is pinned for the team.
        OTHER_ROOT_PINNED(Kind.ALREADY_EXISTS),
        /// The partner's manifest is not pinned.
        NOT_PINNED(Kind.FAILED_PRECONDITION),
        /// Other terms, or a higher version, of this agreement are signed already.
        AGREEMENT_CONFLICT(Kind.FAILED_PRECONDITION),
        /// What the two teams agreed does not allow it; the message says why.
        NOT_AGREED(Kind.FAILED_PRECONDITION),
        /// Somebody was there before: the message says who, and when.
        ALREADY_TAKEN(Kind.ALREADY_EXISTS),
        /// The node may not sign now; the message says why and what to do.
        NOT_SIGNING(Kind.UNAVAILABLE),
        /// The node is stopping.
        DRAINING(Kind.UNAVAILABLE),
        /// Storage fails or is full.
        STORAGE(Kind.UNAVAILABLE),
        /// A deadline of the node's passed without progress.
        DEADLINE(Kind.UNAVAILABLE),
        /// A bug.
        INTERNAL(Kind.INTERNAL);

        private final Kind kind;

        Reason(Kind kind) {
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }
    }

    public Fault {
        metadata = Map.copyOf(metadata);
        if (reason == Reason.INTERNAL && !message.isEmpty()) {
            throw new IllegalArgumentException("a bug has no message");
        }
    }

    public static Fault of(Reason reason, String message) {
        return new Fault(reason, message, Optional.empty(), Map.of());
    }

    public static Fault retry(Reason reason, String message, Duration after) {
        return new Fault(reason, message, Optional.of(after), Map.of());
    }

    public static Fault internal() {
        return of(Reason.INTERNAL, "");
    }

    /// The same fault, with something more for programs.
    public Fault with(String name, String value) {
        var more = new TreeMap<>(metadata);
        more.put(name, value);
        return new Fault(reason, message, retryAfter, more);
    }

    public FaultException exception() {
        return new FaultException(this);
    }
}

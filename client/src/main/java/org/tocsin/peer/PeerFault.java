package org.tocsin.peer;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;

/// A call to a partner's node that did not succeed: what that means for the caller, and when to try again if the
/// partner
/// said so. The text is the partner's or the transport's: escape it before it is shown.
public final class PeerFault extends Exception {
    private static final long serialVersionUID = 1L;

    /// The reason of a stream that the partner ended in good order.
    public static final String COMPLETED = "COMPLETED";

    /// What to do about it.
    public enum Meaning {
        /// Nobody answered, or the connection broke: try again later.
        UNREACHABLE,
        /// The partner cannot answer now: try again later.
        UNAVAILABLE,
        /// The partner does not let us in: a human should look, but the partner may change its mind.
        REFUSED,
        /// The partner says that we broke the protocol, or it did.
        BROKEN,
        /// We ended the call ourselves.
        CANCELLED
    }

    private final Meaning meaning;
    private final String reason;
    private final transient Optional<Duration> retryAfter;

    public PeerFault(Meaning meaning, String reason, String text) {
        this(meaning, reason, text, Optional.empty());
    }

    private PeerFault(Meaning meaning, String reason, String text, Optional<Duration> retryAfter) {
        super(text, null, false, false);
        this.meaning = meaning;
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /// Reads a failed call. Never throws, whatever the partner put into the status.
    static PeerFault of(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String reason = status.getCode().name();
        Optional<Duration> retryAfter = Optional.empty();
        var details = StatusProto.fromThrowable(failure);
        if (details != null) {
            for (var detail : details.getDetailsList()) {
                try {
                    if (detail.is(ErrorInfo.class)) {
                        reason = detail.unpack(ErrorInfo.class).getReason();
                    } else if (detail.is(RetryInfo.class)) {
                        var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                        retryAfter = Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
                    }
                } catch (com.google.protobuf.InvalidProtocolBufferException | ArithmeticException unreadable) {
                    // A detail that cannot be read says nothing.
                }
            }
        }
        return new PeerFault(meaning(status), reason, text(status), retryAfter);
    }

    private static Meaning meaning(Status status) {
        return switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED -> Meaning.REFUSED;
            case UNAVAILABLE -> status.getCause() == null ? Meaning.UNAVAILABLE : Meaning.UNREACHABLE;
            case DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED -> Meaning.UNAVAILABLE;
            case CANCELLED -> Meaning.CANCELLED;
            case OK,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    DATA_LOSS -> Meaning.BROKEN;
        };
    }

    private static String text(Status status) {
        String description = status.getDescription();
        if (description != null) {
            return description;
        }
        Throwable cause = status.getCause();
        return cause == null || cause.getMessage() == null ? status.getCode().name() : cause.getMessage();
    }

    public Meaning meaning() {
        return meaning;
    }

    /// The reason in the partner's status, or the name of the status code.
    public String reason() {
        return reason;
    }

    /// When the partner wants to be asked again.
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}

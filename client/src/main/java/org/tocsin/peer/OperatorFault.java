package org.tocsin.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.net.ConnectException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A call to one's own node that did not succeed. The message is the node's own sentence, or ours if it did not answer.
public final class OperatorFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int CAUSES_MAX = 16;

    /// What kind of failure it is.
    public enum Kind {
        /// The node does not answer, or does not let us in: nothing is known of what it did.
        UNREACHABLE,
        /// The handshake failed: one side does not take the other's certificate.
        NOT_ADMITTED,
        /// The node cannot do it now; try again.
        NOT_READY,
        /// The node refuses: the call is wrong, or not allowed.
        REFUSED,
        /// What was asked for does not exist, or is not ours to see.
        NOT_FOUND,
        /// The node has a bug, or does not speak our version.
        BROKEN
    }

    private final Kind kind;
    private final String reason;

    private OperatorFault(Kind kind, String reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.reason = reason;
    }

    /// Of a transport that says no more than that; a node without its key ends connections so.
    private static final String ENDED =
            "the connection ended before the node answered; look at its log. Where its TLS key is in a PKCS#11 token"
                    + " (TOKEN_FAILED in audit.jsonl), the key cannot be reached: put the token back or mend it, the node"
                    + " uses it again within seconds";

    static OperatorFault broken(String message) {
        return new OperatorFault(Kind.BROKEN, "", message, null);
    }

    static OperatorFault of(Throwable failure) {
        if (failure instanceof OperatorFault fault) {
            return fault;
        }
        Status status = Status.fromThrowable(failure);
        String reason = reason(failure);
        String description = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        Kind kind = kind(status.getCode(), reason);
        if (kind == Kind.UNREACHABLE && hasCause(failure, SSLException.class)) {
            return new OperatorFault(Kind.NOT_ADMITTED, reason, "the handshake failed", failure);
        }
        if (kind == Kind.UNREACHABLE && hasCause(failure, ConnectException.class)) {
            return new OperatorFault(kind, reason, "nobody listens there", failure);
        }
        if (kind == Kind.UNREACHABLE && status.getCode() == Status.Code.UNAVAILABLE) {
            return new OperatorFault(kind, reason, ENDED, failure);
        }
        return new OperatorFault(kind, reason, description, failure);
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            if (kind.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    public Kind kind() {
        return kind;
    }

    /// The reason from the error table, or empty if the node gave none.
    public String reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }

    /// Without a reason it is the transport that speaks, not the node.
    private static Kind kind(Status.Code code, String reason) {
        return switch (code) {
            case UNAVAILABLE -> reason.isEmpty() ? Kind.UNREACHABLE : Kind.NOT_READY;
            case DEADLINE_EXCEEDED, CANCELLED -> Kind.UNREACHABLE;
            case NOT_FOUND -> Kind.NOT_FOUND;
            case INVALID_ARGUMENT,
                    ALREADY_EXISTS,
                    FAILED_PRECONDITION,
                    PERMISSION_DENIED,
                    UNAUTHENTICATED,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    OUT_OF_RANGE -> Kind.REFUSED;
            case OK, UNKNOWN, UNIMPLEMENTED, INTERNAL, DATA_LOSS -> Kind.BROKEN;
        };
    }

    private static String reason(Throwable failure) {
        var status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return "";
        }
        for (var detail : status.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    return detail.unpack(ErrorInfo.class).getReason();
                } catch (InvalidProtocolBufferException unreadable) {
                    return "";
                }
            }
        }
        return "";
    }
}

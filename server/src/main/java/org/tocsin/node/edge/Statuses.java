package org.tocsin.node.edge;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;

/// The only place where a non-OK status is made: one `google.rpc.ErrorInfo` with a reason of the closed list in each,
/// and `RetryInfo` where trying
/// again helps. What is not a fault is a bug: it is logged here, and the caller learns nothing of it.
final class Statuses {
    static final String DOMAIN = "tocsin";

    /// The outcome of a call that succeeded.
    static final String OK = "OK";

    private static final Logger log = LoggerFactory.getLogger(Statuses.class);
    private static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    private Statuses() {}

    /// A status and the trailers that carry its details.
    record Told(Status status, Metadata trailers) {
        StatusRuntimeException exception() {
            return status.asRuntimeException(trailers);
        }
    }

    /// What a call came to, in a word: OK, or the reason of its fault.
    static String reason(Status status, Metadata trailers) {
        com.google.rpc.Status details = trailers.get(DETAILS);
        if (status.isOk() || details == null) {
            return status.getCode().name();
        }
        return details.getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .map(Statuses::reason)
                .findFirst()
                .orElse(status.getCode().name());
    }

    private static String reason(Any detail) {
        try {
            return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException unreadable) {
            return Fault.Reason.INTERNAL.name();
        }
    }

    static String reason(Throwable thrown) {
        return thrown instanceof FaultException known ? known.fault().reason().name() : Fault.Reason.INTERNAL.name();
    }

    /// Whether trailers were made here.
    static boolean isTold(Metadata trailers) {
        return trailers.containsKey(DETAILS);
    }

    static StatusRuntimeException of(Throwable thrown) {
        return told(thrown).exception();
    }

    static Told told(Throwable thrown) {
        return switch (thrown) {
            case FaultException known -> of(known.fault());
            default -> {
                log.error("a call failed by a bug", thrown);
                yield of(Fault.internal());
            }
        };
    }

    static Told of(Fault fault) {
        Status status = code(fault.reason().kind()).toStatus().withDescription(fault.message());
        var details = com.google.rpc.Status.newBuilder()
                .setCode(status.getCode().value())
                .setMessage(fault.message())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(fault.reason().name())
                        .setDomain(DOMAIN)
                        .putAllMetadata(fault.metadata())
                        .build()));
        fault.retryAfter()
                .ifPresent(after -> details.addDetails(Any.pack(
                        RetryInfo.newBuilder().setRetryDelay(delay(after)).build())));
        var trailers = new Metadata();
        trailers.put(DETAILS, details.build());
        return new Told(status, trailers);
    }

    private static com.google.protobuf.Duration delay(Duration after) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(after.getSeconds())
                .setNanos(after.getNano())
                .build();
    }

    private static Status.Code code(Fault.Kind kind) {
        return switch (kind) {
            case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
            case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
            case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }
}

package org.tocsin.peer;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import org.tocsin.operator.v1.ListLanesRequest;
import org.tocsin.operator.v1.ListLanesResponse;

/// One call in which an officer asks how the lanes do, again and again. Not for use by two threads at once.
public final class LaneWatch implements AutoCloseable {
    private final BlockingClientCall<ListLanesRequest, ListLanesResponse> call;
    private final ListLanesRequest question;

    LaneWatch(BlockingClientCall<ListLanesRequest, ListLanesResponse> call, ListLanesRequest question) {
        this.call = call;
        this.question = question;
    }

    /// How the lanes do now.
    ///
    /// @throws OperatorFault if the node does not say
    public Transit.Lanes ask() throws InterruptedException {
        try {
            ListLanesResponse answer = call.write(question) ? call.read() : null;
            if (answer == null) {
                throw ended();
            }
            return TransitMapping.lanes(answer);
        } catch (StatusException failed) {
            throw OperatorFault.of(failed);
        }
    }

    private OperatorFault ended() throws InterruptedException, StatusException {
        // Reads the status with which the call ended; a good one is no answer either.
        call.read();
        return OperatorFault.broken("the node ended the call before it answered");
    }

    @Override
    public void close() {
        call.cancel("seen enough", null);
    }
}

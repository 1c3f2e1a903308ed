package org.tocsin.node.intake;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.control.Relay;

/// A statement whose proof holds, with the exact bytes of the fragment set that is shown: by the frame that brought it,
/// or by what a hub handed on inside a statement of its own. Then `relay` is what the hub stated. Rule R-RLY-1.
record Attested(Origin origin, long index, Digest leaf, Statement statement, Bytes fragments, Optional<Relay> relay) {
    /// By the frame that it came in.
    static Attested direct(Arrival.Stated stated, Statement statement) {
        return new Attested(
                stated.frame().origin(),
                stated.entry().index(),
                stated.leaf(),
                statement,
                stated.fragments(),
                Optional.empty());
    }
}

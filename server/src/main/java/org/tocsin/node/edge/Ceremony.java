package org.tocsin.node.edge;

import java.util.List;
import org.tocsin.ceremony.Heard;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.ManifestCodec;

/// Compares what an officer heard with what a card says, once more at the node: the officer's program is not what a
/// peer
/// is made by. Rule R-PEER-3.
final class Ceremony {
    private Ceremony() {}

    /// What was found to be the same.
    ///
    /// @param how for the audit
    record Compared(Digest fingerprint, String how) {}

    /// @throws org.tocsin.node.fault.FaultException if it is not the fingerprint of the first manifest's root
    static Compared compared(List<TeamManifest.Signed> manifests, String heard) {
        if (manifests.isEmpty()) {
            throw Answering.malformed("no manifest");
        }
        Digest held = Fingerprint.of(
                Answering.wired(() -> ManifestCodec.decode(manifests.getFirst().manifest()))
                        .root());
        return switch (Heard.compare(held, heard)) {
            case Heard.Same same ->
                new Compared(held, same.form() == Heard.Form.WORDS ? "words heard" : "digits heard");
            case Heard.Unreadable unreadable -> throw Answering.malformed("fingerprint: " + unreadable.why());
            case Heard.Differs differs ->
                throw Fault.of(
                                Reason.NOT_VERIFIED,
                                "what was heard is not the fingerprint: it differs at " + differs.places())
                        .exception();
        };
    }
}

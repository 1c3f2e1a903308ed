package org.tocsin.node.edge;

import java.util.List;
import org.tocsin.ceremony.Heard;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.operator.v1.AddPeerRequest;
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

    /// A partner's word, which an officer takes for what was not heard. Rule R-PEER-5.
    ///
    /// @throws org.tocsin.node.fault.FaultException if that partner did not introduce this team with this root
    static Compared introduced(OperatorParts parts, List<TeamManifest.Signed> manifests, AddPeerRequest request) {
        Compared compared = compared(manifests, request.getFingerprint());
        Team introducer = Answering.team("on_the_word_of", request.getOnTheWordOf());
        boolean isItsWord = parts.profiles().introductions().all().stream()
                .anyMatch(one ->
                        one.introducer().equals(introducer) && one.fingerprint().equals(compared.fingerprint()));
        boolean isPeer = parts.directory().view().team(introducer).isPresent()
                && parts.directory().view().cut(introducer).isEmpty();
        if (!isItsWord || !isPeer) {
            throw Fault.of(Reason.NOT_VERIFIED, introducer + " did not introduce a team with this root key")
                    .exception();
        }
        return new Compared(compared.fingerprint(), "on the word of " + introducer);
    }

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

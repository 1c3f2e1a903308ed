package org.tocsin.wire;

import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyRelay;

/// Relays of statements about emergencies to and from the bytes of their document. Rule R-EMG-9.
public final class EmergencyRelayCodec {
    /// What is sealed, its evidence, and a few manifests.
    public static final int DOCUMENT_BYTES_MAX = 192 * 1024;

    private EmergencyRelayCodec() {}

    public static Bytes encode(EmergencyRelay relay) {
        return Bytes.wrap(org.tocsin.exchange.v1.EmergencyRelay.newBuilder()
                .setTo(relay.to().domain())
                .setEvidence(EvidenceCodec.message(relay.evidence()))
                .setEphemeral(Parsing.string(relay.seal().ephemeral()))
                .setSealed(Parsing.string(relay.seal().sealed()))
                .addAllManifests(EvidenceCodec.messages(relay.manifests()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes break R-EMG-9
    public static EmergencyRelay relay(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.EmergencyRelay.parser(), document, DOCUMENT_BYTES_MAX, "emergency relay");
        Team to = Parsing.team(message.getTo(), "emergency_relay.to");
        Evidence evidence = EvidenceCodec.model(message.getEvidence());
        var manifests = EvidenceCodec.models(message.getManifestsList());
        return Parsing.checked(() -> new EmergencyRelay(
                to,
                evidence,
                new EmergencyRelay.Seal(Parsing.bytes(message.getEphemeral()), Parsing.bytes(message.getSealed())),
                manifests));
    }
}

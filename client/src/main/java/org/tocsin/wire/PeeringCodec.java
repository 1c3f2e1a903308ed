package org.tocsin.wire;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.TeamManifest;

/// Cards of teams. Rule R-PEER-1.
public final class PeeringCodec {
    public static final int CARD_BYTES_MAX = 1024 * 1024;

    private PeeringCodec() {}

    /// A team's card.
    ///
    /// @param profile the exact bytes of its `TeamProfile`; empty: it stated none
    public record Card(List<TeamManifest.Signed> manifests, Bytes profile) {
        public Card {
            manifests = List.copyOf(manifests);
        }
    }

    public static Bytes encode(Card card) {
        return Bytes.wrap(org.tocsin.exchange.v1.PeerCard.newBuilder()
                .addAllManifests(EvidenceCodec.messages(card.manifests()))
                .setProfile(Parsing.string(card.profile()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes are not a card
    public static Card decodeCard(Bytes bytes) throws WireException {
        var message = Parsing.strictly(org.tocsin.exchange.v1.PeerCard.parser(), bytes, CARD_BYTES_MAX, "card");
        if (message.getManifestsCount() == 0) {
            throw new WireException("a card without manifests");
        }
        if (message.getProfile().size() > ProfileCodec.BYTES_MAX) {
            throw new WireException("card.profile is longer than a profile may be");
        }
        return new Card(EvidenceCodec.models(message.getManifestsList()), Parsing.bytes(message.getProfile()));
    }
}
